using System.Net;
using EndToEnd.Support;
using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;

namespace EndToEnd.Kubernetes;

/// <summary>Clusters whose API lies behind a path, as Rancher's do.</summary>
public sealed class PrefixTests
{
    [Theory]
    [InlineData("/k8s/clusters/c-abc")]
    [InlineData("/k8s/clusters/c-abc/")]
    [InlineData("/")]
    [InlineData("")]
    public async Task A_path_in_the_servers_address_is_kept(string prefix)
    {
        using TempDirectory home = new();

        // Stopped below and not disposed: closing a stopped listener takes its port again for a moment, which may be another's by then.
        var server = Listen(out var port);
        List<string> asked = [];
        var serving = ServeAsync(server, asked);
        await File.WriteAllTextAsync(
            home["kubeconfig"],
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:{{port}}{{prefix}}"} }]
            users: [{name: u, user: {} }]
            contexts: [{name: x, context: {cluster: c, user: u} }]
            current-context: x

            """
        );
        using (
            ClusterApi api = new(new(new ToolRunner(Variables.OfProcess()), _ => null, home.Path), new("agents", null, home["kubeconfig"]))
        )
        {
            (await api.PodsAsync("", CancellationToken.None)).Items.ShouldBeEmpty();
        }

        server.Stop();
        await serving;
        asked[^1].ShouldBe($"{prefix.TrimEnd('/')}/api/v1/namespaces/agents/pods");
    }

    private static HttpListener Listen(out int port)
    {
        for (port = Random.Shared.Next(20_000, 30_000); ; port++)
        {
            HttpListener listener = new() { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                ((IDisposable)listener).Dispose();
            }
        }
    }

    private static async Task ServeAsync(HttpListener server, List<string> asked)
    {
        while (server.IsListening)
        {
            try
            {
                var request = await server.GetContextAsync();
                asked.Add(request.Request.Url!.AbsolutePath);
                request.Response.ContentType = "application/json";
                await request.Response.OutputStream.WriteAsync("""{"metadata":{},"items":[]}"""u8.ToArray());
                request.Response.Close();
            }
            catch (Exception) when (!server.IsListening)
            {
                return;
            }
        }
    }
}
