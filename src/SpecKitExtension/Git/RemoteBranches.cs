using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>The feature's branches on the remote, and their commits in the local object store.</summary>
/// <param name="repository">Where they are fetched to.</param>
/// <param name="remote">The remote's name.</param>
/// <param name="prefix">What the feature's branches begin with, e.g. <c>specs/001-photo-albums/</c>.</param>
/// <param name="tell">Takes what a person should know while the remote is away.</param>
internal sealed class RemoteBranches(GitRepository repository, string remote, string prefix, Action<string>? tell = null)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private const int Attempts = 4;
    private readonly Action<string> tell = tell ?? (_ => { });
    private bool answered;
    private string? source;
    private IReadOnlyDictionary<string, string>? fetched;

    /// <summary>The remote's name.</summary>
    public string Remote { get; } = remote;

    /// <param name="Why">What the remote said, or git about it.</param>
    /// <param name="Passing">Whether the same push may work a moment later.</param>
    /// <param name="Away">What git said when it got no answer at all; null when the remote has judged the branch.</param>
    private sealed record Refusal(string Why, bool Passing, string? Away = null);

    /// <summary>Asks the remote, and fetches what is new.</summary>
    /// <param name="others">Branches that somebody chose elsewhere.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <returns>Branch name to commit, for every branch below the prefix, and those others that exist, with their salvage refs.</returns>
    /// <exception cref="ToolFailedException">The remote does not answer, or a branch is in the way of the prefix.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IReadOnlyList<string> others, CancellationToken ct)
    {
        List<string> blockers = [.. Parents()];
        string[] elsewhere =
        [
            .. others
                .Where(name => !name.StartsWith(prefix, StringComparison.Ordinal))
                .Distinct()
                .SelectMany(name => new[] { name, $"{name}-salvage-*" }),
        ];
        var asking = HeadsAsync([$"refs/heads/{prefix}*", .. blockers.Concat(elsewhere).Select(name => $"refs/heads/{name}")], ct);

        // What is here is looked up while the remote answers. A name stands for what lies below it, too.
        var tracking = fetched is null ? TrackedAsync([.. blockers, prefix.TrimEnd('/'), .. elsewhere], ct) : null;
        await Task.WhenAll(asking, tracking ?? Task.CompletedTask);
        var heads = await asking;
        if (blockers.Find(heads.ContainsKey) is { } blocker)
        {
            throw new ToolFailedException(
                $"The remote `{Remote}` has a branch `{blocker}`, so git cannot hold `{prefix}…` beside it.\nRename it (`git push {Remote} {Remote}/{blocker}:refs/heads/OTHER :refs/heads/{blocker}`), or set branchTemplate in .specify/async/config.json."
            );
        }

        if (fetched is null || heads.Count != fetched.Count || heads.Any(head => fetched.GetValueOrDefault(head.Key) != head.Value))
        {
            var here = await ClearWayAsync(
                await (tracking ?? TrackedAsync([.. blockers, prefix.TrimEnd('/'), .. elsewhere], ct)),
                heads,
                ct
            );
            if (heads.Count != here.Count || heads.Any(head => here.GetValueOrDefault(head.Key) != head.Value))
            {
                // Gone branches are pruned so that a review never looks at what was rejected.
                await AskAsync(
                    ct,
                    [
                        "-c",
                        "gc.auto=0",
                        "-c",
                        "maintenance.auto=false",
                        "fetch",
                        "--quiet",
                        "--no-tags",
                        "--no-write-fetch-head",
                        "--no-recurse-submodules",
                        "--prune",
                        await SourceAsync(ct),
                        $"+refs/heads/{prefix}*:refs/remotes/{Remote}/{prefix}*",
                        .. heads
                            .Keys.Where(name => !name.StartsWith(prefix, StringComparison.Ordinal))
                            .Select(name => $"+refs/heads/{name}:refs/remotes/{Remote}/{name}"),
                    ]
                );
            }

            fetched = heads;
        }

        return heads;
    }

    /// <summary>Moves branches on the remote, each only if it is still where the caller saw it. Only this tool uses them: no pre-push hook
    /// of the developer is asked.</summary>
    /// <returns>Why each branch that was not moved was refused; empty when all were.</returns>
    public async Task<IReadOnlyDictionary<string, string>> PushAsync(IReadOnlyCollection<BranchMove> moves, CancellationToken ct)
    {
        if (moves.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        RemoteWait wait = new(Remote, answered, tell);
        var refused = await PushOnceAsync(moves, ct);
        for (
            var attempt = 1;
            refused.Values.Any(refusal => refusal.Passing) && await AgainAsync(refused.Values, wait, attempt, ct);
            attempt++
        )
        {
            var heads = await HeadsAsync(refused.Keys.Select(name => $"refs/heads/{name}"), ct);
            foreach (var move in moves.Where(move => refused.ContainsKey(move.Branch)))
            {
                var at = heads.GetValueOrDefault(move.Branch, "");
                if (at == move.To)
                {
                    // Somebody else wanted the same, or our own push arrived and its answer did not.
                    refused.Remove(move.Branch);
                }
                else if (at != move.From)
                {
                    refused[move.Branch] = new(PushAnswer.Moved, Passing: false);
                }
            }

            List<BranchMove> again = [.. moves.Where(move => refused.TryGetValue(move.Branch, out var refusal) && refusal.Passing)];
            if (again.Count == 0)
            {
                break;
            }

            var still = await PushOnceAsync(again, ct);
            again.ForEach(move => refused.Remove(move.Branch));
            refused = refused.Concat(still).ToDictionary();
        }

        return refused.ToDictionary(refusal => refusal.Key, refusal => refusal.Value.Why);
    }

    private static async Task<bool> AgainAsync(IEnumerable<Refusal> refused, RemoteWait wait, int attempt, CancellationToken ct)
    {
        if (refused.FirstOrDefault(refusal => refusal.Away is not null) is { Away: { } error })
        {
            return await wait.AgainAsync(error, ct);
        }

        await Task.Delay(Pause * Math.Min(attempt, Attempts), ct);
        return attempt <= Attempts;
    }

    private async Task<Dictionary<string, Refusal>> PushOnceAsync(IReadOnlyCollection<BranchMove> moves, CancellationToken ct)
    {
        var (pushed, slow) = await TryAsync(
            ct,
            [
                "push",
                "--porcelain",
                "--no-verify",
                "--no-recurse-submodules",
                .. moves.Select(move => $"--force-with-lease=refs/heads/{move.Branch}:{move.From}"),
                Remote,
                .. moves.Select(move => $"{move.To}:refs/heads/{move.Branch}"),
            ]
        );
        if (pushed is null)
        {
            return moves.ToDictionary(move => move.Branch, _ => new Refusal(slow!.Message.Split('\n')[0], Passing: answered, slow.Message));
        }

        answered |= pushed.Succeeded;
        var answers = PushAnswer.Parse(pushed.Output);
        return moves
            .Where(move => !answers.TryGetValue(move.Branch, out var answer) || answer.Refusal is not null)
            .ToDictionary(
                move => move.Branch,
                move =>
                    answers.TryGetValue(move.Branch, out var answer)
                        ? new Refusal(
                            PushAnswer.With(answer.Refusal!, pushed.Error, move.Branch, moves.Select(other => other.Branch)),
                            PushAnswer.MayPass(answer.Refusal!)
                        )
                        : new(LastWords(pushed), Passing: answered, pushed.Error)
            );
    }

    private async Task<IReadOnlyDictionary<string, string>> HeadsAsync(IEnumerable<string> patterns, CancellationToken ct) =>
        (await AskAsync(ct, ["ls-remote", "--refs", await SourceAsync(ct), .. patterns]))
            .Lines.Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 2 && parts[1].StartsWith("refs/heads/", StringComparison.Ordinal))
            .ToDictionary(parts => parts[1]["refs/heads/".Length..], parts => parts[0]);

    /// <summary>Asks the remote; one that has answered before may be away for a while.</summary>
    private async Task<ToolResult> AskAsync(CancellationToken ct, IReadOnlyList<string> arguments)
    {
        RemoteWait wait = new(Remote, answered, tell);
        while (true)
        {
            var (answer, failure) = await TryAsync(ct, arguments);
            if (failure is null)
            {
                answered = true;
                return answer!;
            }

            if (!await wait.AgainAsync(answer?.Error ?? failure.Message, ct))
            {
                throw failure;
            }
        }
    }

    private async Task<(ToolResult? Answer, ToolFailedException? Failure)> TryAsync(CancellationToken ct, IReadOnlyList<string> arguments)
    {
        try
        {
            var answer = await repository.TryAsync(
                ct,
                call => arguments[0] == "push" ? call : call with { Timeout = TimeLimit },
                arguments
            );
            return (answer, answer.Succeeded ? null : new ToolFailedException(answer.Call, answer.ExitCode, answer.Error));
        }
        catch (ToolTimeoutException slow)
        {
            return (null, slow);
        }
    }

    /// <summary>The address that pushes arrive at: where a remote has another one to fetch from, nothing that is delivered shows there in
    /// time.</summary>
    private async Task<string> SourceAsync(CancellationToken ct) => source ??= await repository.PushTargetAsync(Remote, ct);

    /// <summary>What is left of a branch that the remote has no more keeps git from holding the feature's branches below its
    /// name.</summary>
    /// <returns>Branch name to commit, of the feature's branches and the others of the remote, as an earlier fetch or push has left them
    /// here.</returns>
    private async Task<Dictionary<string, string>> ClearWayAsync(
        Dictionary<string, string> here,
        IReadOnlyDictionary<string, string> heads,
        CancellationToken ct
    )
    {
        foreach (var name in Parents().Where(here.ContainsKey))
        {
            await repository.RunAsync(ct, "update-ref", "-d", $"refs/remotes/{Remote}/{name}");
        }

        return here.Where(known => heads.ContainsKey(known.Key) || known.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();
    }

    private async Task<Dictionary<string, string>> TrackedAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var tracked = $"refs/remotes/{Remote}/";
        return (
            await repository.RunAsync(ct, ["for-each-ref", "--format=%(objectname) %(refname)", .. names.Select(name => tracked + name)])
        )
            .Lines.Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[1][tracked.Length..], parts => parts[0]);
    }

    private static string LastWords(ToolResult pushed) =>
        RemoteWait.Passes(pushed.Error)
            ? RemoteWait.LastWords(pushed.Error)
            : pushed
                .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .LastOrDefault(line => !line.StartsWith("error: failed to push", StringComparison.Ordinal))
                ?? $"git push exited with {pushed.ExitCode}";

    private IEnumerable<string> Parents()
    {
        for (var slash = prefix.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = prefix.IndexOf('/', slash + 1))
        {
            yield return prefix[..slash];
        }
    }
}

/// <summary>A branch to move on the remote.</summary>
/// <param name="Branch">Its name without <c>refs/heads/</c>.</param>
/// <param name="From">Where it was seen; empty when it was not there. Nothing moves from anywhere else.</param>
/// <param name="To">The commit it shall name; empty removes it.</param>
internal sealed record BranchMove(string Branch, string From, string To);
