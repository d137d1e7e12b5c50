using System.CommandLine;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>demo</c>: the whole job on a throw-away repository; needs git and bash only.</summary>
internal static class DemoCommand
{
    private const string Feature = "specs/001-greetings";

    private static readonly string[] Others = [VariableSource.Prefix, "SPECIFY_", "GIT_", "MODEL_", "OPENCODE_"];

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "demo",
            "See three agents work in parallel on a throw-away repository; needs no cluster and no model.",
            "dotnet speckit-async demo"
        );
        command.SetAction((_, ct) => RunAsync(host, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host developer, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("speckit-async-demo-").FullName;
        var variables = Own(developer.Variables, folder);
        var host = developer with { Variables = variables, Tools = new ToolRunner(variables) };
        await GitVersion.RequireAsync(host.Tools, ct);
        var work = Path.Combine(folder, "work");
        await PrepareAsync(host, folder, work, ct);
        host.Error.Write($"The demo's repository is {work}, its origin {Path.Combine(folder, "origin.git")}.\n");
        var code = await CommandLine.RunAsync(host with { Directory = work }, ["run", "--agent", Path.Combine(folder, "agent.sh")]);
        host.Error.Write(
            $"""

            See what arrived:
              git -C {ShellWord.Of(Path.Combine(folder, "origin.git"))} log --oneline --graph --all
            Review and merge it, as after every run:
              cd {ShellWord.Of(work)} && dotnet speckit-async integrate
            Remove the demo:
              rm -rf {ShellWord.Of(folder)}

            """
        );
        return code;
    }

    private static async Task PrepareAsync(Host host, string folder, string work, CancellationToken ct)
    {
        Task GitAsync(string directory, params IReadOnlyList<string> arguments) =>
            host.Tools.RunAsync(
                new(
                    "git",
                    [
                        "-c",
                        "user.name=Demo",
                        "-c",
                        "user.email=demo@localhost",
                        "-c",
                        "commit.gpgSign=false",
                        "-c",
                        "init.defaultBranch=main",
                        "-c",
                        "core.hooksPath=/dev/null",
                        .. arguments,
                    ]
                )
                {
                    WorkingDirectory = directory,
                },
                ct
            );
        await GitAsync(folder, "init", "--quiet", "--bare", "origin.git");
        await GitAsync(folder, "init", "--quiet", "work");
        foreach (var name in (string[])["spec.md", "plan.md", "tasks.md"])
        {
            Write(Path.Combine(work, Feature, name), EmbeddedText.Read($"demo/{name}"));
        }

        Write(Path.Combine(folder, "agent.sh"), EmbeddedText.Read("demo/agent.sh"));
        Write(Path.Combine(work, "greetings", "README.md"), "# Greetings\n");
        Write(Path.Combine(work, ".specify", "feature.json"), $$"""{"feature_directory": "{{Feature}}"}""" + "\n");
        Write(
            Path.Combine(work, ".specify", "async", "config.local.json"),
            JsonText.Document(json =>
            {
                json.WriteStartObject();
                json.WriteString("runtime", "local");
                json.WriteStartObject("local");
                json.WriteString("directory", Path.Combine(folder, "agents"));
                json.WriteEndObject();
                json.WriteEndObject();
            }) + "\n"
        );
        Write(Path.Combine(work, ".gitignore"), $"{SettingsLoader.Local}\n");
        await GitAsync(work, "remote", "add", "origin", Path.Combine(folder, "origin.git"));
        await GitAsync(work, "add", "--all");
        await GitAsync(work, "commit", "--quiet", "--message", "Plan the greetings");
        await GitAsync(work, "push", "--quiet", "--set-upstream", "origin", "HEAD");
    }

    /// <summary>The demo is about its own feature and machine, whatever the developer has set in this shell for other work: settings,
    /// features, git, where state is kept.</summary>
    private static Variables Own(Variables variables, string folder) =>
        variables
            .Without(name =>
                name is "NAMESPACE"
                || (name != "GIT_EXEC_PATH" && Others.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            )
            .With("GIT_CONFIG_GLOBAL", "/dev/null")
            .With("GIT_CONFIG_NOSYSTEM", "1")
            .With("XDG_STATE_HOME", Path.Combine(folder, "state"));

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
