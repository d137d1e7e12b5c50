using System.Text.Json;

namespace ModelSimulator;

/// <summary>One request that reached the server.</summary>
/// <param name="At">When its body was complete.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query.</param>
/// <param name="HasKey">Whether it carried a bearer token (the token itself is not kept).</param>
/// <param name="Session">The client's session, where it named one.</param>
/// <param name="Script">The script that answers; null outside chat.completions.</param>
/// <param name="Step">The step in that script.</param>
/// <param name="Attempt">How often this session asked for that step before.</param>
/// <param name="Body">The body; undefined where it is no JSON.</param>
internal sealed record ModelRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    bool HasKey,
    string Session,
    string? Script,
    int Step,
    int Attempt,
    JsonElement Body
)
{
    /// <summary>The request as one line of the log.</summary>
    public byte[] ToJsonLine()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", At);
            json.WriteString("method", Method);
            json.WriteString("path", Path);
            json.WriteBoolean("hasKey", HasKey);
            json.WriteString("session", Session);
            json.WriteString("script", Script);
            json.WriteNumber("step", Step);
            json.WriteNumber("attempt", Attempt);
            if (Body.ValueKind != JsonValueKind.Undefined)
            {
                json.WritePropertyName("body");
                Body.WriteTo(json);
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
