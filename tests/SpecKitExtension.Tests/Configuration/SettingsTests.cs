using SpecKitExtension.Configuration;
using SpecKitExtension.Tests.Naming;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<FlagValue> _flags = [];

    public SettingsTests() => Directory.CreateDirectory(Path.Combine(_root, ".specify/async"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_any_word_the_documented_defaults_hold()
    {
        var settings = Load();
        settings.Runtime.ShouldBeNull();
        settings.MaxParallel.ShouldBe(3);
        settings.Namespace.ShouldBe("agent-orchestrator-dev");
        settings.Agent.TimeoutSeconds.ShouldBe(7200);
        settings.Delivery.DenyPaths.ShouldContain(".github/workflows/**");
        settings.Cleanup.ShouldBe(new(CleanupPolicy.OnSuccess, 7));
        settings.Said.ShouldBeEmpty();
    }

    [Fact]
    public void Each_source_wins_over_those_below_it()
    {
        Config("""{ "maxParallel": 4, "environment": "stg", "git": { "remote": "upstream", "authorName": "a" }, "idPrefixes": ["A"] }""");
        Load().MaxParallel.ShouldBe(4);
        Local("""{ "maxParallel": 5, "git": { "authorName": "b" }, "idPrefixes": ["B", "C-"] }""");
        Load().MaxParallel.ShouldBe(5);
        _variables["SPECKIT_ASYNC_MAX_PARALLEL"] = "6";
        _variables["SPECKIT_ASYNC_GIT__POD_URL"] = "ssh://git@git.example.com/team/photos.git";
        Load().MaxParallel.ShouldBe(6);
        _flags.Add(new("maxParallel", "--max-parallel", "3"));
        _flags.Add(new("environment", "--environment", null));
        var settings = Load();
        settings.MaxParallel.ShouldBe(3, "a flag that equals the default still wins");
        settings.Git.ShouldBe(new("upstream", "ssh://git@git.example.com/team/photos.git", "b", "speckit-async@localhost"));
        settings.IdPrefixes.ShouldBe(["B", "C-"]);
        settings.Namespace.ShouldBe("agent-orchestrator-stg");
        settings.Said.ShouldBe(["maxParallel", "environment", "git.remote", "git.authorName", "idPrefixes", "git.podUrl"], ignoreOrder: true);
    }

    [Fact]
    public void The_namespace_comes_from_flag_then_variables_then_files()
    {
        Config("""{ "namespace": "from-file" }""");
        Load().Namespace.ShouldBe("from-file");
        _variables["NAMESPACE"] = "from-variable";
        Load().Namespace.ShouldBe("from-variable");
        _variables["SPECKIT_ASYNC_NAMESPACE"] = "from-own-variable";
        Load().Namespace.ShouldBe("from-own-variable");
        _flags.Add(new("namespace", "--namespace", "from-flag"));
        Load().Namespace.ShouldBe("from-flag");
    }

    [Fact]
    public void Null_and_an_empty_variable_say_nothing()
    {
        Config("""{ "maxParallel": null, "git": {}, "$schema": "./config.schema.json", /* why not */ }""");
        _variables["SPECKIT_ASYNC_MAX_PARALLEL"] = "";
        _variables["SPECKIT_ASYNC_TEST_HELM"] = "/usr/bin/helm";
        Load().Said.ShouldBeEmpty();
    }

    [Fact]
    public void Variables_take_lists_words_and_truth_values()
    {
        _variables["SPECKIT_ASYNC_DELIVERY__DENY_PATHS"] = "ci/**, Jenkinsfile\ndeploy/**";
        _variables["SPECKIT_ASYNC_CLEANUP__POLICY"] = "never";
        _variables["SPECKIT_ASYNC_CLUSTER__TASK_DEFAULTS"] = "false";
        var settings = Load();
        settings.Delivery.DenyPaths.ShouldBe(["ci/**", "Jenkinsfile", "deploy/**"]);
        settings.Cleanup.Policy.ShouldBe(CleanupPolicy.Never);
        settings.Cluster.TaskDefaults.ShouldBeFalse();
    }

    [Fact]
    public void Every_setting_has_a_variable_that_sets_it()
    {
        var reader = new SettingReader([]);
        Settings.From(reader);
        foreach (var key in reader.Known.Select(spec => spec.Key))
        {
            EnvironmentSource.Read(new Dictionary<string, string> { [EnvironmentSource.Variable(key)] = "x" }).Single().Key.ShouldBe(key);
        }
    }

    [Fact]
    public void All_problems_are_told_at_once_each_with_its_place()
    {
        Config("""
            {
              "maxParalel": 4,
              "max_parallel": 4,
              "podUrl": "x",
              "maxParallel": "three",
              "agent": { "timeoutSeconds": 0, "env": ["A", 1], "command": "a\u001b[31mb" },
              "cluster": true,
              "git": [],
              "branchTemplate": "specs/{feature}",
              "cleanup": { "policy": "sometimes" },
              "colour": "blue"
            }
            """);
        Local("""{ "heartbeat": { "seconds": 31 }, "clone": { "depth": 1.5, "depth": 2 }, "environment": "Dev", "evil\u001b[2J": 1 }""");
        _variables["SPECKIT_ASYNC_GIT__POD_URL"] = "https://user:hunter2@git.example.com/x";
        _variables["SPECKIT_ASYNC_LOCAL__DIRECTRY"] = "x";
        _flags.Add(new("imageGraceSeconds", "--image-grace", "soon"));
        var message = Should.Throw<SettingsProblemException>(Load).Message;
        message.ShouldNotContain("hunter2");
        Snapshot.Matches(message);
    }

    [Theory]
    [InlineData("{\n  \"maxParallel\": 3,\n  \"git\": { \"remote\": origin }\n}", "config.json:3:22: This is no JSON.")]
    [InlineData("", "config.json:1:1: This is no JSON.")]
    [InlineData("{ \"maxParallel\": 3", "config.json:1:19: This is no JSON.")]
    [InlineData("{} {}", "config.json:1:4: This is no JSON.")]
    [InlineData("[3]", "config.json:1: Settings are an object")]
    public void A_file_that_is_no_json_object_says_where(string text, string says)
    {
        Config(text);
        Should.Throw<SettingsProblemException>(Load).Problems.ShouldHaveSingleItem().ShouldStartWith($".specify/async/{says}");
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0x5c, 0x75, 0x64, 0x38, 0x30, 0x30 })]   // \ud800
    public void A_text_that_is_none_is_a_problem_with_its_line(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_root, ".specify/async/config.json"), [.. "{\n  \"namespace\": \"a"u8, .. bytes, .. "\"\n}"u8]);
        Should.Throw<SettingsProblemException>(Load).Problems.ShouldHaveSingleItem().ShouldStartWith(".specify/async/config.json:2: A text is no UTF-8");
    }

    [Theory]
    [InlineData("""{"agent": {"command": "run\ufeff"}}""", "agent.command")]
    [InlineData("""{"git": {"authorName": "A\u0085B"}}""", "git.authorName")]
    [InlineData("""{"delivery": {"denyPaths": ["a\uffff"]}}""", "delivery.denyPaths")]
    public void A_character_that_helm_cannot_read_is_a_problem_with_its_line(string text, string key)
    {
        Config(text);
        Should.Throw<SettingsProblemException>(Load).Problems.ShouldHaveSingleItem().ShouldStartWith($".specify/async/config.json:1: {key} is ");
    }

    [Fact]
    public void Any_text_is_settings_or_a_problem() => AnyText.Holds((text, key, value) =>
    {
        var problems = new List<string>();
        JsonSource.Read(System.Text.Encoding.UTF8.GetBytes($"{{\"{key}\": {text}}}"), "f", problems);
        _variables["SPECKIT_ASYNC_NAMESPACE"] = value;
        _variables["SPECKIT_ASYNC_BRANCH_TEMPLATE"] = text;
        try
        {
            Load().Namespace.ShouldMatch("^[a-z0-9-]+\\z");
        }
        catch (SettingsProblemException problem)
        {
            problem.Message.ShouldAllBe(character => character == '\n' || !char.IsControl(character));
        }
    });

    private Settings Load() => SettingsSources.Load(_root, _variables, _flags);

    private void Config(string text) => File.WriteAllText(Path.Combine(_root, ".specify/async/config.json"), text);

    private void Local(string text) => File.WriteAllText(Path.Combine(_root, ".specify/async/config.local.json"), text);
}
