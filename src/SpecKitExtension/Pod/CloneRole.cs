using System.Globalization;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>Brings the task branch with the git credential; leaves a work tree without any, and the courier's own repository.</summary>
internal sealed class CloneRole
{
    private const string Tip = "refs/speckit-async/tip";
    private const string Base = "refs/speckit-async/base";

    private readonly TimeProvider clock;
    private readonly StopSignals stop;
    private readonly Voice voice;
    private readonly ResultFile results;
    private readonly Pace pace;
    private PodSettings settings;
    private PodGit? git;
    private bool fetched;

    private CloneRole(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        (this.settings, this.stop, this.clock) = (settings, stop, clock);
        voice = Voice.OnOutput("clone", Secrets.OfGit(settings));
        results = new(settings, voice, clock);
        pace = new(clock, settings.CloneTimeout);
    }

    /// <summary>Plays the role.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(PodSettings settings, StopSignals stop, TimeProvider clock)
    {
        CloneRole role = new(settings, stop, clock);
        try
        {
            role.Run();
            return 0;
        }
        catch (PodFailedException failure)
        {
            role.Fail(stop.Came ? $"{failure.Message} (stopped by SIGTERM)" : failure.Message);
            return 1;
        }
    }

    private bool MayGoOn() => !stop.Came && !pace.IsOver;

    private void Run()
    {
        if (settings.Problem is { } problem)
        {
            throw new PodFailedException(problem);
        }

        git = PodGit.Configure(settings);
        PodRemote remote = new(git, settings, voice, clock);
        if (settings.BaseCommit.Length == 0)
        {
            // A pod that was rendered by hand names no base: it is what the branch has now. Courier reads it from the repository that clone
            // leaves.
            var tip = Asked(() => remote.Tip(settings.Branch, MayGoOn))
                ?? throw new PodFailedException($"branch {settings.Branch} is not on the remote");
            settings = settings with { BaseCommit = tip };
        }

        // An init container may run again after a node's restart.
        Folders.Remove(settings.Bare);
        Folders.Remove(settings.Tree);
        Step(
            "prepare the repository",
            new("init", "-q", "--bare", "--template=", $"--object-format={Format}", settings.Bare) { OnBare = false }
        );

        // Here and not in the configuration, which a remote on this machine would heed too: its hooks are its own business.
        Step("prepare the repository", new("config", "core.hooksPath", "/dev/null"));
        string[] depth = settings.CloneDepth == 0 ? [] : ["--depth", settings.CloneDepth.ToString(CultureInfo.InvariantCulture)];
        remote.Fetch(MayGoOn, "cannot clone", [.. depth, $"+refs/heads/{settings.Branch}:{Tip}"]);
        fetched = true;
        BringBase(remote);
        Step("keep the base", new("update-ref", Base, settings.BaseCommit));
        MakeWorkTree();
        new Submodules(git, remote, settings, voice, MayGoOn).Bring();
        voice.Say($"cloned {settings.Branch} at {settings.BaseCommit[..12]}");
    }

    private string Format => settings.BaseCommit.Length == 40 ? "sha1" : "sha256";

    private static T Asked<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (PodFailedException failure)
        {
            throw new PodFailedException($"cannot clone: {failure.Message}");
        }
    }

    private void Step(string what, GitCall call)
    {
        var end = git!.Run(call, MayGoOn);
        if (!end.Succeeded)
        {
            throw new PodFailedException($"cannot {what}: {Voice.Brief(end)}");
        }
    }

    /// <summary>The branch may have moved on since spawn (a person pushed); then the work still starts at the base, and the push will be
    /// judged.</summary>
    private void BringBase(PodRemote remote)
    {
        if (HasBase())
        {
            return;
        }

        if (ByteText.Of(git!.Run(new("rev-parse", "--is-shallow-repository"), MayGoOn).Output).Trim() == "true")
        {
            voice.Say("the branch has moved since spawn: bringing its whole history");
            remote.Fetch(MayGoOn, "cannot bring the base commit", "--unshallow", $"+refs/heads/{settings.Branch}:{Tip}");
            if (HasBase())
            {
                return;
            }
        }

        throw new PodFailedException(
            $"branch {settings.Branch} does not contain base commit {settings.BaseCommit}: it was rewritten, or the base was never pushed"
        );
    }

    private bool HasBase() => git!.Run(new("merge-base", "--is-ancestor", settings.BaseCommit, Tip), MayGoOn).Succeeded;

    /// <summary>No remote, no credential, no trace of the courier's repository.</summary>
    private void MakeWorkTree()
    {
        var tree = settings.Tree;
        Directory.CreateDirectory(settings.WorkDir);
        Step("prepare the work tree", new("init", "-q", "--template=", $"--object-format={Format}", tree) { OnBare = false });
        InTree(
            "fill the work tree",
            "-c",
            "protocol.file.allow=always",
            "fetch",
            "-q",
            "--no-tags",
            "--no-write-fetch-head",
            "--update-shallow",
            settings.Bare,
            $"{Base}:refs/heads/{settings.Branch}"
        );
        InTree("set the branch", "symbolic-ref", "HEAD", $"refs/heads/{settings.Branch}");
        InTree("check out", "reset", "-q", "--hard");
        InTree("set the author", "config", "user.name", settings.AuthorName);
        InTree("set the author", "config", "user.email", settings.AuthorEmail);
    }

    private void InTree(string what, params string[] arguments) => Step(what, new(["-C", settings.Tree, .. arguments]) { OnBare = false });

    private void Fail(string reason)
    {
        voice.Say(reason);
        results.Write(results.Of("clone-failed", reason) with { BaseCommit = settings.BaseCommit.Length > 0 ? settings.BaseCommit : null });
        if (fetched)
        {
            LeaveTrace();
        }
    }

    /// <summary>A remote that has answered learns of this attempt too, for when the pod is gone.</summary>
    private void LeaveTrace()
    {
        Pace left = new(clock, TimeSpan.FromSeconds(30));
        bool Goes() => !left.IsOver;
        try
        {
            var tip = ByteText.Of(git!.Run(new("rev-parse", "--verify", "-q", Tip), Goes).Output).Trim();
            var tree = ByteText.Of(git.Run(new("rev-parse", "--verify", "-q", Tip + "^{tree}"), Goes).Output).Trim();
            Salvage salvage = new(git, new(git, settings, voice), new(git, settings, voice, clock), settings);
            salvage.Push(new(tip, tree, "clone-failed") { IsTrace = true }, patient: false, Goes);
        }
        catch (PodFailedException failure)
        {
            voice.Say($"git has no trace of this attempt: {failure.Message}");
        }
    }
}
