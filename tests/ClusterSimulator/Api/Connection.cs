using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace ClusterSimulator.Api;

/// <summary>One TCP connection of a client, which can be cut or go silent.</summary>
internal sealed class Connection(ConnectionContext transport)
{
    internal bool IsSilent { get; set; }

    internal void Cut() => transport.Abort();

    /// <summary>Waits, on a silent connection, until the client gives up.</summary>
    internal Task PassAsync(CancellationToken gone) => IsSilent ? Task.Delay(Timeout.InfiniteTimeSpan, gone) : Task.CompletedTask;
}

/// <summary>Every open connection.</summary>
internal sealed class Connections
{
    private readonly ConcurrentDictionary<string, Connection> _open = new();
    private DateTimeOffset _silentUntil;

    /// <summary>Kestrel's connection middleware.</summary>
    internal async Task TrackAsync(ConnectionContext transport, ConnectionDelegate next)
    {
        Connection connection = new(transport) { IsSilent = DateTimeOffset.UtcNow < _silentUntil };
        _open[transport.ConnectionId] = connection;
        try
        {
            await next(transport);
        }
        finally
        {
            _open.TryRemove(transport.ConnectionId, out _);
        }
    }

    internal Connection Of(string id) => _open[id];

    internal void CutAll()
    {
        foreach (var connection in _open.Values)
        {
            connection.Cut();
        }
    }

    /// <summary>Open connections, and those opened before the time is over, never carry another byte.</summary>
    internal void Silence(TimeSpan time)
    {
        _silentUntil = DateTimeOffset.UtcNow + time;
        foreach (var connection in _open.Values)
        {
            connection.IsSilent = true;
        }
    }
}
