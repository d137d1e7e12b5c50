using System.CommandLine;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>lint</c>: what is wrong in tasks.md files, for people, editors and MSBuild.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "The tasks.md files (default: all below the project's specs/).",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<string> Format = new Option<string>("--format")
    {
        Description = "text is for people, msbuild is one line a problem.",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "msbuild");
    private static readonly Option<string?> FilesFrom = new("--files-from")
    {
        Description = "Lint the files that this file names, one path a line.",
        HelpName = "FILE",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "lint",
            "Check tasks.md files: every problem with file, line, code and remedy.",
            "dotnet speckit-async lint",
            "dotnet speckit-async lint specs/001-albums/tasks.md --format msbuild"
        )
        {
            Files,
            Format,
            FilesFrom,
        };
        command.SetAction(parsed => parsed.GetValue(Format) == "msbuild" ? RunForMsBuild(host, parsed) : Run(host, parsed));
        return command;
    }

    /// <summary>A build shows only what looks like an error of a build.</summary>
    private static int RunForMsBuild(Host host, ParseResult parsed)
    {
        try
        {
            return Run(host, parsed);
        }
        catch (Exception failure) when (Failures.Explain(failure) is { Code: ExitCode.BadInput or ExitCode.Usage } known)
        {
            host.Out.Write($"speckit-async : error : {Failures.Harmless(known.Message).ReplaceLineEndings(" ")}\n");
            return (int)known.Code;
        }
    }

    private static int Run(Host host, ParseResult parsed)
    {
        var project = FeatureLocation.FindProject(host, null);
        var grammar = TaskGrammar.Create(Session.LoadSettings(host, project, parsed).IdPrefixes);
        var files = FilesOf(host, parsed, project);
        var (errors, warnings) = (0, 0);
        foreach (var file in files)
        {
            var problems = Planner.Make(TaskListReader.Read(file, Read(file, project), grammar)).Problems;
            errors += problems.Count(problem => problem.Severity == Severity.Error);
            warnings += problems.Count(problem => problem.Severity == Severity.Warning);
            host.Out.Write(
                parsed.GetValue(Format) == "msbuild"
                    ? LintText.MsBuild(file, problems)
                    : PlanText.Problems(Path.GetRelativePath(host.Directory, file), problems)
            );
        }

        host.Error.Write(
            $"{LintText.Count(files.Count, "file")}: {LintText.Count(errors, "error")}, {LintText.Count(warnings, "warning")}.\n"
        );
        return (int)(errors > 0 ? ExitCode.BadInput : ExitCode.Done);
    }

    private static IReadOnlyList<string> FilesOf(Host host, ParseResult parsed, string project)
    {
        IEnumerable<string> named =
        [
            .. parsed.GetValue(Files) ?? [],
            .. parsed.GetValue(FilesFrom) is { } list ? File.ReadAllLines(Path.GetFullPath(list, host.Directory)) : [],
        ];
        var specs = Path.Combine(project, "specs");
        return named.Any() ? [.. named.Where(file => file.Length > 0).Select(file => InFeature(Path.GetFullPath(file, host.Directory)))]
            : Directory.Exists(specs)
                ? [.. Directory.EnumerateFiles(specs, "tasks.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : throw new UsageException($"There is no specs/ folder in {project}.\nName the files: `lint FILE…`.");
    }

    /// <summary>A feature's directory stands for its tasks.md.</summary>
    private static string InFeature(string path) => Directory.Exists(path) ? Path.Combine(path, "tasks.md") : path;

    private static byte[] Read(string file, string project)
    {
        try
        {
            return RepositoryFile.Read(file, project);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TasksFileException(
                File.Exists(file)
                    ? $"{file} cannot be read: {failure.Message}"
                    : $"{file} does not exist.\nCorrect the path, or leave it out to check all of the project's specs/."
            );
        }
    }
}
