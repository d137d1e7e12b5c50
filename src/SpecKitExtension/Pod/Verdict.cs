using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpecKitExtension.Git;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>What an agent, or its command, says of its own end; lines of <c>key=value</c>, each believed only in its proper form.</summary>
internal sealed partial record Verdict
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string TimedOut = "timed-out";
    public const string Cancelled = "cancelled";

    /// <summary>What the reason of an agent begins with that its provider's rate limit ended.</summary>
    public const string RateLimited = "rate-limited";

    private const int MostBytes = 65_536;
    private const int ReasonLength = 1000;

    /// <summary>One of the four words; null when nothing valid was said.</summary>
    public string? Outcome { get; init; }

    public int? ExitCode { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>How many lines its log has; complete only together with its container's end.</summary>
    public long? LogLines { get; init; }

    public TaskUsage? Usage { get; init; }

    /// <summary>Seconds for which the provider wants no request; null unless its rate limit ended the agent and it has said so.</summary>
    public long? RetryAfterSeconds { get; init; }

    /// <summary>Whether the provider's rate limit ended the agent.</summary>
    public bool IsRateLimited => Outcome == Failed && Reason.StartsWith(RateLimited, StringComparison.Ordinal);

    public string? StartedAt { get; init; }

    public string? EndedAt { get; init; }

    /// <summary>Reads a file that the agent may have made.</summary>
    /// <returns>Null when it is a link, no regular file, too large, or not there.</returns>
    public static Verdict? Read(string path)
    {
        int file;
        try
        {
            file = Linux.OpenFile(null, Linux.InBytes(path));
        }
        catch (LinuxException)
        {
            return null;
        }

        try
        {
            var buffer = new byte[MostBytes + 1];
            var length = 0;
            while (Linux.Stat(file).IsFile && length < buffer.Length && Linux.Read(file, buffer.AsSpan(length)) is var count and > 0)
            {
                length += count;
            }

            return Linux.Stat(file).IsFile && length <= MostBytes ? Parse(Encoding.UTF8.GetString(buffer, 0, length)) : null;
        }
        finally
        {
            Linux.Close(file);
        }
    }

    /// <summary>Writes it.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        Add("outcome", Outcome);
        Add("exitCode", ExitCode?.ToString(CultureInfo.InvariantCulture));
        Add("reason", Reason.Length == 0 ? null : Voice.Plain(Reason));
        Add("logLines", LogLines?.ToString(CultureInfo.InvariantCulture));
        Add("retryAfterSeconds", RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture));
        Add("inputTokens", Usage?.InputTokens.ToString(CultureInfo.InvariantCulture));
        Add("outputTokens", Usage?.OutputTokens.ToString(CultureInfo.InvariantCulture));
        Add("cachedTokens", Usage?.CachedTokens.ToString(CultureInfo.InvariantCulture));
        Add("cacheWriteTokens", Usage?.CacheWriteTokens.ToString(CultureInfo.InvariantCulture));
        Add("costUsd", Usage?.CostUsd.ToString(CultureInfo.InvariantCulture));
        Add("startedAt", StartedAt);
        Add("endedAt", EndedAt);
        return text.ToString();

        void Add(string key, string? value) => _ = value is null ? text : text.Append(key).Append('=').Append(value).Append('\n');
    }

    private static Verdict Parse(string text)
    {
        var said = text.Replace("\0", "", StringComparison.Ordinal)
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(words => words.Length == 2)
            .ToLookup(words => words[0], words => words[1]);

        // The last proper value counts.
        string? Valid(string key, Regex pattern) => said[key].LastOrDefault(value => pattern.IsMatch(value));
        long? Whole(string key) => Valid(key, WholeNumber()) is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : null;
        var cost = Valid("costUsd", Money());
        var (input, output) = (Whole("inputTokens"), Whole("outputTokens"));
        return new()
        {
            Outcome = said["outcome"].LastOrDefault(word => word is Succeeded or Failed or TimedOut or Cancelled),
            ExitCode = Valid("exitCode", Code()) is { } code ? int.Parse(code, CultureInfo.InvariantCulture) : null,
            Reason = Voice.Cut(Voice.Plain(said["reason"].LastOrDefault() ?? ""), ReasonLength),
            LogLines = Whole("logLines"),
            RetryAfterSeconds = Whole("retryAfterSeconds"),
            Usage =
                input is null && output is null && cost is null
                    ? null
                    : new(
                        input ?? 0,
                        output ?? 0,
                        Whole("cachedTokens") ?? 0,
                        Whole("cacheWriteTokens") ?? 0,
                        decimal.Parse(cost ?? "0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                    ),
            StartedAt = Valid("startedAt", Time()),
            EndedAt = Valid("endedAt", Time()),
        };
    }

    [GeneratedRegex(@"^(?:0|[1-9][0-9]{0,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:0|[1-9][0-9]{0,14})\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,12})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(@"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
