using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Doctor;

/// <summary>What is asked of git and the remote.</summary>
internal static class GitChecks
{
    /// <summary>git is there and new enough.</summary>
    public static Check Version(IToolRunner tools) => new("git", [], async ct =>
        {
            await GitVersion.RequireAsync(tools, ct);
            return Finding.Ok((await tools.RunAsync(new("git", "--version"), ct)).Text);
        });

    /// <summary>The remote answers, and its address is the one that agents use.</summary>
    public static Check Remote(GitRepository repository, string remote, string? podUrl) => new("remote", ["git"], async ct =>
        {
            var url = await repository.RemoteUrlAsync(remote, ct);
            var key = RepositoryKey.From(url);
            var pods = podUrl is null ? key : RepositoryKey.From(podUrl);
            if (pods.Path != key.Path)
            {
                return Finding.Failed(
                    $"git.podUrl names {pods}, the remote {remote} names {key}.",
                    "Correct git.podUrl in .specify/async/config.json: agents must push where the tool looks."
                );
            }

            await repository.RunAsync(
                ct,
                call => call with { Timeout = TimeSpan.FromSeconds(30) },
                "ls-remote",
                "--heads",
                await repository.PushTargetAsync(remote, ct),
                "refs/heads/none"
            );
            return pods == key
                ? Finding.Ok($"{remote} is {key}")
                : Finding.Warning(
                    $"{remote} is {key}, agents use {pods}",
                    "Make sure that both hosts lead to the same repository: agents must push where the tool looks."
                );
        });

    /// <summary>Task branches can be pushed.</summary>
    public static Check Push(GitRepository repository, string remote, string prefix) => new("push", ["remote", "branches"], async ct =>
        {
            await repository.HeadAsync(ct);
            var push = await repository.TryAsync(
                ct,
                "push",
                "--dry-run",
                "--no-verify",
                "--porcelain",
                remote,
                $"HEAD:refs/heads/{prefix}doctor"
            );
            return push.Succeeded
                ? Finding.Ok($"branches below {prefix} can be pushed to {remote}")
                : Finding.Failed(
                    $"{remote} takes no push: {push.Error.Trim().Split('\n').LastOrDefault()}",
                    "Ask for the right to push branches there, or sign in (`git push` shows how)."
                );
        });

    /// <summary>No branch is in the way of the task branches.</summary>
    public static Check Branches(RemoteBranches branches) =>
        new("branches", ["remote"], async ct =>
            Finding.Ok(
                (await branches.ReadAsync([], ct)).Count is not 1 and var count
                    ? $"{count} branches of the feature on the remote"
                    : "1 branch of the feature on the remote"
            )
        );

    /// <summary>What a repository has and agents get only in part.</summary>
    public static Check Limits(GitRepository repository) => new("limits", ["git"], async ct =>
        {
            List<string> found = [];
            var hook = (await repository.RunAsync(ct, "rev-parse", "--path-format=absolute", "--git-path", "hooks/pre-push")).Text;
            if (File.Exists(hook))
            {
                found.Add($"the pre-push hook {hook} is not run for the branches that only this tool uses");
            }

            var head = await repository.TryAsync(ct, "ls-tree", "-r", "--full-tree", "--name-only", "-z", "HEAD");
            var files = head.Output.Split('\0');
            if (files.Contains(".gitmodules"))
            {
                found.Add("submodules are empty folders in an agent's tree, unless the release sets clone.submodules");
            }

            var large = await repository.TryAsync(ct, "grep", "--quiet", "-e", "filter=lfs", "HEAD", "--", ":(glob)**/.gitattributes");
            if (large.Succeeded)
            {
                found.Add("files of git LFS are pointers in an agent's tree, and changes to them are left out");
            }

            return found.Count == 0
                ? Finding.Ok("no hooks before pushes, submodules or large-file storage")
                : Finding.Warning(string.Join("; ", found), "Nothing has to be done; tasks that need these are better done by you.");
        });

    /// <summary>What agents are to see is committed.</summary>
    public static Check Committed(GitRepository repository, string directory) =>
        new("committed", ["git", "feature"], async ct =>
            await repository.DirtyFilesAsync(directory, ct) is { Count: > 0 } dirty
                ? Finding.Failed(
                    $"not committed: {string.Join(", ", dirty.Take(5))}",
                    $"Commit them (`git add {directory} && git commit`): agents see only commits."
                )
                : Finding.Ok($"{directory} is committed")
        );
}
