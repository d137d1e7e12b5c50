using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>pods/NAME/log.</summary>
internal sealed class LogEndpoint(Cluster cluster, ApiCall call, Connection connection)
{
    private readonly bool _stamped = call.Query("timestamps") is "true" or "1";

    /// <exception cref="ApiException">There is no such pod or container, or it has not started.</exception>
    internal async Task RunAsync(CancellationToken gone)
    {
        var pod = cluster.Store.Find(new("pods", call.Space!, call.Name!)) ?? throw ApiException.NotFound("pods", call.Name!);
        var container = Choose(pod);
        var run = cluster.Runs.GetValueOrDefault(call.Key)?.Containers.Find(known => known.Name == container);
        if (call.Query("previous") is "true" or "1")
        {
            throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{call.Name}\" not found");
        }

        var isUnscheduled = pod.Text("spec", "nodeName") is null;
        var status = pod.At("status", "initContainerStatuses")
            .Objects()
            .Concat(pod.At("status", "containerStatuses").Objects())
            .FirstOrDefault(known => known.Text("name") == container);
        if (!isUnscheduled && (status is null || status.At("state", "waiting") is not null))
        {
            throw ApiException.BadRequest(
                $"container \"{container}\" in pod \"{call.Name}\" is waiting to start: {Waiting(status.Text("state", "waiting", "reason"))}"
            );
        }

        await call.Http.BeginStreamAsync("text/plain");
        if (run is null || isUnscheduled)
        {
            return;
        }

        var podRun = cluster.Runs[call.Key];
        if (podRun.LogsGone)
        {
            await WriteAsync(
                Encoding.UTF8.GetBytes(
                    $"rpc error: code = NotFound desc = an error occurred when try to find container \"{run.Id}\": not found"
                ),
                gone
            );
            return;
        }

        await StreamAsync(run.Log, gone);
        if (run.Log.IsBroken)
        {
            connection.Cut();
        }
    }

    private string Choose(JsonObject pod)
    {
        string[] main = [.. pod.At("spec", "containers").Objects().Select(spec => spec.Text("name")!)];
        string[] init = [.. pod.At("spec", "initContainers").Objects().Select(spec => spec.Text("name")!)];
        return call.Query("container") switch
        {
            null or "" when main.Length == 1 => main[0],
            null or "" => throw ApiException.BadRequest(
                $"a container name must be specified for pod {call.Name}, choose one of: [{string.Join(' ', main)}]"
                    + (init.Length > 0 ? $" or one of the init containers: [{string.Join(' ', init)}]" : "")
            ),
            var name when main.Contains(name) || init.Contains(name) => name,
            var name => throw ApiException.BadRequest($"container {name} is not valid for pod {call.Name}"),
        };
    }

    private static string Waiting(string? reason) =>
        reason switch
        {
            null => "ContainerCreating",
            "ErrImagePull" => "image can't be pulled",
            "ImagePullBackOff" => "trying and failing to pull image",
            _ => reason,
        };

    private async Task StreamAsync(ContainerLog log, CancellationToken gone)
    {
        var follow = call.Query("follow") is "true" or "1";
        // Whole seconds, whatever the client asked for.
        var since =
            DateTimeOffset.TryParse(call.Query("sinceTime"), CultureInfo.InvariantCulture, out var time)
                ? time.ToUnixTimeSeconds() * 1_000_000_000
            : call.Number("sinceSeconds") is { } seconds ? (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) * 1_000_000_000
            : 0;
        var (lines, position, ended, changed) = log.Read(null);
        var fresh = lines.Skip(call.Number("tailLines") is { } tail ? (int)Math.Max(0, lines.Count - tail) : 0);
        var left = cluster.Faults.LogLinesAtMost;
        while (true)
        {
            // A kubelet flushes every line by itself, and so it arrives.
            using MemoryStream piece = new();
            foreach (var line in fresh.Where(line => line.At >= since))
            {
                piece.SetLength(0);
                if (_stamped)
                {
                    line.WriteStamp(piece);
                }

                piece.Write(line.Bytes);
                await WriteAsync(piece.GetBuffer().AsMemory(0, (int)piece.Length), gone);
                if (--left <= 0)
                {
                    return;
                }

                if (cluster.Faults.LogLineDelay > TimeSpan.Zero)
                {
                    await Task.Delay(cluster.Faults.LogLineDelay, gone);
                }
            }

            if (ended || !follow)
            {
                return;
            }

            await changed.WaitAsync(gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (gone.IsCancellationRequested)
            {
                return;
            }

            (fresh, position, ended, changed) = log.Read(position);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        if (bytes.Length > 0)
        {
            await connection.PassAsync(gone);
            await call.Http.Response.Body.WriteAsync(bytes, gone);
            await call.Http.Response.Body.FlushAsync(gone);
        }
    }
}
