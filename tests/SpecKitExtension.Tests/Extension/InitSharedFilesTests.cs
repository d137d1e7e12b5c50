using System.Text.Json.Nodes;
using SpecKitExtension.Commands;

namespace SpecKitExtension.Tests.Extension;

/// <summary>The two files of the spec-kit CLI that hold other extensions' entries too.</summary>
public sealed class InitSharedFilesTests
{
    private const string Ours =
        "  - extension: async\n    command: speckit.async.preflight\n    enabled: true\n    optional: false\n    priority: 5\n    prompt: Execute speckit.async.preflight?\n    description: Hand the ASYNC tasks to agents\n    condition: null\n";
    private const string Settings = "settings:\n  auto_execute_hooks: true\n";

    private const string Git = """
        installed:
        - git
        settings:
          auto_execute_hooks: true
        hooks:
          before_specify:
          - extension: git
            command: speckit.git.feature
            condition: null
          before_implement:
          - extension: git
            command: speckit.git.commit
            description: 'A text: with a colon'
          after_implement:
          - extension: git
            command: speckit.git.commit

        """;

    [Fact]
    public void A_new_file_looks_as_the_CLI_writes_it() =>
        InitHooks.Add(null).ShouldBe($"installed:\n- async\n{Settings}hooks:\n  before_implement:\n{Ours}");

    [Fact]
    public void Others_keep_their_hooks() =>
        InitHooks
            .Add(Git)
            .ShouldBe(Git.Replace("- git\nsettings", "- git\n- async\nsettings").Replace("  after_implement", Ours + "  after_implement"));

    [Theory]
    [InlineData($"installed: []\n{Settings}hooks: {{}}\n")]
    [InlineData($"installed:\n- git\n{Settings}hooks: {{}}\n")]
    [InlineData($"installed:\n- git\n{Settings}hooks:\n  after_tasks:\n  - extension: git\n    command: speckit.git.commit\n")]
    [InlineData(Git)]
    [InlineData(
        "installed:\n  - git\nhooks:\n    before_implement:\n      - extension: git\n        command: x\n\n# a comment at the end\n"
    )]
    [InlineData("hooks:\n  before_implement:\n  - extension: git\ninstalled:\n- git\n")]
    public void Adding_twice_is_adding_once_and_removing_restores(string before)
    {
        var added = InitHooks.Add(before).ShouldNotBeNull();
        added.ShouldContain("- async");
        added.ShouldContain("- extension: async");
        InitHooks.Add(added).ShouldBe(added);
        InitHooks.Remove(added, ours: false).ShouldBe(before);
    }

    [Fact]
    public void A_hook_that_I_have_disabled_stays_disabled()
    {
        var disabled = InitHooks
            .Add(Git)!
            .Replace("speckit.async.preflight\n    enabled: true", "speckit.async.preflight\n    enabled: false");
        InitHooks.Add(disabled).ShouldBe(disabled);
    }

    [Theory]
    [InlineData("hooks: {before_implement: [{extension: git}]}\ninstalled: [git]\n")]
    [InlineData("installed: [git]\n")]
    public void A_file_in_another_form_is_left_to_its_owner(string text) => InitHooks.Add(text).ShouldBeNull();

    [Fact]
    public void A_file_that_was_made_for_us_goes_with_us()
    {
        InitHooks.Remove(InitHooks.Add(null)!, ours: true).ShouldBeNull();
        InitHooks.Remove(InitHooks.Add(Git)!, ours: true).ShouldBe(Git);
        InitRegistry.Remove(InitRegistry.Add(null, Manifest, DateTimeOffset.UnixEpoch)!, ours: true).ShouldBeNull();
    }

    [Fact]
    public void The_registry_lists_us_as_the_CLI_would()
    {
        var text = InitRegistry.Add(null, Manifest, DateTimeOffset.UnixEpoch).ShouldNotBeNull();
        var entry = JsonNode.Parse(text)!["extensions"]!["async"]!;
        entry["version"]!.GetValue<string>().ShouldBe("1.2.3");
        entry["manifest_hash"]!.GetValue<string>().ShouldStartWith("sha256:");
        entry["registered_commands"]!["opencode"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(InitFiles.CommandNames);
        entry["installed_at"]!.GetValue<string>().ShouldBe("1970-01-01T00:00:00.000000+00:00");
        InitRegistry.Add(text, Manifest, DateTimeOffset.UtcNow).ShouldBe(text);
    }

    [Fact]
    public void Others_keep_their_entries_in_the_registry()
    {
        const string git =
            "{\n  \"schema_version\": \"1.0\",\n  \"extensions\": {\n    \"git\": {\n      \"version\": \"1.0.0\",\n      \"registered_skills\": [],\n      \"priority\": 10\n    }\n  }\n}";
        var added = InitRegistry.Add(git, Manifest, DateTimeOffset.UnixEpoch).ShouldNotBeNull();
        added.ShouldStartWith(git[..^10]);
        InitRegistry.Remove(added, ours: false).ShouldBe(git);
        InitRegistry.Add("{", Manifest, DateTimeOffset.UnixEpoch).ShouldBeNull();
    }

    private static byte[] Manifest => "extension:\n  id: async\n  version: \"1.2.3\"\n"u8.ToArray();
}
