using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>The salvage branch: a chain of commits, each pushed on our own last one; nothing of ours shortens it, and what others put there
/// stays.</summary>
/// <param name="git">git.</param>
/// <param name="commits">Makes the commits.</param>
/// <param name="remote">The remote.</param>
/// <param name="settings">The role's settings.</param>
internal sealed class Salvage(PodGit git, Commits commits, PodRemote remote, PodSettings settings)
{
    private const string Theirs = "refs/speckit-async/salvage";
    private const string Ours = "refs/speckit-async/salvaged";

    /// <summary>Our last commit there; null before the first.</summary>
    public string? Last { get; private set; }

    /// <summary>The tree of our last commit there.</summary>
    public string? LastTree { get; private set; }

    /// <summary>Takes up what an earlier life of this role has put there.</summary>
    public void TakeUp(Func<bool> mayGoOn) => (Last, LastTree) = (Commit(Ours, mayGoOn), Commit(Ours + "^{tree}", mayGoOn));

    /// <summary>Pushes a commit on top of what is there.</summary>
    /// <param name="card">The commit; its parent is where the chain begins.</param>
    /// <param name="patient">Whether a remote that is away is waited for.</param>
    /// <param name="mayGoOn">Asked several times a second.</param>
    /// <exception cref="PodFailedException">The remote has not taken it.</exception>
    public void Push(CommitCard card, bool patient, Func<bool> mayGoOn)
    {
        var commit = commits.Make(card with { Parent = Last ?? card.Parent }, mayGoOn);
        var answer = remote.Push(commit, settings.Salvage, Last, patient, mayGoOn);
        if (answer.End == PushEnd.Refused && Foreign(mayGoOn) is { } tip)
        {
            // Somebody else has put commits there, or an earlier life of this role that was killed: ours goes on top, theirs stay below.
            commit = commits.Make(card with { Parent = tip }, mayGoOn);
            answer = remote.Push(commit, settings.Salvage, tip, patient, mayGoOn);
        }
        else if (answer.End == PushEnd.Refused && Last is not null && remote.Tip(settings.Salvage, mayGoOn) is null)
        {
            // Somebody has deleted it; the work is still nowhere else.
            answer = remote.Push(commit, settings.Salvage, null, patient, mayGoOn);
        }

        if (answer.End != PushEnd.Landed)
        {
            throw new PodFailedException(answer.Problem);
        }

        (Last, LastTree) = (commit, card.Tree);
        git.Run(new("update-ref", Ours, commit), mayGoOn);
    }

    /// <summary>Removes the branch, if it holds nothing but ours.</summary>
    /// <returns>Why it stays; null when it is gone.</returns>
    public string? Remove(Func<bool> mayGoOn)
    {
        if (Last is null)
        {
            return null;
        }

        var answer = remote.Push(null, settings.Salvage, Last, patient: false, mayGoOn);
        if (answer.End != PushEnd.Landed)
        {
            return answer.Problem;
        }

        Last = LastTree = null;
        git.Run(new("update-ref", "-d", Ours), mayGoOn);
        return null;
    }

    private string? Foreign(Func<bool> mayGoOn)
    {
        if (remote.Tip(settings.Salvage, mayGoOn) is not { } tip || tip == Last)
        {
            return null;
        }

        remote.Fetch(
            mayGoOn,
            "cannot bring what others have put on the salvage branch",
            "--depth",
            "1",
            $"+refs/heads/{settings.Salvage}:{Theirs}"
        );
        return Commit(Theirs, mayGoOn);
    }

    private string? Commit(string name, Func<bool> mayGoOn)
    {
        var end = git.Run(new("rev-parse", "--verify", "-q", name), mayGoOn);
        return end.Succeeded ? ByteText.Of(end.Output).Trim() : null;
    }
}
