using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;

namespace EndToEnd.Extension;

/// <summary>A call of a tool in the main session.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="State">Its state as OpenCode prints it.</param>
internal sealed record SessionCall(string Tool, JsonElement State)
{
    internal string Status => State.GetProperty("status").GetString()!;

    internal string Input => State.GetProperty("input").GetRawText();

    internal string Output =>
        State.TryGetProperty("output", out var output) ? output.GetString()! : State.GetProperty("error").GetString()!;

    internal DateTimeOffset Start => At("start");

    internal DateTimeOffset End => At("end");

    private DateTimeOffset At(string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(State.GetProperty("time").GetProperty(name).GetInt64());
}

/// <summary>The developer's OpenCode, with a scripted model, in a project that has the extension.</summary>
/// <param name="Result">How it ended.</param>
internal sealed record MainSession(FeatureResult Result)
{
    private const double LimitSeconds = 240;

    /// <summary>The calls of tools in the main session, in the order in which they ended.</summary>
    internal IReadOnlyList<SessionCall> Calls { get; } =
    [
        .. from line in Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let entry = JsonDocument.Parse(line).RootElement
        where entry.GetProperty("type").GetString() == "tool_use"
        let part = entry.GetProperty("part")
        select new SessionCall(part.GetProperty("tool").GetString()!, part.GetProperty("state")),
    ];

    /// <summary>Runs a slash command to its end, as `opencode run --command` does.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">What the model says.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="script">The script of the main session.</param>
    /// <param name="more">Further variables.</param>
    internal static async Task<MainSession> RunAsync(
        ExtensionProject project,
        ModelServer model,
        string command,
        string script,
        params IEnumerable<(string Name, string Value)> more
    )
    {
        var configuration = project.Origin["opencode.json"];
        await File.WriteAllTextAsync(configuration, Configuration(model.BaseUrl).ToJsonString());
        Dictionary<string, string> variables = new(project.Clone.Variables)
        {
            ["OPENCODE_CONFIG"] = configuration,
            ["OPENCODE_DISABLE_MODELS_FETCH"] = "1",
            ["TERM"] = "dumb",
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        using var run = FeatureRun.Start(
            [OpenCodeProgram.Binary, "run", "--title", "main", "--format", "json", "--command", command, $"@@{script}"],
            variables,
            project.Clone.Folder
        );
        return new(await run.EndAsync(LimitSeconds));
    }

    /// <summary>A configuration of OpenCode whose only model is the scripted one.</summary>
    internal static JsonObject Configuration(string url) =>
        new()
        {
            ["provider"] = new JsonObject
            {
                ["scripted"] = new JsonObject
                {
                    ["npm"] = "@ai-sdk/openai-compatible",
                    ["options"] = new JsonObject { ["baseURL"] = url, ["apiKey"] = "scripted" },
                    ["models"] = new JsonObject
                    {
                        ["model"] = new JsonObject
                        {
                            ["limit"] = new JsonObject { ["context"] = 128000, ["output"] = 8192 },
                        },
                    },
                },
            },
            ["enabled_providers"] = new JsonArray("scripted"),
            ["model"] = "scripted/model",
            ["small_model"] = "scripted/model",
            ["share"] = "disabled",
            ["autoupdate"] = false,
            ["snapshot"] = false,
        };
}
