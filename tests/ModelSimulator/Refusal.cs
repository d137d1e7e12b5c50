using System.Text.Json;

namespace ModelSimulator;

/// <summary>An answer that is an error from the start.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The provider's machine-readable word for it.</param>
/// <param name="Message">The provider's words for people.</param>
internal sealed record Refusal(int Status, string Code, string Message)
{
    /// <summary>The refusal that a fault stands for; null for faults of the stream.</summary>
    public static Refusal? For(Fault fault, string model) =>
        fault switch
        {
            Fault.RateLimit => new(429, "rate_limit_exceeded", "Rate limit reached for requests."),
            Fault.Authentication => new(401, "invalid_api_key", "Incorrect API key provided."),
            Fault.UnknownModel => new(404, "model_not_found", $"The model `{model}` does not exist or you do not have access to it."),
            Fault.ContextOverflow => new(
                400,
                "context_length_exceeded",
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 130001 tokens."
            ),
            Fault.ServerError => new(500, "server_error", "The server had an error while processing your request."),
            _ => null,
        };

    /// <summary>The error document.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", Message);
            json.WriteString("type", Code);
            json.WriteNull("param");
            json.WriteString("code", Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
