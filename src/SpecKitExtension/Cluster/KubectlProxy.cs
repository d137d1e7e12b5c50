using System.Net.Sockets;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The way to the cluster's HTTP API: one <c>kubectl proxy</c> on a private socket, so that kubectl owns authentication.</summary>
internal sealed class KubectlProxy(ClusterAddress address) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly string folder = Directory.CreateTempSubdirectory("speckit-async-").FullName;
    private LongTool? proxy;

    private string SocketPath => Path.Combine(folder, "api");

    /// <summary>A connection to the API; the proxy is started at the first one and again when it has died.</summary>
    /// <exception cref="ToolFailedException">kubectl is missing or does not serve.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await EnsureAsync(ct);
            if (await TryConnectAsync(ct) is { } stream)
            {
                return stream;
            }

            if (proxy is { HasEnded: true } dead && !File.Exists(SocketPath))
            {
                throw await dead.FailureAsync();
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new ToolTimeoutException(new("kubectl", "proxy") { Timeout = Patience });
            }

            await Task.Delay(Beat, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (proxy is not null)
        {
            await proxy.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
        starting.Dispose();
    }

    private async Task<Stream?> TryConnectAsync(CancellationToken ct)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
    }

    private async Task EnsureAsync(CancellationToken ct)
    {
        await starting.WaitAsync(ct);
        try
        {
            if (proxy is null || (proxy.HasEnded && File.Exists(SocketPath)))
            {
                File.Delete(SocketPath);
                proxy = LongTool.Start(new("kubectl", ["proxy", $"--unix-socket={SocketPath}", .. address.Flags]));
            }
        }
        finally
        {
            starting.Release();
        }
    }
}
