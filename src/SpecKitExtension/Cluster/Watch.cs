using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>A change that a watch reports.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>.</param>
/// <param name="Object">The object.</param>
internal sealed record Change<T>(string Type, T Object);

/// <summary>A resource's changes, from a list on, over every kind of interruption.</summary>
/// <param name="api">The cluster.</param>
/// <param name="resource">The resource, e.g. <c>pods</c>.</param>
/// <param name="selector">A query such as <c>labelSelector=…</c>, already escaped.</param>
/// <param name="list">Lists the objects, and tells the list's version.</param>
internal sealed class Watch<T>(
    ClusterApi api,
    string resource,
    string selector,
    Func<CancellationToken, Task<(IEnumerable<T> Items, string? Version)>> list
)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>A connection that outlives its time by this has died without a word.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private string? version;

    /// <summary>Whether the last connection was opened.</summary>
    private bool openly;

    /// <summary>Whole lists (<c>Change</c> null) and, between them, single changes; goes on until it is cancelled.</summary>
    /// <exception cref="Tools.ToolFailedException">The server refuses, or has not answered for a long time, or there is no way to
    /// it.</exception>
    public async IAsyncEnumerable<(IEnumerable<T>? List, Change<T>? Change)> FollowAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var failures = 0;
        var served = TimeProvider.System.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (version is null)
            {
                (var items, version) = await list(ct);
                yield return (items, null);
            }

            var opened = TimeProvider.System.GetTimestamp();
            await foreach (var change in WatchOnceAsync(version!, ct))
            {
                (failures, served) = (0, TimeProvider.System.GetTimestamp());
                version = change.Object.Metadata.ResourceVersion ?? version;
                if (change.Type != "BOOKMARK")
                {
                    yield return (null, change);
                }
            }

            if (openly && TimeProvider.System.GetElapsedTime(opened) >= api.Limits.Watch / 2)
            {
                // The server has ended it in its time; that nothing has happened meanwhile is no failure.
                (failures, served) = (0, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(served) > api.Limits.Reopen)
            {
                // Perhaps the server does not know the version any more, e.g. since it was restored; a list says so, or why there is none.
                (version, served) = (null, TimeProvider.System.GetTimestamp());
            }

            await Task.Delay(BackOff.After(++failures), ct);
        }
    }

    /// <summary>One connection's changes. Where the version turns out to be too old it is forgotten, so that a list is read
    /// again.</summary>
    private async IAsyncEnumerable<Change<T>> WatchOnceAsync(string from, [EnumeratorCancellation] CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(api.Limits.Watch + Slack);
        using var answer = await OpenAsync(from, limit.Token, ct);
        openly = answer is not null;
        if (answer is null)
        {
            yield break;
        }

        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(limit.Token));
        while (await NextAsync(reader, limit.Token, ct) is { } line)
        {
            if (line.Type == "ERROR")
            {
                version = null;
                yield break;
            }

            yield return new(line.Type, line.Object.Deserialize(Types())!);
        }
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> Types() =>
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)SourceGenerationContext.Default.GetTypeInfo(typeof(T))!;

    private async Task<HttpResponseMessage?> OpenAsync(string from, CancellationToken limit, CancellationToken ct)
    {
        try
        {
            return await api.OpenAsync(
                api.Path(
                    $"{resource}?{selector}&watch=true&allowWatchBookmarks=true&timeoutSeconds={api.Limits.Watch.TotalSeconds:0}&resourceVersion={Uri.EscapeDataString(from)}"
                ),
                alone: false,
                limit
            );
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Gone || refused.Transient)
        {
            if (refused.Status == HttpStatusCode.Gone)
            {
                version = null;
            }
            else
            {
                api.ConnectionLoss.Failed(refused.Message);
            }

            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            api.ConnectionLoss.Failed("A watch was asked for, and nothing came.");
            return null;
        }
    }

    private static async Task<WatchLine?> NextAsync(StreamReader reader, CancellationToken limit, CancellationToken ct)
    {
        try
        {
            return await reader.ReadLineAsync(limit) is { } line ? JsonSerializer.Deserialize(line, WatchJson.Default.WatchLine) : null;
        }
        catch (Exception broken)
            when (broken is JsonException or FormatException or IOException or HttpRequestException
                || (broken is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            return null;
        }
    }
}

/// <summary>A line of a watch.</summary>
internal sealed record WatchLine(string Type, JsonElement Object);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchLine))]
internal sealed partial class WatchJson : JsonSerializerContext;
