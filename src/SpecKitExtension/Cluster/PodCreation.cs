using System.Net;
using System.Text.RegularExpressions;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>What became of one pod of a batch.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Refusal">What the server said against it, or null.</param>
internal sealed partial record PodCreation(string Pod, ClusterException? Refusal = null)
{
    private const int Tries = 3;

    /// <summary>How long a pod of that name that has ended may take to go.</summary>
    private static readonly TimeSpan Going = TimeSpan.FromSeconds(30);

    /// <summary>Whether a pod of that name was there already.</summary>
    public bool Exists { get; private init; }

    /// <summary>The refusal in one line.</summary>
    public string Why =>
        Refusal is null
            ? ""
            : string.Join(
                "; ",
                (Refusal.Said?.Message ?? Refusal.Message).Split(
                    '\n',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
            );

    /// <summary>Whether it has to wait for others to end; where nobody uses anything of what it lacks, waiting is pointless.</summary>
    public bool NoRoom =>
        Refusal?.Said is { Code: 403, Message: { } message }
        && message.Contains("exceeded quota", StringComparison.Ordinal)
        && !NeverFits().IsMatch(message);

    /// <summary>Creates pods with one call of kubectl; each is judged alone, by what the server says to a request for it alone.</summary>
    /// <exception cref="ToolFailedException">kubectl is missing, or the cluster does not answer.</exception>
    public static async Task<IReadOnlyList<PodCreation>> CreateAsync(
        IToolRunner tools,
        ClusterApi api,
        IReadOnlyList<(string Pod, string Manifest)> pods,
        CancellationToken ct
    )
    {
        var input = string.Join("\n---\n", pods.Select(pod => pod.Manifest));
        var result = await tools.TryAsync(
            new(
                "kubectl",
                [
                    "create",
                    "-o",
                    "name",
                    "--validate=ignore",
                    "--request-timeout=60s",
                    "--namespace",
                    api.Address.Namespace,
                    .. api.Pinned.Flags,
                    "-f",
                    "-",
                ]
            )
            {
                Input = input,
            },
            ct
        );
        var named = result
            .Lines.Select(line => line.Trim())
            .Where(line => line.StartsWith("pod/", StringComparison.Ordinal))
            .Select(line => line["pod/".Length..])
            .ToHashSet(StringComparer.Ordinal);
        return await Task.WhenAll(
            pods.Select(pod =>
                named.Contains(pod.Pod) ? Task.FromResult(new PodCreation(pod.Pod)) : AskAsync(api, pod.Pod, pod.Manifest, ct)
            )
        );
    }

    private static async Task<PodCreation> AskAsync(ClusterApi api, string pod, string manifest, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await api.CreatePodAsync(manifest, dryRun: false, ct);
                return new(pod);
            }
            catch (ClusterException taken) when (taken.IsTaken)
            {
                if (TimeProvider.System.GetElapsedTime(began) > Going || await api.PodAsync(pod, ct) is { } present && !present.IsGone())
                {
                    return new(pod, taken) { Exists = true };
                }

                // An attempt that has ended and is being removed: its name is free in a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(250), ct);
            }
            catch (ClusterException refused) when (refused.Transient && attempt < Tries)
            {
                await Task.Delay(BackOff.After(attempt), ct);
            }
            catch (ClusterException refused) when (refused.Status != 0)
            {
                return new(pod, refused);
            }
        }
    }

    // The server lists only what is exceeded.
    [GeneratedRegex(@", used: ([^ ]*,)?[^ ,=]+=0(,[^ ]*)?, limited: ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NeverFits();
}
