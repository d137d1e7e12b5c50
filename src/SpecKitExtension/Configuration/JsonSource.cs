using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SpecKitExtension.Configuration;

/// <summary>Reads settings from JSON; comments and trailing commas are welcome.</summary>
internal static class JsonSource
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The file's values, each with its line.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="file">How messages name it.</param>
    /// <param name="problems">Gets what is wrong with the file itself.</param>
    public static IReadOnlyList<Said> Read(ReadOnlySpan<byte> bytes, string file, ICollection<string> problems)
    {
        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var found = new List<Said>();
        var reader = new Utf8JsonReader(bytes, Lenient);
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                problems.Add($"{file}:1: Settings are an object: {{ \"maxParallel\": 3 }}.");
                return [];
            }

            Object(ref reader, bytes, "", file, found);
            reader.Read();
        }
        catch (JsonException e)
        {
            var message = e.Message.Split(" LineNumber:")[0];
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: This is no JSON. {message}"));
            return [];
        }
        catch (InvalidOperationException)
        {
            // The reader checks a text's characters only when it is asked for the text.
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file}:{Line(reader, bytes)}: A text is no UTF-8, or has half a character (\\ud800 to \\udfff) in it. Write it again."));
            return [];
        }

        foreach (var twice in found.GroupBy(value => value.Key, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            problems.Add($"{twice.Last().Origin}: {twice.Key} is set twice. Remove one.");
        }

        return found;
    }

    private static int Line(in Utf8JsonReader reader, ReadOnlySpan<byte> bytes) => 1 + bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');

    private static void Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string prefix, string file, List<Said> found)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = prefix + reader.GetString();
            var line = Line(reader, bytes);
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                Object(ref reader, bytes, $"{key}.", file, found);
            }
            else if (Value(ref reader, bytes, key, string.Create(CultureInfo.InvariantCulture, $"{file}:{line}")) is { } said && key is not "$schema")
            {
                found.Add(said);
            }
        }
    }

    private static Said? Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string key, string origin) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => new(key, JsonValueKind.String, reader.GetString()!, null, origin),
        JsonTokenType.True => new(key, JsonValueKind.True, "true", null, origin),
        JsonTokenType.False => new(key, JsonValueKind.False, "false", null, origin),
        JsonTokenType.Number => new(key, JsonValueKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), null, origin),
        _ => Array(ref reader, bytes, key, origin),
    };

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
