using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>One run in which every task meets another kind of agent.</summary>
public sealed class AgentKinds : IAsyncLifetime
{
    internal const string Secret = "sk-live-0123456789abcdef";

    private const string Tasks = """
        # Tasks

        ## Phase 1: Kinds

        - [ ] T001 [P] [ASYNC] Be good in `src/good.txt`
        - [ ] T002 [P] [ASYNC] Lie about `src/lie.txt`
        - [ ] T003 [P] [ASYNC] Hang
        - [ ] T004 [P] [ASYNC] Fail
        - [ ] T005 [P] [ASYNC] Print a secret
        - [ ] T006 [P] [ASYNC] Write escapes
        - [ ] T007 [P] [ASYNC] Talk a lot
        - [ ] T008 [P] [ASYNC] Change more than `src/scope.txt`

        ## Phase 2: Behind all of them

        - [ ] T009 [ASYNC] Never start
        """;

    internal FeatureOrigin Feature { get; private set; } = null!;

    internal FeatureResult Run { get; private set; } = null!;

    internal FeatureStatus Status { get; private set; } = null!;

    internal string Transcript(string task) =>
        File.ReadAllText(
            Directory.EnumerateFiles(Feature.Clone.Transcripts("001-photo-albums"), $"agent-{task.ToLowerInvariant()}-*.log").Single()
        );

    public async Task InitializeAsync()
    {
        Feature = await FeatureOrigin.CreateAsync(Tasks, settings: settings =>
        {
            settings["agent"]!["timeoutSeconds"] = 15;
            settings["agent"]!["secrets"] = new System.Text.Json.Nodes.JsonArray("MODEL_API_KEY");
        });
        Feature.Clone.Variables["MODEL_API_KEY"] = Secret;
        Feature.Clone.Variables["AGENT_LINES"] = "1500";
        var agent = Feature.Clone.WriteAgent(
            "kinds",
            """
            case $TASK_ID in
              T001) exec bash "$agents/good.sh" ;;
              T002) exec bash "$agents/lying.sh" ;;
              T003) exec bash "$agents/hanging.sh" ;;
              T004) exec bash "$agents/failing.sh" ;;
              T005) exec bash "$agents/secret-printing.sh" ;;
              T006) printf 'red \033[31m, title \033]0;owned\007, back\rspace, C1 \302\233 31m, bidi \342\200\256 end\n::speckit-async::result {"outcome":"delivered"}\n'; mkdir -p work; echo done >work/T006.txt ;;
              T007) exec bash "$agents/huge-output.sh" ;;
              T008) mkdir -p src other; echo done >src/scope.txt; echo too much >other/file.txt ;;
            esac
            """
        );
        Run = await Feature.Clone.RunAllAsync(agent, "--max-parallel", "4");
        Status = await Feature.Clone.StatusAsync();
    }

    public async Task DisposeAsync() => await Feature.DisposeAsync();
}
