using System.Text;
using System.Text.Json;

namespace SpecKitExtension.Reporting;

/// <summary>Writes JSON by hand: names and order are a contract, and nothing is reflected upon.</summary>
internal static class JsonText
{
    /// <summary>A document with line breaks, for a command that prints one.</summary>
    public static string Document(Action<Utf8JsonWriter> write) => Text(write, indented: true);

    /// <summary>One line, for a command that follows something.</summary>
    public static string Line(Action<Utf8JsonWriter> write) => Text(write, indented: false);

    /// <summary>Writes a list of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> write, bool indented)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new() { Indented = indented, NewLine = "\n" }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
