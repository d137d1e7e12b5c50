using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

/// <summary>The simulator's HTTP side, for what kubectl does not show.</summary>
internal sealed class ClusterClient(Simulator simulator) : IDisposable
{
    internal HttpClient Http { get; } = new() { BaseAddress = simulator.Address, Timeout = TimeSpan.FromSeconds(60) };

    private string Pods => $"/api/v1/namespaces/{simulator.Namespace}/pods";

    internal async Task<(HttpStatusCode Status, JsonNode Body)> CreateAsync(JsonObject pod, string query = "")
    {
        using StringContent content = new(pod.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri(Pods + query, UriKind.Relative), content);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    internal async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    internal Task<string> LogAsync(string pod, string query = "container=agent") =>
        Http.GetStringAsync(new Uri($"{Pods}/{pod}/log?{query}", UriKind.Relative));

    /// <summary>The lines of a watch, until the server or <paramref name="enough"/> ends it.</summary>
    internal async Task<List<JsonNode>> WatchAsync(string query, Func<JsonNode, bool> enough)
    {
        List<JsonNode> events = [];
        using var stream = await Http.GetStreamAsync(new Uri($"{Pods}?watch=1&{query}", UriKind.Relative));
        using StreamReader reader = new(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            events.Add(JsonNode.Parse(line)!);
            if (enough(events[^1]))
            {
                break;
            }
        }

        return events;
    }

    /// <summary>The pod, as soon as <paramref name="condition"/> holds; 30 s at most.</summary>
    internal async Task<JsonNode> WaitAsync(string pod, Func<JsonNode, bool> condition)
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(50))
        {
            var (_, body) = await GetAsync($"{Pods}/{pod}");
            if (condition(body))
            {
                return body;
            }

            (DateTime.UtcNow < until).ShouldBeTrue($"{pod} never got there: {body.ToJsonString()}");
        }
    }

    internal Task<JsonNode> WaitForPhaseAsync(string pod, string phase) => WaitAsync(pod, body => body.Text("status", "phase") == phase);

    internal static JsonNode? StateOf(JsonNode pod, string container) =>
        pod.At("status", "initContainerStatuses")
            .Objects()
            .Concat(pod.At("status", "containerStatuses").Objects())
            .First(status => status.Text("name") == container)["state"];

    public void Dispose() => Http.Dispose();
}
