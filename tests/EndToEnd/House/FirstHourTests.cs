using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;

namespace EndToEnd.House;

/// <summary>The first hour and the second person, by what the README tells them to type and nothing else: the installed tool, the real
/// OpenCode, a scripted model.</summary>
[Collection(InstalledToolGroup.Name)]
public sealed class FirstHourTests(InstalledTool tool)
{
    private const int MostCommands = 9;

    private const string Tasks = """
        # Tasks: Greetings

        ## Phase 1: Languages

        - [ ] T001 [P] [ASYNC] Greet in English in greetings/english.txt
        - [ ] T002 [P] [ASYNC] Greet in Finnish in greetings/finnish.txt

        """;

    private static ShellDocument Readme => ShellDocument.All.Single(document => document.Path == "README.md");

    [SkippableFact]
    public async Task Nine_commands_lead_from_an_empty_folder_to_an_integrated_branch_and_a_colleague_goes_on()
    {
        OpenCodeProgram.SkipWhereAbsent();
        Readme.FirstHour.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(MostCommands);
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts =
                    $$"""{ "T001": [ {{Writes("english")}}, { "text": "Done." } ], "T002": [ {{Writes("finnish")}}, { "text": "Done." } ] }""",
            }
        );
        var folder = Directory.CreateDirectory(Path.Combine(tool.Scratch, "first-hour")).FullName;
        await PrepareAsync(folder);

        var said = await RunAsync(folder, "desk", model.BaseUrl, Readme.FirstHour);

        said.ShouldContain("2 of 2 ASYNC tasks delivered");
        said.ShouldContain("T002: merged specs/001-greetings/task-002-");
        Git server = new(Path.Combine(folder, "shop.git"));
        (await server.RunAsync("show", "main:greetings/finnish.txt")).ShouldBe("Hello from finnish");
        (await server.RunAsync("show", "main:specs/001-greetings/tasks.md")).ShouldNotContain("[ ]");
        (await server.LinesAsync("ls-tree", "-r", "--name-only", "main")).ShouldNotContain(
            ".specify/feature.json",
            "spec-kit keeps it out of git"
        );

        var colleague = await RunAsync(folder, "other-desk", model.BaseUrl, Readme.Colleague);
        colleague.ShouldContain("created .specify/async/config.local.json");
        colleague.ShouldMatch("T001 +ASYNC +done");
    }

    private static string Writes(string language) =>
        $$$"""{ "tools": [ { "name": "write", "arguments": { "filePath": "{{CWD}}/greetings/{{{language}}}.txt", "content": "Hello from {{{language}}}\n" } } ] }""";

    /// <summary>A server, OpenCode on PATH, and a stand-in for spec-kit's program that makes a skeleton and the feature that /speckit.tasks
    /// would have written.</summary>
    private static async Task PrepareAsync(string folder)
    {
        await Git.InitAsync(Path.Combine(folder, "shop.git"), "--bare");
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "opencode"), OpenCodeProgram.Binary);
        await File.WriteAllTextAsync(
            Path.Combine(bin, "specify"),
            $$"""
            #!/bin/bash
            set -euo pipefail
            case $1 in
                preset) test -f "${!#}/preset.yml" ;;
                init)
                    mkdir -p .specify/templates .opencode/commands specs/001-greetings
                    echo feature.json >.specify/.gitignore
                    echo '{"feature_directory": "specs/001-greetings"}' >.specify/feature.json
                    echo '{"integration": "opencode"}' >.specify/init-options.json
                    echo core >.opencode/commands/speckit.implement.md
                    echo '# Greetings' | tee specs/001-greetings/spec.md >specs/001-greetings/plan.md
                    cat >specs/001-greetings/tasks.md <<'EOF'
            {{Tasks.ReplaceLineEndings("\n            ")}}
            EOF
                    sed -i 's/^            //' specs/001-greetings/tasks.md ;;
            esac
            """.ReplaceLineEndings("\n")
        );
        File.SetUnixFileMode(Path.Combine(bin, "specify"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<string> RunAsync(string folder, string desk, string model, string commands)
    {
        var directory = Directory.CreateDirectory(Path.Combine(folder, desk)).FullName;
        File.WriteAllText(
            Path.Combine(directory, "nuget.config"),
            "<configuration><packageSources><clear /></packageSources></configuration>"
        );
        return tool.RunAsync(
            "bash",
            directory,
            "-c",
            $"""
            set -euo pipefail
            export PATH='{folder}/bin':$PATH REPOSITORY='{folder}/shop.git' ARTIFACTS='{tool.Packages.Replace(
                "'",
                "'\\''",
                StringComparison.Ordinal
            )}' MODEL=scripted MODEL_URL='{model}' MODEL_KEY=sk-scripted
            export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=Me GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=me@localhost
            {commands}
            """
        );
    }
}
