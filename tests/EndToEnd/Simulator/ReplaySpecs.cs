using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

/// <summary>Sends what kubectl sent to a real server and compares the simulator's answers with the recorded ones.</summary>
public sealed partial class ReplaySpecs : IAsyncLifetime, IDisposable
{
    /// <summary>Phases with container states that no watch can miss.</summary>
    private static readonly string[] _certain =
    [
        "Pending",
        "Pending waiting waiting waiting",
        "Pending terminated waiting waiting",
        "Running terminated terminated terminated",
        "Succeeded terminated terminated terminated",
    ];

    private Simulator _simulator = null!;
    private ClusterClient _client = null!;

    public async Task InitializeAsync()
    {
        _simulator = await Simulator.StartAsync();
        _client = new(_simulator);
    }

    public async Task DisposeAsync() => await _simulator.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("kubectl-version", "/version")]
    [InlineData("kubectl-api-resources", "/api?")]
    [InlineData("kubectl-api-resources", "/apis?")]
    [InlineData("kubectl-auth-can-i", "/api/v1")]
    [InlineData("kubectl-create-already-exists", "/openapi/v3?")]
    public async Task Discovery_answers_as_recorded(string flow, string path) => await ReplayAsync(Recording.Find(flow, "GET", path));

    [Fact]
    public async Task A_pod_lives_as_recorded()
    {
        // The recording created this pod by server-side apply; our tool uses create.
        var applied = Recording.Find("kubectl-apply-ssa-create", "PATCH", "pods/agent-t001");
        var (status, created) = await _client.CreateAsync((JsonObject)applied.RequestJson!.DeepClone());
        ((int)status).ShouldBe(applied.Status);
        Shape.Of(created).ShouldBe(Shape.Of(applied.ResponseJson));

        await _client.WaitAsync("agent-t001", pod => pod.At("status", "containerStatuses") is not null);
        await ReplayAsync(Recording.Find("kubectl-create-already-exists", "POST", "pods"));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        var log = await ReplayAsync(Recording.Find("kubectl-logs-follow", "GET", "pods/agent-t001/log"));
        Stamp()
            .Replace(log, "TIME ")
            .ShouldBe(Stamp().Replace(Recording.Find("kubectl-logs-follow", "GET", "pods/agent-t001/log").ResponseText!, "TIME "));
        await _client.WaitForPhaseAsync("agent-t001", "Succeeded");

        await ReplayAsync(Recording.Find("kubectl-apply-clientside", "GET", "pods/agent-t002"));
        await ReplayAsync(Recording.Find("kubectl-apply-clientside", "GET", "/api/v1/namespaces/agents"));
        await ReplayAsync(Recording.Find("kubectl-apply-clientside", "POST", "pods"));
        await _client.WaitForPhaseAsync("agent-t002", "Running");
        await ReplayAsync(Recording.Find("kubectl-get-json", "GET", "pods"));
        await ReplayAsync(Recording.Find("kubectl-get-table", "GET", "pods"));
        await ReplayAsync(Recording.Find("kubectl-get-selector-name", "GET", "pods"));
        await ReplayAsync(Recording.Find("kubectl-wait", "GET", "pods/agent-t001"));
        await ReplayAsync(Recording.Find("kubectl-wait", "GET", "pods?fieldSelector"));
        await ReplayAsync(Recording.Find("kubectl-get-events", "GET", "events"));
        await ReplayAsync(Recording.Find("kubectl-delete", "DELETE", "pods/agent-t002"));
        await ReplayAsync(Recording.Find("kubectl-delete-missing", "DELETE", "pods/nope"));
        await ReplayAsync(Recording.Find("kubectl-get-missing", "GET", "pods/nope"));
        await ReplayAsync(Recording.Find("kubectl-get-missing", "GET", "/api/v1/namespaces/agents"));
        await ReplayAsync(Recording.Find("kubectl-delete-selector", "DELETE", "pods/agent-t001"));
    }

    [Fact]
    public async Task A_log_that_is_asked_for_too_early_is_refused_as_recorded()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", clone: "sleep 5"));
        await _client.WaitAsync("agent-t001", pod => pod.At("status", "containerStatuses") is not null);
        await ReplayAsync(Recording.Find("kubectl-logs-too-early", "GET", "pods/agent-t001/log"), sameBody: true);
    }

    [Fact]
    public async Task An_invalid_name_is_refused_as_recorded()
    {
        var applied = Recording.Find("kubectl-apply-invalid-name", "PATCH", "pods/agent-T003");
        var (status, body) = await _client.CreateAsync((JsonObject)applied.RequestJson!.DeepClone());
        ((int)status).ShouldBe(applied.Status);
        JsonNode.DeepEquals(body, applied.ResponseJson).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task An_access_review_in_protobuf_is_answered_as_recorded()
    {
        foreach (var exchange in Recording.Exchanges.Where(exchange => exchange.Flow == "kubectl-auth-can-i" && exchange.Method == "POST"))
        {
            // The real server adds metadata that no client reads; type and spec come back, and the status says yes.
            var answer = await ReplayBytesAsync(exchange);
            answer.AsSpan(0, 56).SequenceEqual(exchange.RequestBody.AsSpan(0, 56)).ShouldBeTrue();
            answer.AsSpan()[^14..].SequenceEqual(exchange.ResponseBody.AsSpan()[^14..]).ShouldBeTrue(Convert.ToHexString(answer));
        }
    }

    [Fact]
    public async Task An_annotation_is_patched_as_recorded()
    {
        await _client.CreateAsync((JsonObject)Recording.Find("watch-with-bookmarks", "PATCH", "pods/agent-t004").RequestJson!.DeepClone());
        await _client.WaitForPhaseAsync("agent-t004", "Succeeded");
        await ReplayAsync(Recording.Find("kubectl-label-annotate", "PATCH", "pods/agent-t004"));
    }

    [Fact]
    public async Task A_watch_tells_states_and_bookmarks_in_the_recorded_order()
    {
        var recorded = Recording.Find("watch-with-bookmarks", "GET", "pods?watch=1");
        var watch = ReplayAsync(recorded);
        await Task.Delay(200);
        await _client.CreateAsync((JsonObject)Recording.Find("watch-with-bookmarks", "PATCH", "pods/agent-t004").RequestJson!.DeepClone());
        JsonNode[] expected = Lines(recorded.ResponseText!),
            actual = Lines(await watch);
        foreach (var type in new[] { "BOOKMARK", "ADDED" })
        {
            Shape.Of(actual.First(line => line.Text("type") == type)).ShouldBe(Shape.Of(expected.First(line => line.Text("type") == type)));
        }

        Shape
            .Of(actual.Last(line => line.Text("type") == "MODIFIED"))
            .ShouldBe(Shape.Of(expected.Last(line => line.Text("type") == "MODIFIED")));
        Progress(actual).ShouldBe(Progress(expected));
    }

    [Fact]
    public async Task A_watch_from_a_forgotten_version_is_refused_as_recorded() =>
        await ReplayAsync(Recording.Find("watch-stale-410", "GET", "pods?watch=1"));

    private static JsonNode[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>The phases and container states in order, without those that a watch may or may not catch.</summary>
    private static string[] Progress(JsonNode[] lines)
    {
        List<string> steps = [];
        foreach (var pod in lines.Where(line => line.Text("type") is "ADDED" or "MODIFIED").Select(line => line["object"]!))
        {
            var states = pod.At("status", "initContainerStatuses")
                .Objects()
                .Concat(pod.At("status", "containerStatuses").Objects())
                .Select(status => status["state"]!.AsObject().Single().Key)
                .ToArray();
            var step = $"{pod.Text("status", "phase")} {string.Join(' ', states)}".Trim();
            if (_certain.Contains(step) && steps.LastOrDefault() != step)
            {
                steps.Add(step);
            }
        }

        return [.. steps];
    }

    private async Task<string> ReplayAsync(RecordedExchange exchange, bool sameBody = false)
    {
        var text = System.Text.Encoding.UTF8.GetString(await ReplayBytesAsync(exchange));
        if (exchange.ResponseJson is { } expected)
        {
            var actual = JsonNode.Parse(text);
            Shape.Of(actual).ShouldBe(Shape.Of(expected), exchange.Path);
            (actual.Text("reason"), actual.Text("kind"), actual.Text("apiVersion")).ShouldBe(
                (expected.Text("reason"), expected.Text("kind"), expected.Text("apiVersion"))
            );
            if (expected.Text("kind") == "Status" || sameBody)
            {
                JsonNode.DeepEquals(actual, expected).ShouldBeTrue(text);
            }
        }

        return text;
    }

    private async Task<byte[]> ReplayBytesAsync(RecordedExchange exchange)
    {
        using HttpRequestMessage request = new(new(exchange.Method), new Uri(exchange.Path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", exchange.RequestHeader("Accept"));
        if (exchange.RequestHeader("Content-Type") is { } type)
        {
            request.Content = new ByteArrayContent(exchange.RequestBody) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        }

        using var answer = await _client.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(exchange.Status, exchange.Path);
        answer.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(exchange.Header("Content-Type"), exchange.Path);
        if (!exchange.Path.Contains("timeout=32s", StringComparison.Ordinal))
        {
            answer.Headers.CacheControl?.ToString().ShouldBe("no-cache, private");
        }

        return await answer.Content.ReadAsByteArrayAsync();
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z ", RegexOptions.Multiline)]
    private static partial Regex Stamp();
}
