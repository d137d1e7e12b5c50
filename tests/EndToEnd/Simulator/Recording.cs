using System.Reflection;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

/// <summary>One request to a real server and its answer.</summary>
internal sealed class RecordedExchange(JsonObject line)
{
    internal string Flow => line.Text("flow")!;

    internal string Method => line.Text("method")!;

    internal string Path => line.Text("path")!;

    internal int Status => (int)line.Number("status")!;

    internal string? Header(string name) => line.Text("responseHeaders", name);

    internal string? RequestHeader(string name) => line.Text("requestHeaders", name);

    internal byte[] RequestBody => Body(line["requestBody"]);

    internal byte[] ResponseBody => Body(line["responseBody"]);

    internal JsonNode? RequestJson => line.At("requestBody", "json");

    internal JsonNode? ResponseJson => line.At("responseBody", "json");

    internal string? ResponseText => line.Text("responseBody", "text");

    private static byte[] Body(JsonNode? body) =>
        body.At("json")?.Bytes()
        ?? (
            body.Text("file") is { } file
                ? File.ReadAllBytes(System.IO.Path.Combine(Recording.Directory, file))
                : System.Text.Encoding.UTF8.GetBytes(body.Text("text") ?? "")
        );
}

internal static class Recording
{
    internal static string Directory { get; } =
        System.IO.Path.Combine(
            Assembly
                .GetExecutingAssembly()
                .GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(attribute => attribute.Key == "RepositoryRoot")
                .Value!,
            "tests",
            "samples",
            "k8s"
        );

    internal static IReadOnlyList<RecordedExchange> Exchanges { get; } =
    [
        .. File.ReadLines(System.IO.Path.Combine(Directory, "exchanges.jsonl"))
            .Select(text => new RecordedExchange((JsonObject)JsonNode.Parse(text)!)),
    ];

    /// <param name="path">How the path begins, after the namespace <c>agents</c> where it has one.</param>
    internal static RecordedExchange Find(string flow, string method, string path) =>
        Exchanges.First(exchange =>
            exchange.Flow == flow
            && exchange.Method == method
            && exchange.Path.Replace("/api/v1/namespaces/agents/", "", StringComparison.Ordinal).StartsWith(path, StringComparison.Ordinal)
        );
}
