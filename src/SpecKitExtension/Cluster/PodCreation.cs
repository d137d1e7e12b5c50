using System.Text.RegularExpressions;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>What became of one pod of a batch.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Refusal">What the server said against it, or null.</param>
internal sealed partial record PodCreation(string Pod, string? Refusal)
{
    private const int Tries = 5;

    /// <summary>The refusal without what kubectl says around it.</summary>
    public string Why => Refusal is null ? "" : Around().Replace(Refusal, "") + (Refusal.Contains("namespaces \"", StringComparison.Ordinal) ? ". Install the release first, or choose another namespace with --namespace" : "");

    /// <summary>Whether a pod of that name was there already.</summary>
    public bool Exists => Refusal?.Contains("(AlreadyExists)", StringComparison.Ordinal) == true;

    /// <summary>Whether it has to wait for others to end; where nobody uses anything of what it lacks, waiting is pointless.</summary>
    public bool NoRoom => Refusal?.Contains("exceeded quota", StringComparison.Ordinal) == true && !NeverFits().IsMatch(Refusal);

    /// <summary>Whether the same request may work a moment later.</summary>
    private bool Passing => Refusal is not null && PassingReason().IsMatch(Refusal);

    /// <summary>Creates pods with one call of kubectl; each is judged alone. What fails in passing is tried again: a name is taken only once.</summary>
    /// <exception cref="ToolFailedException">kubectl failed before it asked for any of them.</exception>
    public static async Task<IReadOnlyList<PodCreation>> CreateAsync(IToolRunner tools, ClusterAddress address, IReadOnlyList<(string Pod, string Manifest)> pods, CancellationToken ct)
    {
        Dictionary<string, PodCreation> made = [];
        for (var attempt = 1; ; attempt++)
        {
            List<(string Pod, string Manifest)> open = [.. pods.Where(pod => !made.TryGetValue(pod.Pod, out var creation) || creation.Passing)];
            foreach (var creation in await CreateOnceAsync(tools, address, open, attempt == Tries, ct))
            {
                made[creation.Pod] = creation;
            }

            if (attempt == Tries || !made.Values.Any(creation => creation.Passing))
            {
                return [.. pods.Select(pod => made[pod.Pod])];
            }

            await Task.Delay(BackOff.After(attempt), ct);
        }
    }

    /// <summary>The messages on kubectl's standard error, continuation lines joined.</summary>
    public static IReadOnlyList<string> Errors(string text)
    {
        List<string> errors = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Beginning().IsMatch(line))
            {
                errors.Add(line.Trim());
            }
            else if (errors.Count > 0)
            {
                errors[^1] += " " + line.Trim();
            }
        }

        return errors;
    }

    private static async Task<IReadOnlyList<PodCreation>> CreateOnceAsync(IToolRunner tools, ClusterAddress address, List<(string Pod, string Manifest)> pods, bool last, CancellationToken ct)
    {
        var input = string.Join("\n---\n", pods.Select(pod => pod.Manifest));
        var result = await tools.TryAsync(new("kubectl", ["create", "-o", "name", "--validate=ignore", "--request-timeout=60s", "--namespace", address.Namespace, .. address.Flags, "-f", "-"]) { Input = input }, ct);
        var created = result.Lines.Select(line => line.Trim()).Where(line => line.StartsWith("pod/", StringComparison.Ordinal)).Select(line => line["pod/".Length..]).ToHashSet();
        List<string> missing = [.. pods.Select(pod => pod.Pod).Where(pod => !created.Contains(pod))];
        var errors = Errors(result.Error);
        if (missing.Count > 0 && errors.Count != missing.Count)
        {
            // One failure for all of them: no server was reached, or no file was understood.
            var one = result.Error.Trim();
            errors = !last && PassingReason().IsMatch(one) ? [.. missing.Select(_ => one)] : throw new ToolFailedException(result.Call, result.ExitCode, result.Error);
        }

        // kubectl takes the documents in order and says one thing of each that it could not create.
        return [.. pods.Select(pod => new PodCreation(pod.Pod, created.Contains(pod.Pod) ? null : errors[missing.IndexOf(pod.Pod)]))];
    }

    // The server lists only what is exceeded.
    [GeneratedRegex(@", used: ([^ ]*,)?[^ ,=]+=0(,[^ ]*)?, limited: ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NeverFits();

    [GeneratedRegex(@"^(Error from server|error when creating|The Pod "")", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^Error from server( \(\w+\))?: (error when creating ""[^""]*"": )?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Around();

    [GeneratedRegex(@"\((InternalError|ServiceUnavailable|Conflict|TooManyRequests|Timeout|ServerTimeout|Unauthorized)\)|Unable to connect to the server|The connection to the server .* was refused|connection refused|connection reset by peer|i/o timeout|[Tt]imeout exceeded|\bEOF$", RegexOptions.CultureInvariant)]
    private static partial Regex PassingReason();
}
