using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Support;

/// <summary>Stands in for a load balancer: forwards connections, until it forgets those that are open, which it neither forwards nor closes
/// from then on.</summary>
/// <param name="port">The server's port on this machine.</param>
internal sealed class ForgetfulRelay(int port) : LoopbackListener
{
    private volatile CancellationTokenSource memory = new();

    /// <summary>Forgets every open connection; what is opened from now on is forwarded again.</summary>
    public void Forget() => Interlocked.Exchange(ref memory, new()).Cancel();

    protected override async Task ServeAsync(NetworkStream client, CancellationToken ct)
    {
        var remembered = memory.Token;
        using TcpClient server = new();
        await server.ConnectAsync(IPAddress.Loopback, port, ct);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(remembered, ct);
        try
        {
            await Task.WhenAny(client.CopyToAsync(server.GetStream(), either.Token), server.GetStream().CopyToAsync(client, either.Token));
        }
        finally
        {
            if (remembered.IsCancellationRequested)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
        }
    }
}
