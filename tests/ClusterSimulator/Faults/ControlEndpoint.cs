using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Api;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Faults;

/// <summary>
/// <c>POST /simulator/NAME?argument=value</c> does for other processes what the methods of <see cref="Simulator"/> do in-process;
/// <c>GET /simulator/state</c> tells what happened.
/// </summary>
internal sealed class ControlEndpoint(Simulator simulator)
{
    internal async Task AnswerAsync(HttpContext http)
    {
        var name = http.Request.Path.Value!["/simulator/".Length..];
        string Text(string argument, string fallback = "") =>
            http.Request.Query.TryGetValue(argument, out var value) ? value.ToString() : fallback;
        double Number(string argument, double fallback) =>
            double.Parse(Text(argument, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var faults = simulator.Cluster.Faults;
        switch (name)
        {
            case "state":
                break;
            case "drop-connections":
                // Later, so that this very answer gets through.
                _ = Task.Delay(50).ContinueWith(_ => simulator.DropConnections(), TaskScheduler.Default);
                break;
            case "restart":
                _ = Task.Delay(50)
                    .ContinueWith(_ => simulator.RestartAsync(TimeSpan.FromSeconds(Number("seconds", 1))), TaskScheduler.Default);
                break;
            case "silence":
                _ = Task.Delay(50).ContinueWith(_ => simulator.Silence(TimeSpan.FromSeconds(Number("seconds", 5))), TaskScheduler.Default);
                break;
            case "refuse":
                faults.Refuse(Text("pods", "*"), Text("message", "refused by the simulator"));
                break;
            case "state-of":
                faults.PutInState(Text("pods", "*"), Text("state"));
                break;
            case "quota":
                faults.PodQuota = (int)Number("pods", 0);
                break;
            case "deny":
                faults.Deny(Text("verb", "*"), Text("resource", "*"));
                break;
            case "fail-next":
                faults.FailNext((int)Number("count", 1), (int)Number("status", 500), Text("path"));
                break;
            case "expire-watches":
                faults.ExpireNextWatches((int)Number("count", 1));
                break;
            case "compact":
                simulator.CompactHistory();
                break;
            case "slow-logs":
                faults.LogLineDelay = TimeSpan.FromSeconds(Number("seconds", 0.1));
                break;
            case "rotate-log":
                simulator.RotateLog(Text("pod"), Text("container", "agent"));
                break;
            case "evict":
                await simulator.EvictAsync(Text("pod"), Text("message", "The node was low on resource: ephemeral-storage. "));
                break;
            case "oom-kill":
                simulator.KillForMemory(Text("pod"), Text("container", "agent"));
                break;
            case "lose-node":
                await simulator.LoseNodeAsync(Text("pod"));
                break;
            case "strand":
                await simulator.StrandAsync(Text("pod"));
                break;
            case "clear":
                faults.Clear();
                break;
            default:
                throw ApiException.UnknownPath();
        }

        await http.WriteAsync(
            200,
            new JsonObject
            {
                ["livePods"] = simulator.Cluster.LivePods(),
                ["mostLivePods"] = simulator.Cluster.MostLivePods,
                ["requests"] = Json.Array(simulator.Cluster.Requests.Select(line => (JsonNode?)line)),
            }
        );
    }
}
