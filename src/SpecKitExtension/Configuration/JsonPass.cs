using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SpecKitExtension.Configuration;

/// <summary>Finds in a file of settings what binding cannot tell: where a value stands, what it is, and why the file is no JSON.</summary>
internal static class JsonPass
{
    /// <summary>The file's values, each with its line; null when there is something wrong with the file itself.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="file">How messages name it.</param>
    /// <param name="problems">Gets what is wrong with the file itself.</param>
    public static IReadOnlyList<Said>? Read(ReadOnlySpan<byte> bytes, string file, ICollection<string> problems)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            problems.Add($"{file}:1: It begins with a byte order mark, which JSON does not have. Save it as UTF-8 without one.");
            return null;
        }

        var found = new List<Said>();
        var reader = new Utf8JsonReader(bytes);
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                problems.Add($"{file}:1: Settings are an object: {{ \"maxParallel\": 3 }}.");
                return null;
            }

            Object(ref reader, bytes, "", file, found, problems);
            reader.Read();
        }
        catch (JsonException e)
        {
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: This is no JSON. {Why(e.Message)}"
                )
            );
            return null;
        }
        catch (InvalidOperationException)
        {
            // The reader checks a text's characters only when it is asked for the text.
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}:{Line(reader, bytes)}: A text is no UTF-8, or has half a character (\\ud800 to \\udfff) in it. Write it again."
                )
            );
            return null;
        }

        return found;
    }

    private static string Why(string message) =>
        message.StartsWith("'/' is", StringComparison.Ordinal)
            ? "It has no comments: remove them."
            : message.Split(" LineNumber:")[0].Replace(" Change the reader options.", " Remove it.", StringComparison.Ordinal);

    private static int Line(in Utf8JsonReader reader, ReadOnlySpan<byte> bytes) =>
        1 + bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');

    private static void Object(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> bytes,
        string prefix,
        string file,
        List<Said> found,
        ICollection<string> problems
    )
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var (key, origin) = (prefix + name, string.Create(CultureInfo.InvariantCulture, $"{file}:{Line(reader, bytes)}"));
            if (!names.Add(name))
            {
                problems.Add($"{origin}: {key} is set twice. Remove one.");
            }
            else if (name.AsSpan().ContainsAny('.', ':'))
            {
                problems.Add(
                    $"{origin}: There is no setting \"{name}\". What belongs together is an object: {{ \"git\": {{ \"remote\": \"origin\" }} }}."
                );
            }

            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject && !SettingSpec.All.Any(spec => spec.Key == key))
            {
                Object(ref reader, bytes, $"{key}.", file, found, problems);
            }
            else if (Value(ref reader, bytes, key, origin) is { } said && key is not "$schema")
            {
                found.Add(said);
            }
        }
    }

    private static Said? Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string key, string origin) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => new(key, JsonValueKind.String, reader.GetString()!, null, origin),
            JsonTokenType.True => new(key, JsonValueKind.True, "true", null, origin),
            JsonTokenType.False => new(key, JsonValueKind.False, "false", null, origin),
            JsonTokenType.Number => new(key, JsonValueKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), null, origin),
            JsonTokenType.StartArray => Array(ref reader, bytes, key, origin),
            _ => Whole(ref reader, bytes, key, origin),
        };

    private static Said Whole(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string key, string origin)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(key, JsonValueKind.Object, Encoding.UTF8.GetString(bytes[start..(int)reader.BytesConsumed]), null, origin);
    }

    private static Said Array(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string key, string origin)
    {
        var (start, items) = ((int)reader.TokenStartIndex, new List<string?>());
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType is JsonTokenType.String ? reader.GetString() : null);
            reader.Skip();
        }

        return new(key, JsonValueKind.Array, Encoding.UTF8.GetString(bytes[start..(int)reader.BytesConsumed]), items, origin);
    }
}
