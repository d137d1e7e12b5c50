using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Configuration;

public sealed class ConsentTests : IDisposable
{
    private const string Reaching = """
        {
          "maxParallel": 7,
          "runtime": "local",
          "cluster": { "context": "prod", "kubeconfig": "deploy/kubeconfig", "valuesFiles": ["deploy/values.yaml", "/elsewhere.yaml"] },
          "git": { "podUrl": "https://git.evil.example/team/photos.git", "remote": "upstream" },
          "agent": { "command": "bash tools/agent.sh --fast", "env": ["AWS_SECRET_ACCESS_KEY"] },
          "local": { "directory": "agents" }
        }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public ConsentTests()
    {
        Write("project/.specify/async/config.json", Reaching);
        Write("project/deploy/kubeconfig", "users: []\n");
        Write("project/deploy/values.yaml", "agent: {}\n");
        Write("project/deploy/Chart.yaml", "name: release\n");
        Write("project/tools/agent.sh", "true\n");
    }

    private Variables Home => Variables.None.With("XDG_STATE_HOME", Path.Combine(_root, "state"));

    private string Project => Path.Combine(_root, "project");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_reaches_beyond_the_repository_has_no_effect_before_consent()
    {
        var settings = Load();
        settings
            .Withheld.Select(claim => claim.Said.Key)
            .ShouldBe([
                "runtime",
                "cluster.context",
                "cluster.kubeconfig",
                "cluster.valuesFiles",
                "git.podUrl",
                "agent.command",
                "agent.env",
                "local.directory",
            ]);
        settings.Withheld[2].Said.Origin.ShouldBe(".specify/async/config.json:4");
        (
            settings.Runtime,
            settings.Cluster.Context,
            settings.Cluster.Kubeconfig,
            settings.Git.PodUrl,
            settings.Agent.Command,
            settings.Local.Directory
        ).ShouldBe((null, null, null, null, null, null));
        settings.Cluster.ValuesFiles.Concat(settings.Agent.Env).ShouldBeEmpty();
        (settings.MaxParallel, settings.Git.Remote).ShouldBe((7, "upstream"));
        settings.Said.Keys.ShouldBe(["maxParallel", "git.remote"], ignoreOrder: true);
    }

    [Fact]
    public void Consent_makes_it_count_and_can_be_withdrawn()
    {
        Give();
        var settings = Load();
        settings.Withheld.ShouldBeEmpty();
        (settings.Runtime, settings.Cluster.Kubeconfig, settings.Agent.Command).ShouldBe(
            (RuntimeKind.Local, "deploy/kubeconfig", "bash tools/agent.sh --fast")
        );
        new Consent(Project, Project, Home).Withdraw();
        Load().Withheld.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("project/.specify/async/config.json", null)]
    [InlineData("project/deploy/kubeconfig", "users: [{name: x, user: {exec: {command: evil}}}]\n")]
    [InlineData("project/deploy/values.yaml", "agent: {command: evil}\n")]
    [InlineData("project/deploy/Chart.yaml", "name: other\n")]
    [InlineData("project/tools/agent.sh", "evil\n")]
    public void A_change_of_a_value_or_of_a_file_that_it_names_asks_again(string file, string? text)
    {
        Give();
        Write(file, text ?? Reaching.Replace("prod", "other"));
        Load().Withheld.ShouldNotBeEmpty();
    }

    [Fact]
    public void Other_changes_ask_nothing()
    {
        Give();
        Write("project/.specify/async/config.json", Reaching.Replace("\"maxParallel\": 7,", ""));
        Write("project/tools/other.sh", "x\n");
        Load().Withheld.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_developer_sets_needs_no_consent()
    {
        Write("project/.specify/async/config.local.json", """{ "runtime": "kubernetes", "cluster": { "context": "mine" } }""");
        var settings = Load(
            Home.With("SPECKIT_ASYNC_GIT__POD_URL", "https://git.example.com/team/photos.git"),
            new FlagValue("agent.command", "--agent", "mine")
        );
        (settings.Runtime, settings.Cluster.Context, settings.Git.PodUrl, settings.Agent.Command).ShouldBe(
            (RuntimeKind.Kubernetes, "mine", "https://git.example.com/team/photos.git", "mine")
        );
        settings
            .Withheld.Select(claim => claim.Said.Key)
            .ShouldBe(["cluster.kubeconfig", "cluster.valuesFiles", "agent.env", "local.directory"]);
    }

    [Fact]
    public void One_developers_file_that_came_with_the_repository_is_no_developers_word()
    {
        Write("project/.specify/async/config.local.json", """{ "cluster": { "kubeconfig": "deploy/other" } }""");
        SettingsLoader.Load(Project, Home, [], localIsCommitted: true).Cluster.Kubeconfig.ShouldBeNull();
        SettingsLoader.Load(Project, Home, []).Cluster.Kubeconfig.ShouldBe("deploy/other");
    }

    [Fact]
    public void A_named_file_that_is_a_link_is_refused()
    {
        File.Delete(Path.Combine(Project, "deploy/kubeconfig"));
        File.CreateSymbolicLink(Path.Combine(Project, "deploy/kubeconfig"), Path.Combine(Project, "tools/agent.sh"));
        Should
            .Throw<SettingsProblemException>(Give)
            .Message.ShouldStartWith(
                ".specify/async/config.json:4: cluster.kubeconfig names deploy/kubeconfig: deploy/kubeconfig is a link"
            );
    }

    [Fact]
    public void Another_folder_is_another_repository()
    {
        Give();
        Directory.Move(Project, Path.Combine(_root, "copy"));
        SettingsLoader.Load(Path.Combine(_root, "copy"), Home, []).Withheld.ShouldNotBeEmpty();
    }

    private void Give() => new Consent(Project, Project, Home).Give(Load().Claims);

    private Settings Load() => Load(Home);

    private Settings Load(Variables variables, params FlagValue[] flags) => SettingsLoader.Load(Project, variables, flags);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
