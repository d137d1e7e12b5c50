using System.Text.Json.Nodes;

namespace EndToEnd.Extension;

/// <summary>What a scripted model says, turn by turn.</summary>
internal static class SessionScript
{
    /// <summary>A turn that says something.</summary>
    internal static JsonObject Says(string text) => new() { ["text"] = text };

    /// <summary>A turn with one shell command.</summary>
    internal static JsonObject Runs(string command) => Calls(("bash", new() { ["command"] = command, ["description"] = "run" }));

    /// <summary>A turn that starts subagents, all at once.</summary>
    internal static JsonObject Delegates(string agent, params IEnumerable<string> tasks) =>
        Calls([
            .. tasks.Select(task =>
                (
                    "task",
                    new JsonObject
                    {
                        ["description"] = task,
                        ["prompt"] = task,
                        ["subagent_type"] = agent,
                    }
                )
            ),
        ]);

    /// <summary>A turn with calls of tools.</summary>
    internal static JsonObject Calls(params IEnumerable<(string Name, JsonObject Arguments)> tools) =>
        new()
        {
            ["tools"] = new JsonArray([.. tools.Select(tool => new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments })]),
        };

    /// <summary>Scripts by name.</summary>
    internal static string All(params IEnumerable<(string Name, JsonObject[] Turns)> scripts) =>
        new JsonObject(
            scripts.Select(script => KeyValuePair.Create(script.Name, (JsonNode?)new JsonArray([.. script.Turns])))
        ).ToJsonString();
}
