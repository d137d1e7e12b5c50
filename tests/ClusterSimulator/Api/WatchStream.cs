using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>A watch: what is there already (without a version), then every change, bookmarks, and an end after timeoutSeconds.</summary>
internal sealed class WatchStream(Cluster cluster, ApiCall call, Connection connection)
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromMinutes(40);
    private readonly Func<JsonObject, bool> _matches = call.Filter();
    private bool _columnsSent;

    internal async Task RunAsync(CancellationToken gone)
    {
        await call.Http.BeginStreamAsync("application/json");
        var asked = call.Query("resourceVersion");
        var version = long.TryParse(asked, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (cluster.Faults.TakeExpiredWatch())
        {
            await SendErrorAsync(ApiException.Expired(asked ?? "0", cluster.Store.Version), gone);
            return;
        }

        if (version == 0)
        {
            version = await SendExistingAsync(gone);
        }

        using CancellationTokenSource timeout = new(
            call.Number("timeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : _defaultTimeout
        );
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, timeout.Token);
        var bookmarkAt = DateTimeOffset.UtcNow + cluster.Options.BookmarkInterval;
        while (!end.IsCancellationRequested)
        {
            if (cluster.Store.Since(version) is not var (changes, next))
            {
                await SendErrorAsync(ApiException.Expired(version.ToString(CultureInfo.InvariantCulture), cluster.Store.Version), gone);
                return;
            }

            foreach (var change in changes)
            {
                version = change.Version;
                if (change.Key.Resource == call.Resource && _matches(change.Body))
                {
                    await SendAsync(change.Type, Shown(change.Body), gone);
                }
            }

            var left = bookmarkAt - DateTimeOffset.UtcNow;
            if (left <= TimeSpan.Zero)
            {
                await BookmarkAsync(version, initial: false, gone);
                left = cluster.Options.BookmarkInterval;
                bookmarkAt = DateTimeOffset.UtcNow + left;
            }

            await Task.WhenAny(next, Task.Delay(left, end.Token));
        }
    }

    private async Task<long> SendExistingAsync(CancellationToken gone)
    {
        var (items, version) = cluster.Store.List(call.Resource, call.Space);
        foreach (var item in items.Where(_matches))
        {
            await SendAsync("ADDED", Shown(item), gone);
        }

        await BookmarkAsync(version, initial: true, gone);
        return version;
    }

    private Task BookmarkAsync(long version, bool initial, CancellationToken gone)
    {
        if (call.Query("allowWatchBookmarks") is not ("1" or "true") || call.WantsTable)
        {
            return Task.CompletedTask;
        }

        JsonObject metadata = new() { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (initial)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        JsonObject bookmark = new()
        {
            ["kind"] = call.Kind,
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
        };
        if (call.Resource == "pods")
        {
            (bookmark["spec"], bookmark["status"]) = (new JsonObject { ["containers"] = null }, new JsonObject());
        }

        return SendAsync("BOOKMARK", bookmark, gone);
    }

    private Task SendErrorAsync(ApiException error, CancellationToken gone) => SendAsync("ERROR", error.Body(), gone);

    private JsonObject Shown(JsonObject item)
    {
        if (!call.WantsTable)
        {
            return item.Clone();
        }

        var table = Tables.Build(call.Resource, [item], item.Text("metadata", "resourceVersion"), withColumns: !_columnsSent);
        _columnsSent = true;
        return table;
    }

    private async Task SendAsync(string type, JsonObject body, CancellationToken gone)
    {
        await connection.PassAsync(gone);
        await call.Http.Response.Body.WriteAsync(
            (byte[])[.. new JsonObject { ["type"] = type, ["object"] = body }.Bytes(), (byte)'\n'],
            gone
        );
        await call.Http.Response.Body.FlushAsync(gone);
    }
}
