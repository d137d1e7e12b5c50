using System.Text.Json;

namespace ModelSimulator;

/// <summary>Puts facts of the conversation into a turn.</summary>
internal static class TurnText
{
    /// <summary>Replaces `{{CWD}}` by the agent's directory and `{{LAST}}` by the last message (usually a tool's result).</summary>
    public static ModelTurn Expand(ModelTurn turn, ChatRequest request)
    {
        (string Name, string Value)[] facts =
        [
            ("{{CWD}}", request.WorkingDirectory),
            ("{{LAST}}", request.Messages is [.., var last] ? last.Text : ""),
        ];
        return turn with
        {
            Text = turn.Text is null
                ? null
                : facts.Aggregate(turn.Text, (text, fact) => text.Replace(fact.Name, fact.Value, StringComparison.Ordinal)),
            Tools = [.. turn.Tools.Select(call => call with { Arguments = ExpandJson(call.Arguments, facts) })],
        };
    }

    private static JsonElement ExpandJson(JsonElement arguments, (string Name, string Value)[] facts) =>
        arguments.ValueKind == JsonValueKind.Undefined
            ? arguments
            : JsonElement.Parse(
                facts.Aggregate(arguments.GetRawText(), (text, fact) =>
                    text.Replace(fact.Name, JsonEncodedText.Encode(fact.Value).ToString(), StringComparison.Ordinal)
                )
            );
}
