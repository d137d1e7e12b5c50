using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SpecKitExtension.Commands;

/// <summary>JSON files of a project of which <c>init</c> changes one entry and leaves the rest as it is.</summary>
internal static class InitJson
{
    /// <summary>The object that a text is; null when it is none, or says a name twice.</summary>
    public static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            // The caller names the file.
            return null;
        }
    }

    /// <summary>As the spec-kit CLI writes it: two spaces, no line end at the end.</summary>
    public static string Text(JsonNode root)
    {
        using MemoryStream stream = new();
        using (
            Utf8JsonWriter json = new(
                stream,
                new()
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            root.WriteTo(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
