using System.Text;
using System.Text.Json;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>Where the feature's files lie.</summary>
/// <param name="Project">The spec-kit project: the folder with <c>.specify</c>, or the repository's root.</param>
/// <param name="Root">The root of the git repository; the project itself where there is none.</param>
/// <param name="Directory">The feature's directory.</param>
/// <param name="TasksFile">Its tasks.md.</param>
internal sealed record FeatureLocation(string Project, string Root, string Directory, string TasksFile)
{
    /// <summary>The feature's name.</summary>
    public string Name =>
        RelativeDirectory is var path && (Path.IsPathRooted(path) || path.StartsWith("..", StringComparison.Ordinal))
            ? Path.GetFileName(Directory)
            : FeatureName.Of(path).Value;

    /// <summary>The directory relative to the repository's root, with slashes.</summary>
    public string RelativeDirectory => Relative(Directory);

    /// <summary>tasks.md relative to the repository's root, with slashes.</summary>
    public string RelativeTasksFile => Relative(TasksFile);

    /// <summary>The files that no agent's branch may change, relative to the repository's root, with slashes.</summary>
    public IReadOnlyList<string> Kept =>
        [
            RelativeTasksFile,
            .. Relative(Path.Combine(Project, ".specify", "feature.json")) is var file && !file.StartsWith("..", StringComparison.Ordinal)
                ? (string[])[file]
                : [],
        ];

    /// <summary>The spec-kit project around a directory.</summary>
    public static string FindProject(Host host, GitRepository? repository)
    {
        if (host.Variables["SPECIFY_INIT_DIR"] is { Length: > 0 } said)
        {
            return Path.GetFullPath(said, host.Directory);
        }

        for (var at = new DirectoryInfo(host.Directory); at is not null; at = at.Parent)
        {
            if (System.IO.Directory.Exists(Path.Combine(at.FullName, ".specify")))
            {
                return at.FullName;
            }
        }

        return repository?.Root ?? host.Directory;
    }

    /// <summary>Finds the feature as spec-kit does: the flag, SPECIFY_FEATURE_DIRECTORY, then .specify/feature.json, which git ignores; so
    /// in a fresh clone the only one that can be meant.</summary>
    /// <exception cref="UsageException">Nothing says which feature, or it is not there.</exception>
    public static FeatureLocation Find(Host host, string project, GitRepository? repository, string? feature, string? tasksFile)
    {
        var root = repository?.Root ?? project;
        if (tasksFile is not null)
        {
            var file = Path.GetFullPath(tasksFile, host.Directory);
            file = System.IO.Directory.Exists(file) ? Path.Combine(file, "tasks.md") : file;
            return new(project, root, Path.GetDirectoryName(file)!, file);
        }

        var (said, by) =
            feature is not null ? (feature, "--feature")
            : host.Variables["SPECIFY_FEATURE_DIRECTORY"] is { Length: > 0 } variable ? (variable, "SPECIFY_FEATURE_DIRECTORY")
            : (Current(project) ?? Only(project), ".specify/feature.json");
        if (said is null)
        {
            throw new UsageException(
                $"No feature is chosen.\nName it with --feature {Example(project)}, set SPECIFY_FEATURE_DIRECTORY, or run /speckit.specify, which writes .specify/feature.json."
            );
        }

        if (said.Length == 0 || said.Any(char.IsControl))
        {
            throw new UsageException($"{by} names no directory.\nIt takes a feature's directory, e.g. specs/001-my-feature.");
        }

        string[] candidates =
        [
            Path.GetFullPath(said, host.Directory),
            Path.GetFullPath(said, project),
            Path.GetFullPath(Path.Combine("specs", said), project),
        ];
        candidates =
        [
            .. candidates.Select(path => Path.GetFileName(path) == "tasks.md" && File.Exists(path) ? Path.GetDirectoryName(path)! : path),
        ];
        var directory = candidates.FirstOrDefault(System.IO.Directory.Exists)
            ?? throw new UsageException(
                $"{by} names the feature `{said}`, but there is no such directory.\nDirectories are looked for here, in {project} and in its specs/ folder."
            );
        directory = Path.TrimEndingDirectorySeparator(directory);
        FeatureLocation found = new(project, root, directory, Path.Combine(directory, "tasks.md"));
        var twin = FeatureName.Twin(found.RelativeDirectory);
        return found.RelativeDirectory.StartsWith("..", StringComparison.Ordinal)
                ? throw new UsageException(
                    $"The feature directory {directory} is outside the repository {root}.\nAgents work on a clone of the repository, so it has to be in it."
                )
            : File.Exists(Path.Combine(root, twin, "tasks.md")) && twin != found.RelativeDirectory
                ? throw new UsageException(
                    $"{found.RelativeDirectory} and {twin} would be one feature, `{found.Name}`: their branches and verdicts could not be told apart.\nRename one of the two directories."
                )
            : found;
    }

    /// <summary>The only feature with tasks, else the only one with open ones; null where several could be meant.</summary>
    private static string? Only(string project)
    {
        var specs = Path.Combine(project, "specs");
        List<string> all = System.IO.Directory.Exists(specs)
            ? [.. System.IO.Directory.EnumerateDirectories(specs).Where(feature => File.Exists(Path.Combine(feature, "tasks.md")))]
            : [];
        var open = all.Count > 1 ? all.Where(feature => HasOpenTasks(Path.Combine(feature, "tasks.md"), project)).ToList() : all;
        return open.Count == 1 ? open[0] : null;
    }

    private static bool HasOpenTasks(string file, string project)
    {
        try
        {
            return Encoding.UTF8.GetString(RepositoryFile.Read(file, project)).Contains("[ ]", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be read could be the one that is meant.
            return true;
        }
    }

    /// <summary>A feature that is there, to be copied from a message; else one that could be.</summary>
    private static string Example(string project)
    {
        var specs = Path.Combine(project, "specs");
        var there = System.IO.Directory.Exists(specs)
            ? System
                .IO.Directory.EnumerateDirectories(specs)
                .Select(Path.GetFileName)
                .Where(name => name!.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;
        return $"specs/{there ?? "001-my-feature"}";
    }

    /// <summary>The bytes of tasks.md.</summary>
    /// <exception cref="TasksFileException">It is not there or cannot be read.</exception>
    public byte[] ReadTasks()
    {
        try
        {
            return RepositoryFile.Read(TasksFile, Root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TasksFileException(
                File.Exists(TasksFile)
                    ? $"{TasksFile} cannot be read: {failure.Message}"
                    : $"{TasksFile} does not exist.\nRun /speckit.tasks to write it, or name another file with `plan --tasks FILE`."
            );
        }
    }

    private static string? Current(string project)
    {
        var file = Path.Combine(project, ".specify", "feature.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(RepositoryFile.Read(file, project));
            return json.RootElement.GetProperty("feature_directory").GetString();
        }
        catch (Exception failure)
            when (failure
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new UsageException(
                $"{file} does not say {{\"feature_directory\": \"specs/…\"}}: {failure.Message}\nCorrect it, or name the feature with --feature."
            );
        }
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');
}
