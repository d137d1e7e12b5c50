using System.Net.Sockets;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>
/// A connection whose bytes wake nobody while nobody reads. The runtime is told of every packet of an open connection, wanted or not, and a
/// server
/// that sends a log sends every line by itself: following fifty agents, half of the processor time went into being woken. So the system is
/// asked not to tell of less than nobody would wait for, except while a read waits.
/// </summary>
/// <param name="socket">The connection, which is closed with this.</param>
internal sealed class QuietStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int Much = 65_536;

    private bool quiet;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var waits = Socket.Available == 0;
        if (waits == quiet)
        {
            Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, waits ? 1 : Much);
            quiet = !waits;
        }

        return base.ReadAsync(buffer, cancellationToken);
    }
}
