using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SpecKitExtension.Configuration;
using SpecKitExtension.Tests.Naming;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private static readonly JsonSerializerOptions ByReflection = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<FlagValue> _flags = [];

    public SettingsTests() => Directory.CreateDirectory(Path.Combine(_root, ".specify/async"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_any_word_the_documented_defaults_hold()
    {
        var settings = Load();
        Json(settings).ShouldBe(Json(new()), "the binder adds to lists that a new record holds");
        settings.Runtime.ShouldBeNull();
        settings.MaxParallel.ShouldBe(3);
        settings.PodNamespace.ShouldBe("agent-orchestrator-dev");
        settings.Agent.TimeoutSeconds.ShouldBe(7200);
        settings.Delivery.DenyPaths.ShouldContain("**/.github/workflows/**");
        settings.Cleanup.ShouldBe(new() { Policy = CleanupPolicy.OnSuccess, KeepFailedDays = 7 });
        settings.IdPrefixes.ShouldBe(["T", "TDD-"]);
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
        settings.Git.ShouldBe(
            new()
            {
                Remote = "upstream",
                PodUrl = "ssh://git@git.example.com/team/photos.git",
                AuthorName = "b",
            }
        );
        settings.IdPrefixes.ShouldBe(["B", "C-"]);
        settings.PodNamespace.ShouldBe("agent-orchestrator-stg");
        settings.Said.Keys.ShouldBe(
            ["maxParallel", "environment", "git.remote", "git.authorName", "idPrefixes", "git.podUrl"],
            ignoreOrder: true
        );
    }

    [Fact]
    public void The_namespace_comes_from_flag_then_variables_then_files()
    {
        Config("""{ "namespace": "from-file" }""");
        Load().PodNamespace.ShouldBe("from-file");
        _variables["NAMESPACE"] = "from-variable";
        Load().PodNamespace.ShouldBe("from-variable");
        _variables["SPECKIT_ASYNC_NAMESPACE"] = "from-own-variable";
        Load().PodNamespace.ShouldBe("from-own-variable");
        _flags.Add(new("namespace", "--namespace", "from-flag"));
        Load().PodNamespace.ShouldBe("from-flag");
    }

    [Fact]
    public void Null_and_an_empty_variable_say_nothing()
    {
        Config("""{ "maxParallel": 4 }""");
        Local("""{ "maxParallel": null }""");
        Load().MaxParallel.ShouldBe(4);
        Local("{}");
        Config("""{ "maxParallel": null, "git": {}, "$schema": "./config.schema.json" }""");
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
    public void Amounts_may_have_decimals_and_commands_of_this_machine_come_from_this_machine()
    {
        Config("""{ "budget": { "usd": 2.5, "tokens": 500000 } }""");
        Local("""{ "hooks": { "onDone": "notify-send done" } }""");
        _variables["SPECKIT_ASYNC_BUDGET__FEATURE_USD"] = "12.75";
        var settings = Load();
        settings.Budget.ShouldBe(
            new BudgetSettings
            {
                Usd = 2.5m,
                Tokens = 500_000,
                FeatureUsd = 12.75m,
            }
        );
        settings.Hooks.OnDone.ShouldBe("notify-send done");
        Config("""{ "budget": { "usd": -1, "tokens": 0.5, "featureUsd": "3" }, "hooks": { "onOutcome": "curl evil.example.com" } }""");
        Should
            .Throw<SettingsProblemException>(() => Load())
            .Message.ReplaceLineEndings("\n")
            .ShouldBe(
                ".specify/async/config.json:1: hooks.onOutcome counts on one machine only. Move it into .specify/async/config.local.json, which git ignores.\n"
                    + ".specify/async/config.json:1: budget.usd is -1. It takes a number from 0 to 1000000.\n"
                    + ".specify/async/config.json:1: budget.tokens is 0.5. It takes a whole number from 0 to 2000000000.\n"
                    + ".specify/async/config.json:1: budget.featureUsd is \"3\". It takes a number from 0 to 1000000."
            );
    }

    [Fact]
    public void Every_setting_has_a_variable_that_sets_it()
    {
        foreach (var key in SettingSpec.All.Select(spec => spec.Key))
        {
            VariableSource.Read(new Dictionary<string, string> { [VariableSource.Variable(key)] = "x" }).Single().Key.ShouldBe(key);
        }
    }

    [Fact]
    public void A_list_replaces_the_one_below_it_whole()
    {
        Config("""{ "delivery": { "denyPaths": ["a", "b", "c"] }, "agent": { "env": ["A", "B"] } }""");
        Load().Delivery.DenyPaths.ShouldBe(["a", "b", "c"]);
        Local("""{ "delivery": { "denyPaths": ["d"] }, "agent": { "env": [] } }""");
        Load().Delivery.DenyPaths.ShouldBe(["d"]);
        Load().Agent.Env.ShouldBeEmpty();
        Local("""{ "delivery": { "denyPaths": [] } }""");
        Load().Delivery.DenyPaths.ShouldBeEmpty();
        _variables["SPECKIT_ASYNC_DELIVERY__DENY_PATHS"] = "e, f";
        Load().Delivery.DenyPaths.ShouldBe(["e", "f"]);
    }

    [Fact]
    public void All_problems_are_told_at_once_each_with_its_place()
    {
        Config(
            """
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
            """
        );
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
    [InlineData("{\n  // three\n  \"maxParallel\": 3\n}", "config.json:2:3: This is no JSON. It has no comments: remove them.")]
    [InlineData("{\n  \"maxParallel\": 3, /* or four */\n}", "config.json:2:21: This is no JSON. It has no comments: remove them.")]
    [InlineData(
        "{\n  \"maxParallel\": 3,\n}",
        "config.json:3:1: This is no JSON. The JSON object contains a trailing comma at the end which is not supported in this mode. Remove it."
    )]
    [InlineData("\ufeff{}", "config.json:1: It begins with a byte order mark, which JSON does not have. Save it as UTF-8 without one.")]
    [InlineData("{\n  \"namespace\": 3\n}", "config.json:2: namespace is 3. It takes lower-case letters, digits and hyphens, at most 63.")]
    [InlineData("{\n  \"runtime\": true\n}", "config.json:2: runtime is true. It takes kubernetes or local.")]
    [InlineData("{\n  \"idPrefixes\": []\n}", "config.json:2: idPrefixes is []. It takes prefixes like \"T\" and \"TDD-\".")]
    [InlineData("{\n  \"maxParallel\": {}\n}", "config.json:2: maxParallel is {}. It takes a whole number from 1 to 200.")]
    [InlineData(
        "{\n  \"git.remote\": \"a\"\n}",
        "config.json:2: There is no setting \"git.remote\". What belongs together is an object: { \"git\": { \"remote\": \"origin\" } }."
    )]
    [InlineData("{\n  \"git\": {},\n\"git\": {}\n}", "config.json:3: git is set twice. Remove one.")]
    [InlineData("{\n  \"nameSpace\": \"a\"\n}", "config.json:2: There is no setting nameSpace. Did you mean namespace?")]
    public void A_file_that_is_no_json_object_says_where(string text, string says)
    {
        Config(text);
        Should.Throw<SettingsProblemException>(Load).Problems.ShouldHaveSingleItem().ShouldStartWith($".specify/async/{says}");
    }

    [Fact]
    public void A_file_of_ten_megabytes_a_link_and_a_folder_are_not_read()
    {
        var file = Path.Combine(_root, SettingsLoader.Committed);
        Config("{" + new string(' ', 10_000_000) + "}");
        Problem().ShouldBe(".specify/async/config.json: It has more than 1,024 KiB. Make it shorter.");
        File.Delete(file);
        File.CreateSymbolicLink(file, "/dev/zero");
        Problem().ShouldStartWith(".specify/async/config.json: .specify/async/config.json is a link");
        File.Delete(file);
        Directory.CreateDirectory(file);
        Problem().ShouldBe(".specify/async/config.json: It is a folder.");
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0x5c, 0x75, 0x64, 0x38, 0x30, 0x30 })] // \ud800
    public void A_text_that_is_none_is_a_problem_with_its_line(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_root, ".specify/async/config.json"), [.. "{\n  \"namespace\": \"a"u8, .. bytes, .. "\"\n}"u8]);
        Should
            .Throw<SettingsProblemException>(Load)
            .Problems.ShouldHaveSingleItem()
            .ShouldStartWith(".specify/async/config.json:2: A text is no UTF-8");
    }

    [Theory]
    [InlineData("""{"agent": {"command": "run\ufeff"}}""", "agent.command")]
    [InlineData("""{"git": {"authorName": "A\u0085B"}}""", "git.authorName")]
    [InlineData("""{"delivery": {"denyPaths": ["a\uffff"]}}""", "delivery.denyPaths")]
    public void A_character_that_helm_cannot_read_is_a_problem_with_its_line(string text, string key)
    {
        Config(text);
        Should
            .Throw<SettingsProblemException>(Load)
            .Problems.ShouldHaveSingleItem()
            .ShouldStartWith($".specify/async/config.json:1: {key} is ");
    }

    [Fact]
    public void Any_text_is_settings_or_a_problem() =>
        AnyText.Holds(
            (text, key, value) =>
            {
                var problems = new List<string>();
                JsonPass.Read(System.Text.Encoding.UTF8.GetBytes($"{{\"{key}\": {text}}}"), "f", problems);
                _variables["SPECKIT_ASYNC_NAMESPACE"] = value;
                _variables["SPECKIT_ASYNC_BRANCH_TEMPLATE"] = text;
                try
                {
                    Load().PodNamespace.ShouldMatch("^[a-z0-9-]+\\z");
                }
                catch (SettingsProblemException problem)
                {
                    problem.Message.ShouldAllBe(character => character == '\n' || !char.IsControl(character));
                }
            }
        );

    private static string Json(Settings settings) => JsonSerializer.Serialize(settings, ByReflection);

    private string Problem() => Should.Throw<SettingsProblemException>(Load).Problems.ShouldHaveSingleItem();

    private Settings Load() => SettingsLoader.Load(_root, new(_variables), _flags);

    private void Config(string text) => File.WriteAllText(Path.Combine(_root, ".specify/async/config.json"), text);

    private void Local(string text) => File.WriteAllText(Path.Combine(_root, ".specify/async/config.local.json"), text);
}
