using EndToEnd.Support;

namespace EndToEnd.OpenCode;

/// <summary>What people install today as OpenCode is version 2: it is named, and refused in words before anything is written or
/// pushed.</summary>
public sealed class OtherVersionTests
{
    private const string Two = "- [ ] T001 [ASYNC] One in `src/one.txt`\n";
    private const string Stub = "#!/bin/bash\necho \"$*\" >>\"${0%/*}/calls\"\necho 2.2.5\n";

    [Fact]
    public async Task An_agent_ends_with_its_version_in_the_reason()
    {
        using AgentWorkspace workspace = new();
        var run = await AgentRun.StartAsync(
            workspace,
            "http://127.0.0.1:9/v1",
            "Hello.",
            ("OPENCODE_BIN", workspace.Script("opencode", Stub))
        );

        run.ExitCode.ShouldBe(1);
        run.Report["reason"].ShouldContain("OpenCode 2.2.5 runs no agents");
        run.Report["reason"].ShouldContain("Install version 1.18.33");
        File.ReadAllLines(workspace.Outside("calls")).ShouldBe(["--version"]);
    }

    [Fact]
    public async Task Doctor_names_it_and_run_stops_before_a_branch_is_pushed()
    {
        await using var feature = await CreateAsync();
        var doctor = (await feature.Clone.RunAsync("doctor", "--runtime", "local")).ShouldEndWith(4);
        doctor.Output.ShouldContain("OpenCode 2.2.5 runs no agents");
        doctor.Output.ShouldContain("npm install --global opencode-ai@1.18.33");

        var run = (await feature.Clone.RunAsync("run", "--runtime", "local", "--allow-unconfined")).ShouldEndWith(4);
        run.Error.ShouldContain("OpenCode 2.2.5 runs no agents");
        run.Error.ShouldContain("--agent");
        (await feature.Git.RunAsync("for-each-ref", "refs/heads/specs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task My_own_OpenCode_is_refused_unless_it_is_of_a_version_that_is_known()
    {
        await using var feature = await CreateAsync();
        feature.Clone.Write(".specify/async/config.local.json", """{ "local": { "allowUnconfined": true, "useMyOpenCode": true } }""");
        var run = (await feature.Clone.RunAsync("run")).ShouldEndWith(4);
        run.Error.ShouldContain("Your own OpenCode is 2.2.5; agents can run it only as 1.18.x.");
        (await feature.Clone.RunAsync("doctor", "--runtime", "local")).ShouldEndWith(4).Output.ShouldContain("Your own OpenCode is 2.2.5");
        (await feature.Git.RunAsync("for-each-ref", "refs/heads/specs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_gives_it_what_works_there_and_no_plugin()
    {
        await using var feature = await CreateAsync();
        var live = (await feature.Clone.RunAsync("init", "--live")).ShouldEndWith(4);
        live.Error.ShouldContain("OpenCode 2.2.5 does not load the plugin of --live");
        Directory.Exists(feature.Clone[".opencode"]).ShouldBeFalse("it is refused before anything is written");

        (await feature.Clone.RunAsync("init")).ShouldEndWith(0);
        (await feature.Clone.RunAsync("doctor", "--runtime", "local")).Output.ShouldContain(
            "OpenCode 2.2.5 in your terminal has the commands and subagents of this project; `init --live` needs version 1"
        );
        Directory.CreateDirectory(feature.Clone[".opencode/plugins"]);
        feature.Clone.Write(".opencode/plugins/speckit-async.js", "");
        (await feature.Clone.RunAsync("doctor", "--runtime", "local")).Output.ShouldContain(
            "OpenCode 2.2.5 in your terminal does not load the plugin of `init --live`"
        );
    }

    private static async Task<FeatureOrigin> CreateAsync()
    {
        var feature = await FeatureOrigin.CreateAsync(Two);
        var folder = Directory.CreateDirectory(feature["opencode-2"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "opencode"), Stub);
        File.SetUnixFileMode(Path.Combine(folder, "opencode"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        feature.Clone.Variables["PATH"] = $"{folder}:{feature.Clone.Variables["PATH"]}";
        feature.Clone.Variables["MODEL_NAME"] = "scripted";
        feature.Clone.Variables["MODEL_BASE_URL"] = "http://127.0.0.1:9/v1";
        return feature;
    }
}
