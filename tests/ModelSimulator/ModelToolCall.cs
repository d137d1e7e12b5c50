using System.Text.Json;

namespace ModelSimulator;

/// <summary>A tool call in a scripted answer.</summary>
/// <param name="Name">Name of the tool, for example `bash`.</param>
/// <param name="Arguments">The arguments: an object, or a string that is sent as it stands (for malformed calls).</param>
internal sealed record ModelToolCall(string Name, JsonElement Arguments)
{
    /// <summary>The arguments as the protocol carries them: JSON inside a string.</summary>
    public string ArgumentsText =>
        Arguments.ValueKind switch
        {
            JsonValueKind.String => Arguments.GetString() ?? "",
            JsonValueKind.Undefined => "{}",
            _ => Arguments.GetRawText(),
        };
}
