using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>Signs the merges that agents start from, and those of the integration ref, where the developer's git signs commits.</summary>
/// <remarks>
/// Merges are computed without signatures, so that every machine gets the same ones; two people's signatures never are the same. So only
/// what is about to be pushed is signed, and what another machine has pushed of the same trees and branches is taken as it is there.
/// </remarks>
/// <param name="repository">The developer's repository.</param>
internal sealed class MergeSigning(GitRepository repository)
{
    private readonly Dictionary<string, string> signed = [];
    private bool? wanted;

    private sealed record Merge(string Commit, string Tree, string Date, string Branch);

    /// <summary>Why the last merge that should have been signed is not; null when all are.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the developer's git signs commits.</summary>
    public static async Task<bool> WantedAsync(GitRepository repository, CancellationToken ct) =>
        (await repository.TryAsync(ct, "config", "--type=bool", "commit.gpgSign")).Text == "true";

    /// <summary>The signed form of merges of ours on top of the developer's commit.</summary>
    /// <param name="head">The developer's commit.</param>
    /// <param name="commit">The newest of the merges, or the developer's commit itself.</param>
    /// <param name="there">Where the branch is that it is for; null or empty when it is not there.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>The commit to push: the given one where the developer does not sign, or cannot.</returns>
    public async Task<string> SignAsync(string head, string commit, string? there, CancellationToken ct)
    {
        if (commit == head || !(wanted ??= await WantedAsync(repository, ct)))
        {
            return commit;
        }

        if (!signed.TryGetValue(commit, out var known))
        {
            var merges = await MergesAsync(head, commit, ct);
            known =
                there is { Length: > 0 } && (await MergesAsync(head, there, ct)).Select(What).SequenceEqual(merges.Select(What))
                    ? there
                    : await WriteAsync(head, merges, ct) ?? commit;
            signed[commit] = known;
        }

        return known;

        static (string, string) What(Merge merge) => (merge.Tree, merge.Branch);
    }

    /// <summary>The merges between two commits, the oldest first; empty when the newer one is no merge of ours, or not here.</summary>
    private async Task<IReadOnlyList<Merge>> MergesAsync(string head, string commit, CancellationToken ct)
    {
        var log = await repository.TryAsync(
            ct,
            "log",
            "--first-parent",
            "--reverse",
            $"--format=tformat:%H%x09%T%x09%at%x09%P%x00{OwnMerge.Format}",
            commit,
            $"^{head}",
            "--"
        );
        var lines = log.Lines.Where(line => line.Length > 0).Select(line => line.Split('\0', 2)).ToList();
        return !log.Succeeded || !lines.TrueForAll(line => OwnMerge.Is(line[1]))
            ? []
            :
            [
                .. lines
                    .Select(line => line[0].Split('\t'))
                    .Select(fields => new Merge(fields[0], fields[1], fields[2], fields[3].Split(' ')[1])),
            ];
    }

    /// <returns>The newest; null when git could not sign.</returns>
    private async Task<string?> WriteAsync(string head, IReadOnlyList<Merge> merges, CancellationToken ct)
    {
        var onto = head;
        foreach (var merge in merges)
        {
            var message = (await repository.RunAsync(ct, "log", "-1", "--format=%B", merge.Commit)).Text;
            var written = await repository.TryAsync(
                ct,
                call => call with { Environment = call.Environment.Concat(OwnMerge.SignedIdentity(merge.Date)).ToDictionary() },
                "-c",
                "i18n.commitEncoding=UTF-8",
                "commit-tree",
                "-S",
                merge.Tree,
                "-p",
                onto,
                "-p",
                merge.Branch,
                "-m",
                message
            );
            if (!written.Succeeded)
            {
                Problem =
                    $"your git signs commits (commit.gpgSign), but could not sign this merge: {written.Error.Trim().ReplaceLineEndings("; ")}";
                return null;
            }

            onto = written.Text;
        }

        return onto;
    }
}
