using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SpecKitExtension.Cluster;

/// <summary>A change that a watch reports.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c>.</param>
/// <param name="Object">The object.</param>
internal sealed record Change(string Type, JsonElement Object);

/// <summary>A resource's changes, from a list on, over every kind of interruption.</summary>
/// <param name="api">The cluster.</param>
/// <param name="resource">The resource, e.g. <c>pods</c>.</param>
/// <param name="selector">A query such as <c>labelSelector=…</c>, already escaped.</param>
internal sealed class Watch(ClusterApi api, string resource, string selector)
{
    /// <summary>The server ends a watch after this many seconds; a connection that died silently is then noticed.</summary>
    private const int WatchSeconds = 240;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(WatchSeconds + 30);

    /// <summary>Whole lists (<c>Changes</c> null) and, between them, single changes; goes on until it is cancelled.</summary>
    public async IAsyncEnumerable<(JsonElement? List, Change? Change)> FollowAsync([EnumeratorCancellation] CancellationToken ct)
    {
        string? version = null;
        var failures = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (version is null)
            {
                using var list = await api.GetAsync(api.Path($"{resource}?{selector}"), ClusterJson.Default.JsonDocument, ct)
                    ?? throw new ClusterException(HttpStatusCode.NotFound, "NotFound", $"The namespace {api.Address.Namespace} does not exist.\nInstall the release first, or choose another with --namespace.");
                version = list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
                yield return (list.RootElement, null);
            }

            await foreach (var change in WatchOnceAsync(version!, ct))
            {
                failures = 0;
                if (change is null)
                {
                    version = null;
                    break;
                }

                version = change.Object.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? version;
                if (change.Type != "BOOKMARK")
                {
                    yield return (null, change);
                }
            }

            await Task.Delay(BackOff.After(Math.Min(++failures, 6)), ct);
        }
    }

    /// <summary>One connection's changes; a null says that the version is too old and a list has to be read again.</summary>
    private async IAsyncEnumerable<Change?> WatchOnceAsync(string version, [EnumeratorCancellation] CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(Silence);
        HttpResponseMessage? answer = null;
        var stale = false;
        try
        {
            answer = await api.OpenAsync(api.Path($"{resource}?{selector}&watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchSeconds}&resourceVersion={Uri.EscapeDataString(version)}"), silence.Token);
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Gone || refused.Transient)
        {
            stale = refused.Status == HttpStatusCode.Gone;
        }
        catch (Exception broken) when (IsBroken(broken, ct))
        {
            yield break;
        }

        if (stale)
        {
            yield return null;
        }

        if (answer is null)
        {
            yield break;
        }

        using (answer)
        {
            using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(silence.Token));
            while (await NextAsync(reader, silence.Token, ct) is { } line)
            {
                silence.CancelAfter(Silence);
                yield return line.Type == "ERROR" ? null : new(line.Type, line.Object);
            }
        }
    }

    private static async Task<WatchLine?> NextAsync(StreamReader reader, CancellationToken silence, CancellationToken ct)
    {
        try
        {
            return await reader.ReadLineAsync(silence) is { } line ? JsonSerializer.Deserialize(line, ClusterJson.Default.WatchLine) : null;
        }
        catch (Exception broken) when (broken is JsonException || IsBroken(broken, ct))
        {
            return null;
        }
    }

    private static bool IsBroken(Exception failure, CancellationToken ct) =>
        failure is HttpRequestException { InnerException: not Tools.ToolFailedException } or IOException or OperationCanceledException && !ct.IsCancellationRequested;
}
