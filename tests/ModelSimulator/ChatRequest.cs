using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelSimulator;

/// <summary>What the simulator needs of a chat.completions request.</summary>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Stream">Whether the answer is to be a stream of events.</param>
/// <param name="Tools">Names of the tools on offer.</param>
/// <param name="Messages">The conversation.</param>
internal sealed partial record ChatRequest(string Model, bool Stream, IReadOnlyList<string> Tools, IReadOnlyList<ChatMessage> Messages)
{
    /// <summary>The directory that OpenCode's system prompt names as the agent's own; `.` where it names none.</summary>
    public string WorkingDirectory =>
        Messages.Select(message => DirectoryLine().Match(message.Text)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? ".";

    /// <summary>Reads a request body.</summary>
    /// <exception cref="JsonException">The body is no JSON object with a list of messages.</exception>
    public static ChatRequest From(JsonElement body)
    {
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array
        )
        {
            throw new JsonException("The body has no list of messages.");
        }

        return new(
            body.TryGetProperty("model", out var model) ? model.GetString() ?? "" : "",
            body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            body.TryGetProperty("tools", out var tools)
                ? [.. tools.EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString() ?? "")]
                : [],
            [.. messages.EnumerateArray().Select(ChatMessage.From)]
        );
    }

    [GeneratedRegex(@"^\s*Working directory: (.+)$", RegexOptions.Multiline)]
    private static partial Regex DirectoryLine();
}

/// <summary>One message of a conversation.</summary>
/// <param name="Role">`system`, `user`, `assistant` or `tool`.</param>
/// <param name="Text">Its text parts, joined by line ends.</param>
internal sealed record ChatMessage(string Role, string Text)
{
    /// <summary>Reads a message whose content is a string, a list of parts, or nothing.</summary>
    public static ChatMessage From(JsonElement message) =>
        new(
            message.GetProperty("role").GetString() ?? "",
            !message.TryGetProperty("content", out var content)
                ? ""
                : content.ValueKind switch
                {
                    JsonValueKind.String => content.GetString() ?? "",
                    JsonValueKind.Array => string.Join(
                        '\n',
                        content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")
                    ),
                    _ => "",
                }
        );
}
