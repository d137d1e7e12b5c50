using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Support;
using SpecKitExtension.Commands;

namespace EndToEnd.Extension;

/// <summary>What the spec-kit CLI 1.0.1 demands of an extension, and what it takes without a word although it does not work.</summary>
public sealed partial class ManifestTests
{
    private static readonly string[] CoreCommands =
    [
        "analyze",
        "checklist",
        "clarify",
        "constitution",
        "converge",
        "implement",
        "plan",
        "specify",
        "tasks",
        "taskstoissues",
    ];

    [Fact]
    public void The_manifest_has_what_spec_kit_requires()
    {
        var manifest = ExtensionFolder.Manifest;
        ExtensionFolder.Read("extension.yml").ShouldStartWith("schema_version: \"1.0\"\n");
        manifest.Text("extension", "id").ShouldBe("async");
        manifest.Text("extension", "name").ShouldNotBeEmpty();
        manifest.Text("extension", "description").ShouldNotBeEmpty();
        manifest.Text("extension", "effect").ShouldBe("read-write");
        manifest.Text("requires", "speckit_version").ShouldBe(">=1.0.0,<2.0.0");
        File.ReadAllText(Repository.PathOf("Directory.Build.props"))
            .ShouldContain($"<VersionPrefix>{manifest.Text("extension", "version")}</VersionPrefix>");
    }

    [Fact]
    public void The_manifest_has_what_the_community_catalog_asks_for()
    {
        var extension = ExtensionFolder.Manifest["extension"];
        extension.Text("description").Length.ShouldBeLessThan(100);
        extension.Text("license").ShouldBe("MIT");
        foreach (var key in (string[])["repository", "homepage"])
        {
            Uri.TryCreate(extension.Text(key), UriKind.Absolute, out var address).ShouldBeTrue(key);
            address!.Scheme.ShouldBe("https");
        }

        ExtensionFolder.Read("LICENSE").ShouldBe(File.ReadAllText(Repository.PathOf("LICENSE")));
        ExtensionFolder.Read("README.md").ShouldContain("specify extension add");
    }

    [Fact]
    public void A_release_archive_holds_all_that_the_manifest_and_the_preset_name()
    {
        using TempDirectory folder = new();
        ZipFile.CreateFromDirectory(ExtensionFolder.Path, folder["async.zip"]);
        ZipFile.ExtractToDirectory(folder["async.zip"], folder[ExtensionFolder.Relative]);
        var preset = ExtensionFolder.Yaml("preset/preset.yml")["provides"]!["templates"]!
            .AsArray()
            .Select(template => $"preset/{template.Text("file")}");
        foreach (
            var file in ExtensionFolder
                .Commands.Select(command => command.Text("file"))
                .Concat(preset)
                .Concat(["extension.yml", "README.md", "LICENSE", "workflow/workflow.yml"])
        )
        {
            File.ReadAllBytes(Path.Combine(folder[ExtensionFolder.Relative], file))
                .ShouldBe(File.ReadAllBytes(ExtensionFolder.At(file)), file);
        }
    }

    [Fact]
    public void The_preset_asks_for_the_extension_and_covers_every_command_that_writes_tasks()
    {
        var preset = ExtensionFolder.Yaml("preset/preset.yml");
        preset["requires"]!["extensions"]!.AsArray().Select(id => id!.GetValue<string>()).ShouldBe(["async"]);
        preset["provides"]!["templates"]!
            .AsArray()
            .Select(template => template.Text("name"))
            .ShouldBe(["tasks-template", "speckit.tasks", "speckit.converge"]);
    }

    [Fact]
    public void The_workflow_plans_runs_waits_for_a_review_and_integrates()
    {
        var steps = ExtensionFolder.Yaml("workflow/workflow.yml")["steps"]!.AsArray();
        steps.Select(step => step.Text("id")).ShouldBe(["plan", "run", "review", "integrate"]);
        steps.Select(step => step.Text("type")).ShouldBe(["shell", "shell", "gate", "shell"]);
        using var interrupts = Interrupts.Listen();
        var root = CommandLine.Create(Host.Create(interrupts));
        foreach (var run in steps.Where(step => step.Text("type") == "shell").Select(step => step.Text("run")))
        {
            run.ShouldStartWith("dotnet speckit-async ");
            root.Parse(run["dotnet speckit-async ".Length..]).Errors.ShouldBeEmpty(run);
        }
    }

    [Fact]
    public void Every_command_has_a_legal_name_and_a_file_of_that_name()
    {
        foreach (var command in ExtensionFolder.Commands)
        {
            var name = command.Text("name");
            CommandName().IsMatch(name).ShouldBeTrue(name);
            command.Text("file").ShouldBe($"commands/{name}.md");
            File.Exists(ExtensionFolder.At(command.Text("file"))).ShouldBeTrue(name);
            command.Text("description").ShouldNotBeEmpty();
        }

        Directory.EnumerateFiles(ExtensionFolder.At("commands")).Count().ShouldBe(ExtensionFolder.Commands.Count);
    }

    [Fact]
    public void No_command_has_an_alias_which_would_take_over_and_remove_what_core_or_others_install() =>
        ExtensionFolder.Commands.ShouldAllBe(command => command["aliases"] == null);

    [Fact]
    public void Init_registers_the_commands_that_the_manifest_declares() =>
        InitFiles.CommandNames.ShouldBe(ExtensionFolder.Commands.Select(command => command.Text("name")));

    [Fact]
    public void Hooks_exist_and_name_commands_that_exist()
    {
        var events = CoreCommands.SelectMany(name => (string[])[$"before_{name}", $"after_{name}"]);
        foreach (var (name, hook) in ExtensionFolder.Manifest["hooks"]!.AsObject())
        {
            events.ShouldContain(name);
            ExtensionFolder.Commands.Select(command => command.Text("name")).ShouldContain(hook.Text("command"));
        }
    }

    [Fact]
    public void Init_writes_the_hook_that_the_CLI_would_write()
    {
        var (name, hook) = ExtensionFolder.Manifest["hooks"]!.AsObject().ShouldHaveSingleItem();
        var written = Charts.YamlObjects.Of(InitHooks.Add(null)!).Single();
        JsonNode
            .DeepEquals(
                written["hooks"],
                new JsonObject
                {
                    [name] = new JsonArray(
                        new JsonObject
                        {
                            ["extension"] = "async",
                            ["command"] = hook.Text("command"),
                            ["enabled"] = true,
                            ["optional"] = hook!["optional"]!.GetValue<bool>(),
                            ["priority"] = hook["priority"]!.GetValue<long>(),
                            ["prompt"] = $"Execute {hook.Text("command")}?",
                            ["description"] = hook.Text("description"),
                            ["condition"] = null,
                        }
                    ),
                }
            )
            .ShouldBeTrue(written.ToJsonString());
    }

    [Fact]
    public void The_preset_appends_and_its_files_exist()
    {
        var preset = ExtensionFolder.Yaml("preset/preset.yml");
        preset.Text("preset", "version").ShouldBe(ExtensionFolder.Manifest.Text("extension", "version"));
        preset.Text("requires", "speckit_version").ShouldBe(">=1.0.0,<2.0.0");
        var templates = preset["provides"]!["templates"]!.AsArray();
        templates
            .Select(template => $"{template.Text("type")} {template.Text("name")} {template.Text("strategy")}")
            .ShouldBe(["template tasks-template append", "command speckit.tasks append", "command speckit.converge append"]);
        templates.ShouldAllBe(template => File.Exists(ExtensionFolder.At("preset/" + template.Text("file"))));
    }

    [Fact]
    public void No_folder_has_a_name_that_path_rewriting_would_put_into_the_projects_own_paths() =>
        Directory
            .EnumerateDirectories(ExtensionFolder.Path)
            .Select(folder => Path.GetFileName(folder))
            .ShouldBe(["agents", "commands", "plugins", "preset", "scripts", "workflow"], ignoreOrder: true);

    [GeneratedRegex(@"^speckit\.async\.[a-z0-9-]+$")]
    private static partial Regex CommandName();
}
