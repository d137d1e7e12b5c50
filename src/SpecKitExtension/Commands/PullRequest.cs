using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>Brings the developer's branch to the remote and opens a pull request for it, as the developer would: their hooks, their login,
/// no force.</summary>
/// <param name="host">The world.</param>
/// <param name="session">The feature.</param>
/// <param name="branch">The branch that HEAD is on.</param>
internal sealed class PullRequest(Host host, Session session, string branch)
{
    private const int MostText = 60_000;

    private GitRepository Repository => session.Context.Repository;

    /// <summary>Pushes the branch, and prints the address that opens a pull request.</summary>
    /// <returns>The name that the branch has on the remote.</returns>
    /// <exception cref="ToolFailedException">The remote refused it, or a hook of the developer did.</exception>
    public async Task<string> PushAsync(CancellationToken ct)
    {
        var name = await NameAsync(ct);
        var push = await Repository.TryAsync(
            ct,
            "push",
            "--porcelain",
            "--no-recurse-submodules",
            session.Context.Remote,
            $"HEAD:refs/heads/{name}"
        );
        if (!push.Succeeded)
        {
            throw new ToolFailedException(await RefusalAsync(push, name, ct));
        }

        host.Out.Write(Sanitizer.Clean($"pushed {branch} to {session.Context.Remote}/{name}") + "\n");
        if (await PageAsync(ct) is { } page)
        {
            host.Out.Write(page.NewRequest(name) + "\n");
        }

        return name;
    }

    /// <summary>Opens the pull request by the developer's own program; its text is the report.</summary>
    /// <param name="name">The branch's name on the remote.</param>
    /// <param name="view">The feature as it was integrated.</param>
    /// <param name="ct">Ends the opening.</param>
    /// <exception cref="UsageException">No program is known for the remote's host.</exception>
    /// <exception cref="ToolFailedException">It failed, or is not there.</exception>
    public async Task OpenAsync(string name, FeatureView view, CancellationToken ct)
    {
        var page = await PageAsync(ct);
        var client = page?.Client
            ?? throw new UsageException(
                $"Pull requests are opened by `gh` on GitHub and by `glab` on GitLab; {session.Context.Key} is on neither.\nThe branch is pushed; open one {(page is null ? "on your server" : $"at {page.NewRequest(name)}")}."
            );
        var text = new RunReport(new TemplateFolder(session.Location.Project), page).For(
            session.Context.Feature,
            view,
            await new TaskReports(session.Context, session.Transcript).ReadAsync(view, ct)
        );
        text = text.Length > MostText ? text[..MostText] + "\n…\n" : text;
        var title = $"{session.Context.Feature}: what agents delivered";
        ToolCall call =
            client == "gh"
                ? new("gh", "pr", "create", "--head", name, "--title", title, "--body-file", "-") { Input = text }
                : new("glab", "mr", "create", "--source-branch", name, "--title", title, "--description", text, "--yes");
        var opened = await host.Tools.RunAsync(call with { WorkingDirectory = Repository.Root }, ct);
        host.Out.Write(string.Concat(opened.Lines.Select(line => Sanitizer.Clean(line) + "\n")));
    }

    private async Task<RepositoryPage?> PageAsync(CancellationToken ct) =>
        RepositoryPage.Of(session.Context.Key, await Repository.RemoteUrlAsync(session.Context.Remote, ct));

    /// <summary>The name that the branch follows on the remote, or its own.</summary>
    private async Task<string> NameAsync(CancellationToken ct)
    {
        const string Heads = "refs/heads/";
        var remote = (await Repository.TryAsync(ct, "config", "--get", $"branch.{branch}.remote")).Text;
        var merge = (await Repository.TryAsync(ct, "config", "--get", $"branch.{branch}.merge")).Text;
        return remote == session.Context.Remote && merge.StartsWith(Heads, StringComparison.Ordinal) ? merge[Heads.Length..] : branch;
    }

    private async Task<string> RefusalAsync(ToolResult push, string name, CancellationToken ct)
    {
        var said = string.Join('\n', push.Error.Trim().Split('\n').TakeLast(12).Select(line => $"  {line}"));
        if (PushAnswer.Parse(push.Output).GetValueOrDefault(name)?.Refusal is { } refusal)
        {
            return $"The merge is in your branch, but the remote `{session.Context.Remote}` refused {name}: {refusal}\n{said}\nMend that and push it (`git push`, or integrate --push again).";
        }

        var hook = (await Repository.RunAsync(ct, "rev-parse", "--git-path", "hooks/pre-push")).Text;
        return File.Exists(Path.GetFullPath(hook, Repository.Root))
            ? $"The merge is in your branch, but it was not pushed: git did not get past your own pre-push hook, {hook}, or the remote did not answer.\n{said}\nMend that and run integrate --push again."
            : $"The merge is in your branch, but it was not pushed.\n{said}\nMend that and run integrate --push again.";
    }
}
