using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>One agent's log that somebody reads.</summary>
/// <param name="Task">The agent's task.</param>
/// <param name="Transcript">Its transcript.</param>
/// <param name="Skip">Lines the reader has had.</param>
internal sealed record FollowedLog(TaskId Task, TranscriptFile Transcript, int Skip);

/// <summary>Reads many agents' logs as one stream; a slow reader slows the sources, not the memory.</summary>
internal static class LogFollower
{
    /// <summary>The lines as they come, those that come together in one list; ends when every log is complete.</summary>
    public static async IAsyncEnumerable<(TaskId Task, IReadOnlyList<LogLine> Lines)> FollowAsync(
        IAgentRuntime runtime,
        AgentScope scope,
        IReadOnlyList<FollowedLog> logs,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<(TaskId, IReadOnlyList<LogLine>)>(16);
        var pumps = Task.WhenAll(
            logs.Select(async log =>
            {
                await foreach (var lines in new AgentLog(runtime, scope, log.Transcript, clock).FollowAsync(log.Skip, stop.Token))
                {
                    await channel.Writer.WriteAsync((log.Task, lines), stop.Token);
                }
            })
        );
        _ = pumps.ContinueWith(
            done => channel.Writer.Complete(done.Exception?.InnerExceptions[0]),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        try
        {
            await foreach (var lines in channel.Reader.ReadAllAsync(ct))
            {
                yield return lines;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps.ContinueWith(
                static _ => { },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }
}
