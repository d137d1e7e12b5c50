using System.Text.RegularExpressions;

namespace SpecKitExtension.Git;

/// <summary>How long one question to a remote is asked again.</summary>
/// <param name="remote">The remote's name.</param>
/// <param name="answered">Whether it has answered this process before; a remote that never has is more likely misspelt than away.</param>
/// <param name="tell">Takes, once, what a person should know of a wait that is no moment's.</param>
internal sealed partial class RemoteWait(string remote, bool answered, Action<string> tell)
{
    /// <summary>For what is known to pass: networks, overload, restarts.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(4);

    /// <summary>For whatever else a remote says that has answered before, e.g. while its files are moved.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private const int Locks = 4;

    private readonly long began = TimeProvider.System.GetTimestamp();
    private int attempt;
    private bool told;

    /// <summary>Whether a failure of git is one of the way to the remote, or of its overload, and no answer.</summary>
    public static bool Passes(string error) => Passing().IsMatch(error) && !Final().IsMatch(error);

    /// <summary>Waits before the question is asked again.</summary>
    /// <param name="error">What git said.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False, at once, when asking again is pointless.</returns>
    public async Task<bool> AgainAsync(string error, CancellationToken ct)
    {
        attempt++;
        var waited = TimeProvider.System.GetElapsedTime(began);

        // Another process that fetches the same at the same time makes git stumble over its locks; a second look finds all done.
        var isLock = attempt <= Locks && error.Contains("lock", StringComparison.Ordinal);
        if (!isLock && !(answered && waited < (Passes(error) ? Away : GracePeriod)))
        {
            return false;
        }

        if (!told && waited > Silent)
        {
            told = true;
            tell($"The remote `{remote}` does not answer and is asked again for a while; agents that run go on. {LastWords(error)}");
        }

        var pause = Pause * Math.Pow(2, Math.Min(attempt, 10) - 1);
        await Task.Delay(pause < LongestPause ? pause : LongestPause, ct);
        return true;
    }

    /// <summary>The line of git's complaint that says most.</summary>
    public static string LastWords(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => Passing().IsMatch(line)) ?? lines.LastOrDefault() ?? "";
    }

    [GeneratedRegex(
        @"[Cc]ould not resolve host|name resolution|timed out|[Tt]imeout|Connection (reset|refused|closed)|[Cc]onnection was reset|Broken pipe|Network is unreachable|No route to host|Failed to connect|Couldn't connect"
            + @"|(error: |HTTP[ /.\d]*)(429|5\d\d)\b|RPC failed|hung up unexpectedly|early EOF|unexpected disconnect|kex_exchange_identification|Empty reply|SSL_ERROR_SYSCALL|Recv failure|transfer closed|did not finish within",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Passing();

    [GeneratedRegex(
        @"(error: |HTTP[ /.\d]*)4(0\d|1\d|2[0-8])\b|Permission denied|Authentication failed|[Cc]ertificate|Host key verification",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Final();
}
