using System.Text.Json;

namespace ModelSimulator;

/// <summary>Writes the documents of one answer: events of a stream, or the whole answer at once.</summary>
/// <param name="id">Identity of the answer.</param>
/// <param name="model">The model that was asked for.</param>
/// <param name="created">Seconds since 1970.</param>
internal sealed class Chunk(string id, string model, long created)
{
    /// <summary>An event that carries a piece of text.</summary>
    /// <param name="field">`content` or `reasoning_content`.</param>
    /// <param name="text">The piece.</param>
    public byte[] Text(string field, string text) => Delta(json => json.WriteString(field, text));

    /// <summary>An event that opens a tool call, or one that carries its arguments.</summary>
    public byte[] ToolCall(int index, string? name, string arguments) =>
        Delta(json =>
        {
            json.WriteStartArray("tool_calls");
            WriteCall(json, index, name, arguments);
            json.WriteEndArray();
        });

    /// <summary>The event with the finish reason.</summary>
    public byte[] Finish(string reason) => Delta(_ => { }, reason);

    /// <summary>The event with the token counts.</summary>
    public byte[] Usage(ModelUsage usage) => Document("chat.completion.chunk", json =>
        {
            json.WriteStartArray("choices");
            json.WriteEndArray();
            WriteUsage(json, usage);
        });

    /// <summary>The whole answer in one document.</summary>
    public byte[] Whole(ModelTurn turn, string finish) => Document("chat.completion", json =>
        {
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteString("content", turn.Text);
            if (turn.Tools.Count > 0)
            {
                json.WriteStartArray("tool_calls");
                foreach (var (index, call) in turn.Tools.Index())
                {
                    WriteCall(json, index, call.Name, call.ArgumentsText);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteString("finish_reason", finish);
            json.WriteEndObject();
            json.WriteEndArray();
            WriteUsage(json, turn.Usage);
        });

    private byte[] Delta(Action<Utf8JsonWriter> delta, string? finish = null) => Document("chat.completion.chunk", json =>
        {
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject("delta");
            delta(json);
            json.WriteEndObject();
            json.WriteString("finish_reason", finish);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    private byte[] Document(string kind, Action<Utf8JsonWriter> rest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("object", kind);
            json.WriteNumber("created", created);
            json.WriteString("model", model);
            rest(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteCall(Utf8JsonWriter json, int index, string? name, string arguments)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        if (name is not null)
        {
            json.WriteString("id", $"call_{id}_{index}");
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteString("arguments", arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, ModelUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.Cached);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
