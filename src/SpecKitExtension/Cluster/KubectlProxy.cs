using System.Net.Sockets;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The way to the cluster's HTTP API: one <c>kubectl proxy</c> on a private socket, so that kubectl owns authentication.</summary>
/// <remarks>A cluster may lie behind a path, as Rancher's do, which the proxy leaves out unless it is told.</remarks>
internal sealed class KubectlProxy(ClusterAddress address) : IAsyncDisposable
{
    private const string SocketName = "api";
    private const int LongestPath = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim starting = new(1, 1);
    private Serving? serving;
    private bool disposed;

    /// <summary>A proxy that was started; its socket lies in a directory that goes away with it.</summary>
    private sealed record Serving(LongTool Tool, ScratchFolder Folder)
    {
        /// <summary>Where it listens.</summary>
        public string Socket { get; } = Path.Combine(Folder.Path, SocketName);

        /// <summary>Whether it has ever taken a connection; one that never did would fail again.</summary>
        public bool Proven { get; set; }
    }

    /// <summary>A connection to the API; the proxy is started at the first one and again when it has died.</summary>
    /// <exception cref="ToolFailedException">kubectl is missing or does not serve.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var proxy = await EnsureAsync(ct);
            if (await TryConnectAsync(proxy.Socket, ct) is { } stream)
            {
                proxy.Proven = true;
                return stream;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new ToolTimeoutException(proxy.Tool.Call with { Timeout = Patience });
            }

            await Task.Delay(Beat, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await starting.WaitAsync();
        disposed = true;
        await EndAsync();
        starting.Release();
        starting.Dispose();
    }

    private static async Task<Stream?> TryConnectAsync(string socket, CancellationToken ct)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The proxy that serves; one that has ended is followed by another.</summary>
    /// <exception cref="ToolFailedException">It ended without having served.</exception>
    private async Task<Serving> EnsureAsync(CancellationToken ct)
    {
        await starting.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (serving is { Tool.HasEnded: false } lives)
            {
                return lives;
            }

            if (serving is { Proven: false, Tool: var useless })
            {
                var why = await useless.FailureAsync();
                await EndAsync();
                throw why;
            }

            await EndAsync();
            var folder = CreateFolder();
            return serving = new(LongTool.Start(new("kubectl", ["proxy", "--append-server-path", $"--unix-socket={Path.Combine(folder.Path, SocketName)}", .. address.Flags]), folder.Path), folder);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>A socket's path may have 104 bytes on some systems, and a temporary directory's alone more.</summary>
    private static ScratchFolder CreateFolder()
    {
        var folder = ScratchFolder.Create();
        if (Encoding.UTF8.GetByteCount(Path.Combine(folder.Path, SocketName)) < LongestPath || OperatingSystem.IsWindows())
        {
            return folder;
        }

        folder.Dispose();
        return ScratchFolder.Create("/tmp");
    }

    private async Task EndAsync()
    {
        if (serving is { } old)
        {
            serving = null;
            await old.Tool.DisposeAsync();
            old.Folder.Dispose();
        }
    }
}
