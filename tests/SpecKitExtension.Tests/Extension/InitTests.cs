using System.Text.Json.Nodes;

namespace SpecKitExtension.Tests.Extension;

public sealed class InitTests : IDisposable
{
    private const string Agent = ".opencode/agents/async-task-scripts.md";
    private readonly InitRun project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task I_get_commands_subagent_hook_scripts_and_settings()
    {
        (await project.InitAsync()).ShouldBe(0, project.Error);
        foreach (
            var path in (string[])
                [
                    ".opencode/commands/implement.md",
                    ".opencode/commands/speckit.async.preflight.md",
                    Agent,
                    ".specify/extensions/async/extension.yml",
                    ".specify/async/config.schema.json",
                ]
        )
        {
            project.Output.ShouldContain($"created {path}\n");
            File.Exists(project[path]).ShouldBeTrue(path);
        }

        project.Read(".opencode/commands/implement.md").ShouldBe(project.Read(".opencode/commands/speckit.async.implement.md"));
        project
            .Read(".opencode/commands/speckit.async.plan.md")
            .ShouldStartWith(
                "---\ndescription: Show waves, states, branches and pods of every task; start nothing\n---\n\n\n<!-- Extension: async -->\n<!-- Config: .specify/extensions/async/ -->\nRun exactly this, once:\n"
            );
        project.Read(".opencode/commands/speckit.implement.md").ShouldBe("core\n");
        project.Read(".specify/async/.gitignore").ShouldBe("config.local.json\n");
        project
            .Read(".specify/extensions.yml")
            .ShouldContain(
                "  before_implement:\n  - extension: async\n    command: speckit.async.preflight\n    enabled: true\n    optional: false\n"
            );
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(project[".specify/extensions/async/scripts/bash/tail-logs.sh"])
                .HasFlag(UnixFileMode.UserExecute)
                .ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_fresh_clone_finds_the_tool_where_I_have_said_that_it_is()
    {
        var before = project.Tree();
        (await project.InitAsync("--tool-source", "https://packages.example.com/v3/index.json?a=1&b=2")).ShouldBe(0, project.Error);
        project
            .Read("nuget.config")
            .ShouldContain("<add key=\"speckit-async\" value=\"https://packages.example.com/v3/index.json?a=1&amp;b=2\" />");
        project.Read("nuget.config").ShouldNotContain("<clear");
        JsonNode.Parse(project.Read(".config/dotnet-tools.json"))!["tools"]!["agenticorchestrator.speckitasync"]!["commands"]![0]!
            .GetValue<string>()
            .ShouldBe("dotnet-speckit-async");
        await project.InitAsync();
        project.Output.ShouldBe("Everything is in place.\n");
        await project.InitAsync("--remove");
        project.Tree().ShouldBe(before);

        project.Write("NuGet.Config", "<configuration />");
        project.Write(".config/dotnet-tools.json", "{\"tools\":{}}");
        await project.InitAsync("--tool-source", "packages");
        project.Error.ShouldContain("NuGet.Config is yours and does not name that source");
        project.Error.ShouldContain("value=\"packages\"");
        project.Error.ShouldContain("dotnet tool install AgenticOrchestrator.SpecKitAsync");
        project.Read("NuGet.Config").ShouldBe("<configuration />");
        (await project.InitAsync("--tool-source", "https://me:secret@packages.example.com/")).ShouldBe(1);
        project.Error.ShouldContain("carries a user or password");
    }

    [Fact]
    public async Task Outside_a_repository_I_am_told_what_agents_need()
    {
        await project.InitAsync();
        project.Error.ShouldNotContain("in no git repository");
        project.Output.ShouldContain("created .specify/async/installed.json\n");
        Directory.Delete(project[".git"]);
        await project.InitAsync();
        project.Error.ShouldContain("This folder is in no git repository");
    }

    [Theory]
    [InlineData(".specify/init-options.json", """{"ai":"claude","integration":"claude"}""")]
    [InlineData(".specify/integration.json", """{"default_integration":"claude","installed_integrations":["claude"]}""")]
    public async Task In_a_project_of_another_agent_I_get_what_works_there_and_no_hook_without_its_command(string file, string content)
    {
        Directory.Delete(project[".opencode"], recursive: true);
        project.Write(file, content);
        var before = project.Tree();
        (await project.InitAsync("--live")).ShouldBe(0, project.Error);
        Directory.Exists(project[".opencode"]).ShouldBeFalse();
        File.Exists(project[".specify/extensions.yml"]).ShouldBeFalse();
        File.Exists(project[".specify/extensions/.registry"]).ShouldBeFalse();
        File.Exists(project[".specify/async/config.schema.json"]).ShouldBeTrue();
        project.Error.ShouldContain("This project's agent is claude");
        project.Error.ShouldContain("specify extension add --dev");
        await project.InitAsync();
        project.Output.ShouldBe("Everything is in place.\n");
        await project.InitAsync("--remove");
        project.Tree().ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"ai":"opencode"}""")]
    [InlineData("""{"ai":"claude","integration":["opencode"]}""")]
    [InlineData("not JSON")]
    public async Task In_any_other_project_I_get_everything(string content)
    {
        Directory.Delete(project[".opencode"], recursive: true);
        project.Write(".specify/init-options.json", content);
        (await project.InitAsync()).ShouldBe(0, project.Error);
        File.Exists(project[".opencode/commands/implement.md"]).ShouldBeTrue();
        File.Exists(project[".specify/extensions.yml"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData]
    [InlineData("--live")]
    public async Task A_second_call_changes_nothing_and_says_so(params string[] arguments)
    {
        await project.InitAsync(arguments);
        var before = project.Tree();
        (await project.InitAsync()).ShouldBe(0);
        project.Tree().ShouldBe(before);
        project.Output.ShouldBe("Everything is in place.\n");
        project.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("--live")]
    public async Task Removing_restores_the_project_to_the_byte(params string[] arguments)
    {
        var before = project.Tree();
        await project.InitAsync(arguments);
        (await project.InitAsync("--remove")).ShouldBe(0);
        project.Tree().ShouldBe(before);
        Directory.Exists(Path.Combine(project.UserFolder, "node_modules")).ShouldBeFalse();
        await project.InitAsync("--remove");
        project.Output.ShouldBe("There was nothing to remove.\n");
    }

    [Fact]
    public async Task The_runtime_that_I_choose_is_my_own_setting_beside_others()
    {
        const string Own = ".specify/async/config.local.json";
        await project.InitAsync("--runtime", "local");
        project.Output.ShouldContain($"created {Own}\n");
        project.Read(Own).ShouldBe("{\n  \"runtime\": \"local\"\n}\n");
        project.Write(Own, "{ \"maxParallel\": 5, \"runtime\": \"kubernetes\" }");
        await project.InitAsync("--runtime", "local");
        project.Read(Own).ShouldBe("{\n  \"maxParallel\": 5,\n  \"runtime\": \"local\"\n}\n");
        project.Write(Own, "nothing");
        (await project.InitAsync("--runtime", "local")).ShouldBe(1);
        project.Read(Own).ShouldBe("nothing");
        (await project.InitAsync("--runtime", "cloud")).ShouldBe(1);
    }

    [Fact]
    public async Task What_spec_kit_has_written_for_another_agent_it_removes_first()
    {
        await project.InitAsync();
        var registry = JsonNode.Parse(project.Read(".specify/extensions/.registry"))!;
        registry["extensions"]!["async"]!["registered_commands"] = new JsonObject { ["claude"] = new JsonArray("speckit.async.plan") };
        project.Write(".specify/extensions/.registry", registry.ToJsonString());
        var before = project.Tree();
        (await project.InitAsync("--remove")).ShouldBe(1);
        project.Error.ShouldContain("commands for claude");
        project.Error.ShouldContain("specify extension remove async");
        project.Tree().ShouldBe(before);
        (await project.InitAsync("--remove", "--force")).ShouldBe(0);
    }

    [Fact]
    public async Task What_I_have_edited_stays_and_is_named()
    {
        await project.InitAsync();
        project.Write(Agent, "mine\n");
        project.Write(".specify/async/config.json", "{ \"maxParallel\": 5 }\n");
        (await project.InitAsync()).ShouldBe(0);
        project.Lines("kept").ShouldHaveSingleItem().ShouldContain(Agent);
        project.Read(Agent).ShouldBe("mine\n");

        await project.InitAsync("--remove");
        project.Lines("kept").Count.ShouldBe(2);
        project.Read(Agent).ShouldBe("mine\n");
        project.Read(".specify/async/config.json").ShouldContain("5");
    }

    [Fact]
    public async Task With_force_my_edits_go_but_never_my_settings()
    {
        await project.InitAsync();
        project.Write(Agent, "mine\n");
        project.Write(".specify/async/config.json", "{ \"maxParallel\": 5 }\n");
        await project.InitAsync("--force");
        project.Lines("updated").ShouldHaveSingleItem().ShouldContain(Agent);
        project.Read(".specify/async/config.json").ShouldContain("5");
    }

    [Fact]
    public async Task A_newer_tool_replaces_its_older_files_and_removes_those_it_ships_no_more()
    {
        await project.InitAsync();
        var shipped = project.Read(Agent);
        project.Write(Agent, "an older one\n");
        project.Write(".specify/extensions/async/agents/async-old.md", "an older one\n");
        var record = JsonNode.Parse(project.Read(".specify/async/installed.json"))!;
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("an older one\n"u8));
        record["files"]![Agent] = hash;
        record["files"]![".specify/extensions/async/agents/async-old.md"] = hash;
        project.Write(".specify/async/installed.json", record.ToJsonString());

        await project.InitAsync();
        project.Lines("updated").ShouldBe([$"updated {Agent}", "updated .specify/async/installed.json"]);
        project.Lines("removed").ShouldBe(["removed .specify/extensions/async/agents/async-old.md"]);
        project.Read(Agent).ShouldBe(shipped);
    }

    [Fact]
    public async Task Live_adds_plugin_and_subagent_and_an_OpenCode_that_waits_for_no_npm()
    {
        await project.InitAsync("--live");
        File.Exists(project[".opencode/plugins/speckit-async.js"]).ShouldBeTrue();
        File.Exists(project[".opencode/agents/async-task.md"]).ShouldBeTrue();
        Directory.Exists(project[".opencode/node_modules"]).ShouldBeTrue();
        JsonNode.Parse(project.Read(".opencode/package-lock.json"))!["packages"]![""]!["dependencies"]!
            ["@opencode-ai/plugin"]
            .ShouldNotBeNull();
        Directory.Exists(Path.Combine(project.UserFolder, "node_modules")).ShouldBeTrue();
        project.Error.ShouldContain($"Prepared {project.UserFolder}");
    }

    [Fact]
    public async Task Live_leaves_folders_alone_in_which_packages_of_mine_are_installed()
    {
        project.Write(".opencode/package.json", "{\"dependencies\":{\"mine\":\"1\"}}");
        Directory.CreateDirectory(Path.Combine(project.UserFolder, "node_modules"));
        await project.InitAsync("--live");
        File.Exists(project[".opencode/package-lock.json"]).ShouldBeFalse();
        Directory.Exists(project[".opencode/node_modules"]).ShouldBeFalse();
        File.Exists(Path.Combine(project.UserFolder, "package-lock.json")).ShouldBeFalse();
        File.Exists(project[".opencode/plugins/speckit-async.js"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Legacy_folders_of_OpenCode_are_used_where_they_are_the_only_ones()
    {
        Directory.Delete(project[".opencode/commands"], recursive: true);
        project.Write(".opencode/command/speckit.implement.md", "core\n");
        project.Write(".opencode/agent/mine.md", "mine\n");
        await project.InitAsync();
        File.Exists(project[".opencode/command/implement.md"]).ShouldBeTrue();
        File.Exists(project[".opencode/agent/async-task-scripts.md"]).ShouldBeTrue();

        // `specify integration upgrade` has made the new folder: our commands move.
        project.Write(".opencode/commands/speckit.implement.md", "core\n");
        await project.InitAsync();
        File.Exists(project[".opencode/command/implement.md"]).ShouldBeFalse();
        File.Exists(project[".opencode/commands/implement.md"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Links_of_a_development_install_are_replaced_not_written_through()
    {
        project.Write("elsewhere.md", "not ours\n");
        File.CreateSymbolicLink(project[".opencode/commands/implement.md"], project["elsewhere.md"]);
        await project.InitAsync("--force");
        project.Read("elsewhere.md").ShouldBe("not ours\n");
        new FileInfo(project[".opencode/commands/implement.md"]).LinkTarget.ShouldBeNull();
    }

    [Theory]
    [InlineData(".opencode")]
    [InlineData(".opencode/commands")]
    [InlineData(".opencode/agents")]
    [InlineData(".specify/async")]
    [InlineData(".specify/extensions")]
    [InlineData(".specify/extensions/async")]
    public async Task A_folder_that_is_a_link_is_refused_before_anything_is_written(string folder)
    {
        var elsewhere = Directory.CreateTempSubdirectory("elsewhere-").FullName;
        if (Directory.Exists(project[folder]))
        {
            Directory.Delete(project[folder], recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(project[folder])!);
        Directory.CreateSymbolicLink(project[folder], elsewhere);
        var before = project.Tree();
        foreach (
            var arguments in (string[][])
                [
                    [],
                    ["--live"],
                    ["--force"],
                    ["--remove"],
                    ["--remove", "--force"],
                ]
        )
        {
            (await project.InitAsync(arguments)).ShouldBe(1, string.Join(' ', arguments));
            project.Error.ShouldContain($"{folder} is a link");
            project.Tree().ShouldBe(before);
            Directory.EnumerateFileSystemEntries(elsewhere).ShouldBeEmpty();
        }

        Directory.Delete(elsewhere);
    }

    [Theory]
    [InlineData(".specify/async/installed.json")]
    [InlineData(".specify/extensions.yml")]
    [InlineData(".specify/extensions/.registry")]
    public async Task A_file_shared_with_others_that_is_a_link_is_refused(string file)
    {
        var elsewhere = Path.GetTempFileName();
        Directory.CreateDirectory(Path.GetDirectoryName(project[file])!);
        File.CreateSymbolicLink(project[file], elsewhere);
        foreach (
            var arguments in (string[][])
                [
                    [],
                    ["--remove", "--force"],
                ]
        )
        {
            (await project.InitAsync(arguments)).ShouldBe(1);
            project.Error.ShouldContain($"{file} is a link");
            File.ReadAllText(elsewhere).ShouldBeEmpty();
        }

        File.Delete(elsewhere);
    }

    [Fact]
    public async Task A_file_that_is_a_link_out_of_the_project_is_somebody_elses()
    {
        var elsewhere = Path.GetTempFileName();
        await project.InitAsync();
        File.WriteAllText(elsewhere, project.Read(Agent));
        File.Delete(project[Agent]);
        File.CreateSymbolicLink(project[Agent], elsewhere);
        (await project.InitAsync()).ShouldBe(0);
        project.Lines("kept").ShouldHaveSingleItem().ShouldContain(Agent);
        (await project.InitAsync("--remove", "--force")).ShouldBe(0);
        new FileInfo(project[Agent]).Exists.ShouldBeFalse();
        File.Exists(elsewhere).ShouldBeTrue();
        File.Delete(elsewhere);
    }

    [Fact]
    public async Task What_the_record_names_beyond_what_init_writes_is_left_alone_and_named()
    {
        await project.InitAsync();
        var victim = Path.Combine(project.Project, "..", "victim");
        File.WriteAllText(victim, "precious\n");
        string[] forged =
        [
            "../victim",
            victim,
            "src/app.cs",
            ".opencode/commands/../../src/app.cs",
            ".opencode/agents/mine.md",
            ".specify/extensions/async/../../../src/app.cs",
            ".specify/memory/constitution.md",
        ];
        project.Write("src/app.cs", "precious\n");
        project.Write(".opencode/agents/mine.md", "precious\n");
        var record = JsonNode.Parse(project.Read(".specify/async/installed.json"))!;
        foreach (var path in forged)
        {
            record["files"]![path] = InitRecordHash("precious\n");
        }

        project.Write(".specify/async/installed.json", record.ToJsonString());
        (await project.InitAsync("--remove", "--force")).ShouldBe(0, project.Error);
        (File.ReadAllText(victim), project.Read("src/app.cs"), project.Read(".opencode/agents/mine.md")).ShouldBe(
            ("precious\n", "precious\n", "precious\n")
        );
        project.Read(".specify/memory/constitution.md").ShouldNotBeEmpty();
        forged.ShouldAllBe(path => project.Error.Contains($"names {path}, which init never writes"));
    }

    [Fact]
    public async Task It_works_from_a_sub_directory()
    {
        Directory.CreateDirectory(project["a/b"]);
        (await project.InitInAsync("a/b")).ShouldBe(0);
        File.Exists(project[".opencode/commands/implement.md"]).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(project["a/b"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_spec_kit_is_there_I_get_everything_and_am_told_how_to_add_it()
    {
        Directory.Delete(project[".specify"], recursive: true);
        var before = project.Tree();
        (await project.InitAsync()).ShouldBe(0);
        project.Error.ShouldContain("specify init --here --force --integration opencode");
        File.Exists(project[".opencode/commands/implement.md"]).ShouldBeTrue();
        (await project.InitAsync("--remove")).ShouldBe(0, project.Error);
        project.Tree().ShouldBe(before);
        (await project.InitAsync("--remove")).ShouldBe(1);
        project.Error.ShouldContain("There is nothing to remove");
    }

    [Fact]
    public async Task Before_spec_kit_is_there_a_repository_gets_it_at_its_top()
    {
        Directory.Delete(project[".specify"], recursive: true);
        Directory.CreateDirectory(project["a/b"]);
        Directory.CreateDirectory(project[".git"]);
        (await project.InitInAsync("a/b")).ShouldBe(0);
        File.Exists(project[".specify/extensions/async/extension.yml"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Line_ends_of_a_Windows_checkout_are_no_change_of_mine_and_stay()
    {
        project.Write(".specify/extensions.yml", "installed:\r\n- git\r\nhooks:\r\n  before_plan:\r\n  - extension: git\r\n");
        await project.InitAsync();
        var hooks = project.Read(".specify/extensions.yml");
        hooks.Replace("\r\n", "").ShouldNotContain('\n');
        hooks.Split("installed:").Length.ShouldBe(2);
        hooks.Split("\nhooks:").Length.ShouldBe(2);
        project.Write(Agent, project.Read(Agent).Replace("\n", "\r\n"));
        (await project.InitAsync()).ShouldBe(0);
        project.Output.ShouldBe("Everything is in place.\n");
        (await project.InitAsync("--remove")).ShouldBe(0);
        File.Exists(project[Agent]).ShouldBeFalse();
        project.Read(".specify/extensions.yml").ShouldBe("installed:\r\n- git\r\nhooks:\r\n  before_plan:\r\n  - extension: git\r\n");
    }

    [Fact]
    public async Task Keys_in_another_spelling_are_left_alone_and_I_am_told_what_to_add()
    {
        const string Text = "installed: []\n\"hooks\":\n  before_plan:\n  - extension: git\n";
        project.Write(".specify/extensions.yml", Text);
        await project.InitAsync();
        project.Read(".specify/extensions.yml").ShouldBe(Text);
        project.Error.ShouldContain("before_implement:");
    }

    [Fact]
    public async Task Somebody_elses_implement_command_stays_and_I_am_told_the_other_name()
    {
        project.Write(".opencode/commands/implement.md", "theirs\n");
        await project.InitAsync();
        project.Output.ShouldContain("kept    .opencode/commands/implement.md (it is not from this tool; --force replaces it)\n");
        project.Error.ShouldContain("type /speckit.async.implement");
        project.Read(".opencode/commands/implement.md").ShouldBe("theirs\n");
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_nothing_is_touched()
    {
        project.Write(".specify/async/installed.json", "{");
        var before = project.Tree();
        (await project.InitAsync()).ShouldBe(1);
        project.Error.ShouldContain("installed.json is damaged");
        project.Tree().ShouldBe(before);
    }

    private static string InitRecordHash(string text) =>
        SpecKitExtension.Commands.InitRecord.Hash(System.Text.Encoding.UTF8.GetBytes(text));
}
