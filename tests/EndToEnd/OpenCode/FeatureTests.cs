using System.Text.Json;
using ClusterSimulator;
using EndToEnd.Extension;
using EndToEnd.Support;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>A whole feature done by the real OpenCode: only the model is scripted.</summary>
public sealed class FeatureTests
{
    private const string Tasks = """
        # Tasks: Greetings

        ## Phase 1: Languages

        - [ ] T001 [P] [ASYNC] Greet in English in greetings/english.txt
        - [ ] T002 [P] [ASYNC] Greet in Finnish in greetings/finnish.txt
        - [ ] T003 [P] [ASYNC] Greet in Swahili in greetings/swahili.txt
        """;

    private const string ApiKey = "sk-a-key-that-nobody-may-read";

    [SkippableFact]
    public async Task I_get_three_tasks_done_by_OpenCode_on_this_machine()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = GoodScripts() });
        await using var origin = await FeatureOrigin.CreateAsync(Tasks);
        Configure(origin.Clone, model);

        var run = await origin.Clone.RunAsync("run", "--allow-unconfined", "--json");

        await ShouldHaveDeliveredAsync(origin, run);
    }

    [SkippableFact]
    public async Task I_get_three_tasks_done_by_OpenCode_in_pods()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = GoodScripts() });
        await using var origin = await FeatureOrigin.CreateAsync(Tasks);
        await using var cluster = await Simulator.StartAsync(
            new()
            {
                Entrypoint = OwnTool.Pod,
                AgentEnvironment = new Dictionary<string, string>
                {
                    ["OPENCODE_BIN"] = OpenCodeProgram.Binary,
                    ["MODEL_BASE_URL"] = model.BaseUrl,
                    ["MODEL_NAME"] = "scripted",
                    ["MODEL_API_KEY"] = ApiKey,
                    ["AGENT_ENV"] = "AGENT_CONFIG_DIR OPENCODE_BIN MODEL_BASE_URL MODEL_NAME MODEL_API_KEY",
                },
            }
        );
        await cluster.WriteKubeconfigAsync(origin["kubeconfig"]);
        origin.Clone.Variables["KUBECONFIG"] = origin["kubeconfig"];
        origin.Clone.Variables["PATH"] = $"{Repository.PathOf("tests/tools/node_modules/.bin")}:{origin.Clone.Variables["PATH"]}";

        var run = await origin.Clone.RunAsync("run", "--runtime", "kubernetes", "--namespace", cluster.Namespace, "--json");

        await ShouldHaveDeliveredAsync(origin, run);
    }

    [SkippableFact]
    public async Task I_find_the_work_of_an_agent_whose_model_broke_on_its_salvage_ref()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new() { Scripts = $$"""{ "T001": [ {{WriteTurn("english")}}, { "fault": "authentication" } ] }""" }
        );
        await using var origin = await FeatureOrigin.CreateAsync(Tasks);
        Configure(origin.Clone, model);

        var run = await origin.Clone.RunAsync("run", "T001", "--allow-unconfined", "--json");

        run.ExitCode.ShouldBe(2, run.All);
        var outcome = Events(run).Single(happened => happened.GetProperty("type").GetString() == "outcome");
        outcome.GetProperty("outcome").GetString().ShouldBe("AgentFailed", run.All);
        outcome.GetProperty("reason").GetString()!.ShouldStartWith("authentication: ");
        var salvage = outcome.GetProperty("salvageRef").GetString()!;
        (await origin.Git.RunAsync("show", $"{salvage}:greetings/english.txt")).Trim().ShouldBe("Hello from english");
    }

    [SkippableFact]
    public async Task I_revise_and_retry_what_OpenCode_has_done()
    {
        LongTests.SkipUnlessAsked();
        OpenCodeProgram.SkipWhereAbsent();
        await using var origin = await FeatureOrigin.CreateAsync(ReviewLoop.Tasks);
        File.WriteAllText(origin["scripts.json"], ReviewScripts("{ \"fault\": \"authentication\" }"));
        await using var model = await ModelServer.StartAsync(new() { ScriptsFile = origin["scripts.json"] });
        Configure(origin.Clone, model);
        await new ReviewLoop
        {
            Origin = () => Task.FromResult(origin),
            Desk = origin.Clone,
            Other = await origin.CloneAsync("other desk"),
            Options = ["--allow-unconfined"],
            Between = () => File.WriteAllText(origin["scripts.json"], ReviewScripts(Summary("T002"))),
            Prompt = async (task, attempt) =>
            {
                string[] Prompts() =>
                    [
                        .. model
                            .Requests.Where(request => request.Script == task && request.Step == 0)
                            .Select(request => PromptTests.UserText(request.Body))
                            .Distinct(),
                    ];
                await Eventually.HoldsAsync(
                    () => Prompts().Length >= attempt,
                    $"attempt {attempt} at {task} has been told what to do",
                    180
                );
                return Prompts()[attempt - 1];
            },
        }.HoldsAsync();
    }

    private static string Summary(string task) => $$$"""{ "text": "I have done {{{task}}} as attempt {{LAST}}." }""";

    /// <param name="second">How the model goes on when the second task's work is done.</param>
    private static string ReviewScripts(string second)
    {
        static string Script(string task, string ending) =>
            $$"""
                "{{task}}": [ { "tools": [ { "name": "bash", "arguments": { "command": "mkdir -p greetings; n=$(cat greetings/{{task}}.txt 2>/dev/null | grep -c greets); echo \"{{task}} greets for the $((n + 1)). time\" >>greetings/{{task}}.txt; echo $((n + 1))", "description": "greet" } } ] }, {{ending}} ]
                """;
        return $"{{ {Script("T001", Summary("T001"))}, {Script("T002", second)}, {Script("T003", Summary("T003"))} }}";
    }

    [SkippableFact]
    public async Task My_own_OpenCode_does_a_task_with_my_login_and_my_configuration()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new() { Scripts = $$"""{ "T001": [ {{WriteTurn("english")}}, { "text": "Done." } ] }""" }
        );
        await using var origin = await FeatureOrigin.CreateAsync(Tasks);
        var clone = origin.Clone;
        clone.Variables["OPENCODE_BIN"] = OpenCodeProgram.Binary;
        clone.Write(".specify/async/config.local.json", """{ "local": { "allowUnconfined": true, "useMyOpenCode": true } }""");
        var home = Directory.CreateDirectory(Path.Combine(clone.Variables["HOME"], ".config/opencode")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "opencode.json"), MainSession.Configuration(model.BaseUrl).ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(home, "AGENTS.md"), "MY-OWN-RULE\n");

        var run = (await clone.RunAsync("run", "T001")).ShouldEndWith(0);

        run.Output.ShouldContain("OpenCode works on T001 with the model of your own OpenCode");
        model.Requests[0].Body.GetRawText().ShouldContain("MY-OWN-RULE");
        await origin.DeliveredExactlyOnceAsync(["T001"]);
        Directory
            .Exists(Path.Combine(clone.Variables["HOME"], ".local/share/opencode/storage/session"))
            .ShouldBeFalse("an agent's session is none of mine");
        (await clone.RunAsync("doctor")).Output.ShouldContain("that of your own OpenCode");
    }

    private static void Configure(FeatureClone clone, ModelServer model)
    {
        clone.Variables["OPENCODE_BIN"] = OpenCodeProgram.Binary;
        clone.Variables["MODEL_BASE_URL"] = model.BaseUrl;
        clone.Variables["MODEL_NAME"] = "scripted";
        clone.Variables["MODEL_API_KEY"] = ApiKey;
    }

    private static string GoodScripts() =>
        $$"""{ "T001": [ {{SlowTurn}}, {{WriteTurn("english")}}, { "text": "Done." } ], "T002": [ {{SlowTurn}}, {{WriteTurn("finnish")}}, { "text": "Done." } ], "T003": [ {{SlowTurn}}, {{WriteTurn("swahili")}}, { "text": "Done." } ] }""";

    private static string SlowTurn =>
        """{ "text": "Let me look around.", "tools": [ { "name": "bash", "arguments": { "command": "ls; sleep 2", "description": "look around" } } ] }""";

    private static string WriteTurn(string language) =>
        $$$"""{ "tools": [ { "name": "write", "arguments": { "filePath": "{{CWD}}/greetings/{{{language}}}.txt", "content": "Hello from {{{language}}}\n" } } ] }""";

    private static IReadOnlyList<JsonElement> Events(FeatureResult run) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task ShouldHaveDeliveredAsync(FeatureOrigin origin, FeatureResult run)
    {
        run.ExitCode.ShouldBe(0, run.All);
        await origin.DeliveredExactlyOnceAsync(["T001", "T002", "T003"]);
        run.All.ShouldNotContain(ApiKey);
        foreach (var task in (string[])["T001", "T002", "T003"])
        {
            var lines = Events(run)
                .Where(happened => happened.GetProperty("type").GetString() == "log" && happened.GetProperty("task").GetString() == task)
                .ToList();
            var began = At(lines, "tool:  bash");
            var ended = At(lines, "done:  bash");
            (ended - began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1), "a tool call is in the log while it runs");
        }
    }

    private static DateTimeOffset At(IReadOnlyList<JsonElement> lines, string beginning) =>
        lines
            .First(line => line.GetProperty("text").GetString()!.StartsWith(beginning, StringComparison.Ordinal))
            .GetProperty("at")
            .GetDateTimeOffset();
}
