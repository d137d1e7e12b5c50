using System.Globalization;
using System.Text;
using SpecKitExtension.Git;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Finds boxes that are open now and were ticked once in HEAD's history, for the very same text.</summary>
/// <param name="context">The feature.</param>
internal sealed class OnceTicked(FeatureContext context)
{
    private const long MostBytes = 4 * 1024 * 1024;
    private const long BytesAtOnce = 32 * 1024 * 1024;
    private const int ManyTasks = 500;

    private readonly Dictionary<string, IReadOnlyList<Version>> versions = [];

    /// <summary>tasks.md as a commit had it.</summary>
    private sealed record Version(string Commit, string Blob, long Size);

    /// <summary>The newest commit in which each of some open tasks had its box ticked; a task that never was has none.</summary>
    /// <param name="open">The tasks.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="agents">Commits that agents have made: what they tick in their own trees is nobody's word.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<TaskId, string>> ReadAsync(
        IReadOnlyList<TaskItem> open,
        string head,
        IReadOnlySet<string> agents,
        CancellationToken ct
    )
    {
        Dictionary<TaskId, string> found = [];
        if (open.Count == 0)
        {
            return found;
        }

        var wanted = open.DistinctBy(task => task.Id).ToDictionary(task => task.Id);
        foreach (
            var some in Portions(
                (await VersionsAsync(head, ct)).Where(version => !agents.Contains(version.Commit)).DistinctBy(version => version.Blob)
            )
        )
        {
            foreach (var (version, text) in await TextsAsync(some, ct))
            {
                foreach (var task in Ticked(text, wanted))
                {
                    found.TryAdd(task, version.Commit);
                    wanted.Remove(task);
                }
            }

            if (wanted.Count == 0)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Looks up which versions there are, so that <see cref="ReadAsync"/> need not; nothing else has to be known for
    /// that.</summary>
    public Task FindVersionsAsync(string head, CancellationToken ct) => VersionsAsync(head, ct);

    /// <summary>Every version that HEAD's history has, the newest first, also those that a merge did not take.</summary>
    private async Task<IReadOnlyList<Version>> VersionsAsync(string head, CancellationToken ct)
    {
        if (versions.TryGetValue(head, out var known))
        {
            return known;
        }

        var log = await context.Repository.RunAsync(
            ct,
            "--literal-pathspecs",
            "log",
            "--full-history",
            "--format=tformat:%H",
            head,
            "--",
            context.TasksPath
        );
        var input = string.Concat(log.Lines.Prepend(head).Select(commit => $"{commit}:{context.TasksPath}\n"));
        var checkedAll = await context.Repository.RunAsync(
            ct,
            call => call with { Input = input },
            "cat-file",
            "--batch-check=%(objecttype) %(objectsize) %(objectname)"
        );
        List<Version> all = [];
        foreach (var (commit, line) in log.Lines.Prepend(head).Zip(checkedAll.Lines))
        {
            if (
                line.Split(' ') is ["blob", var size, var blob]
                && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                && bytes <= MostBytes
            )
            {
                all.Add(new(commit, blob, bytes));
            }
        }

        return versions[head] = all;
    }

    private async Task<IEnumerable<(Version Version, string Text)>> TextsAsync(IReadOnlyList<Version> some, CancellationToken ct)
    {
        // Nobody can write this line into a file beforehand.
        var mark = Guid.NewGuid().ToString("N");
        var input = string.Concat(some.Select(version => $"{version.Blob}\n"));
        var content = await context.Repository.RunAsync(ct, call => call with { Input = input }, "cat-file", $"--batch={mark}");
        return some.Zip(("\n" + content.Output).Split($"\n{mark}\n").Skip(1));
    }

    private static IEnumerable<IReadOnlyList<Version>> Portions(IEnumerable<Version> versions)
    {
        List<Version> portion = [];
        long bytes = 0;
        foreach (var version in versions)
        {
            if (portion.Count > 0 && bytes + version.Size > BytesAtOnce)
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }

            portion.Add(version);
            bytes += version.Size;
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }

    /// <summary>The wanted tasks whose boxes a version has ticked, with the same text as now.</summary>
    private List<TaskId> Ticked(string text, Dictionary<TaskId, TaskItem> wanted) =>
        !MayTick(text, wanted.Keys)
            ? []
            :
            [
                .. TaskListReader
                    .Read(context.TasksPath, Encoding.UTF8.GetBytes(text), context.Grammar)
                    .Tasks.Where(task =>
                        task.Box == TaskBox.Ticked && wanted.TryGetValue(task.Id, out var now) && now.Digest == task.Digest
                    )
                    .Select(task => task.Id)
                    .Distinct(),
            ];

    /// <summary>Whether a ticked line names one of the tasks: most versions need no closer look.</summary>
    private static bool MayTick(string text, IReadOnlyCollection<TaskId> wanted) =>
        text.Split('\n')
            .Where(line => line.Contains("[x]", StringComparison.OrdinalIgnoreCase))
            .Any(line => wanted.Count > ManyTasks || wanted.Any(task => line.Contains(task.Value, StringComparison.OrdinalIgnoreCase)));
}
