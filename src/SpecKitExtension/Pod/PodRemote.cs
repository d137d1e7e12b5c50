using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>How a push ended.</summary>
internal enum PushEnd
{
    /// <summary>The remote has it.</summary>
    Landed,

    /// <summary>The remote, or the lease, said no; trying again is pointless.</summary>
    Refused,

    /// <summary>Nobody answered in the time there was.</summary>
    Unreachable,
}

/// <summary>A push and what there is to say of it.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Problem">Why it did not land.</param>
internal sealed record PushAnswer(PushEnd End, string Problem = "");

/// <summary>Talks to the remote, again and again where that can help.</summary>
/// <param name="git">git.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">Where failures are told.</param>
/// <param name="clock">Measures the pauses.</param>
internal sealed class PodRemote(PodGit git, PodSettings settings, Voice voice, TimeProvider clock)
{
    private const int FewAttempts = 5;

    /// <summary>What servers say that stumble over their own disk or locks: they have decided nothing.</summary>
    private static readonly string[] Stumbles =
    [
        "(unpacker error)",
        "(missing necessary objects)",
        "(failed to update ref)",
        "cannot lock ref",
    ];

    /// <summary>What no later attempt can change.</summary>
    private static readonly string[] PermanentFailures =
    [
        "Host key verification failed",
        "Permission denied (publickey",
        "Authentication failed",
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
    ];

    /// <summary>Brings something into the courier's repository.</summary>
    /// <exception cref="PodFailedException">The remote has not given it.</exception>
    public void Fetch(Func<bool> mayGoOn, string problem, params string[] arguments) =>
        FetchFrom(settings.Repository, mayGoOn, problem, arguments);

    /// <summary>Brings something of another repository into the courier's.</summary>
    /// <exception cref="PodFailedException">The remote has not given it.</exception>
    public void FetchFrom(string address, Func<bool> mayGoOn, string problem, params string[] arguments)
    {
        string[] words = ["fetch", "-q", "--no-tags", "--no-write-fetch-head", .. arguments[..^1], "--", address, arguments[^1]];
        var end = Again(FewAttempts, mayGoOn, () => Run(mayGoOn, words), IsPermanent);
        if (!end.Succeeded)
        {
            throw new PodFailedException($"{problem}: {Explain(end)}");
        }
    }

    /// <summary>Where a branch stands.</summary>
    /// <returns>Null when the remote has no such branch.</returns>
    /// <exception cref="PodFailedException">The remote did not answer.</exception>
    public string? Tip(string branch, Func<bool> mayGoOn, int attempts = FewAttempts)
    {
        var end = Again(attempts, mayGoOn, () => Run(mayGoOn, "ls-remote", "--", settings.Repository, $"refs/heads/{branch}"), IsPermanent);
        if (!end.Succeeded)
        {
            throw new PodFailedException($"cannot ask the remote: {Explain(end)}");
        }

        return ByteText
            .Of(end.Output)
            .Split('\n')
            .Select(line => line.Split('\t'))
            .FirstOrDefault(line => line.Length == 2 && line[1] == $"refs/heads/{Linux.InBytes(branch)}")
            ?[0];
    }

    /// <summary>Moves a branch, if it still stands where we think it does.</summary>
    /// <param name="commit">Where to; null deletes it.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="lease">Where it must stand; null: it must not exist.</param>
    /// <param name="patient">Whether a remote that is away is waited for until the time is over.</param>
    /// <param name="mayGoOn">Asked several times a second.</param>
    public PushAnswer Push(string? commit, string branch, string? lease, bool patient, Func<bool> mayGoOn)
    {
        var tries = patient && settings.Retry > TimeSpan.Zero ? int.MaxValue : FewAttempts;
        var attempt = 0;
        var landed = false;
        string[] words =
        [
            "push",
            "--porcelain",
            "--no-verify",
            $"--force-with-lease=refs/heads/{branch}:{lease}",
            "--",
            settings.Repository,
            $"{commit}:refs/heads/{branch}",
        ];
        var end = Again(tries, mayGoOn, Once, said => IsRefusal(said, attempt) || IsPermanent(said));
        if (end.Succeeded || landed || Landed(commit, branch, mayGoOn))
        {
            return new(PushEnd.Landed);
        }

        return new(IsRefusal(end, FewAttempts) ? PushEnd.Refused : PushEnd.Unreachable, $"cannot push to {branch}: {Explain(end)}");

        ChildEnd Once()
        {
            landed = attempt++ > 0 && Landed(commit, branch, mayGoOn);
            return landed ? new(0, 0, [], [], Cut: false) : Run(mayGoOn, words);
        }
    }

    private bool Landed(string? commit, string branch, Func<bool> mayGoOn)
    {
        try
        {
            return mayGoOn() && Tip(branch, mayGoOn, attempts: 1) == commit;
        }
        catch (PodFailedException)
        {
            // It did not say: then nothing is known, and the push is tried again or told as failed.
            return false;
        }
    }

    private ChildEnd Run(Func<bool> mayGoOn, params string[] words) => git.Run(new(words) { Remote = true }, mayGoOn);

    private ChildEnd Again(int attempts, Func<bool> mayGoOn, Func<ChildEnd> run, Func<ChildEnd, bool> isFinal)
    {
        var pause = settings.Retry;
        for (var attempt = 1; ; attempt++)
        {
            var end = run();
            if (end.Succeeded || end.Cut || attempt >= attempts || !mayGoOn() || isFinal(end))
            {
                return end;
            }

            voice.Say($"attempt {attempt}: {Voice.Brief(end)}; trying again");
            Pace waited = new(clock, pause + (pause * Random.Shared.NextDouble()));
            while (!waited.IsOver && mayGoOn())
            {
                Thread.Sleep((int)Math.Min(100, waited.Left.TotalMilliseconds + 1));
            }

            if (!mayGoOn())
            {
                return end;
            }

            pause = attempt > 4 ? pause : pause * 2;
        }
    }

    private static bool IsRefusal(ChildEnd end, int attempt) =>
        $"\n{Encoding.UTF8.GetString(end.Output)}" is var said
        && said.Contains("\n!\t", StringComparison.Ordinal)
        && !(attempt < FewAttempts && Stumbles.Any(stumble => said.Contains(stumble, StringComparison.Ordinal)));

    private static bool IsPermanent(ChildEnd end) =>
        Encoding.UTF8.GetString(end.Error) is var said && PermanentFailures.Any(word => said.Contains(word, StringComparison.Ordinal));

    private string Explain(ChildEnd end)
    {
        var said = Voice.Brief(end);
        return said.Contains("ould not resolve host", StringComparison.Ordinal)
                ? $"{said} (in a cluster: do networkPolicy.dns and the cluster's own policies let pods ask its DNS?)"
            : !IsPermanent(end) ? said
            : settings.TokenFile.Length > 0 ? $"{said} (the token came from {Source(settings.TokenFile)}, as user {settings.UserName})"
            : settings.CredentialCommand.Length > 0 ? $"{said} (the token came from GIT_CREDENTIAL_COMMAND)"
            : settings.SshKeyFile.Length > 0
                ? $"{said} (the key comes from {Source(settings.SshKeyFile)}, the known hosts are {settings.SshKnownHostsFile})"
            : said;
    }

    private string Source(string file) => settings.CredentialSource.Length > 0 ? settings.CredentialSource : file;
}
