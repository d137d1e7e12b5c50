using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>How many agents a run keeps alive while the model's provider limits its rate: half as many when it does, one more for each
/// delivery.</summary>
/// <param name="most">How many there may be otherwise.</param>
/// <param name="clock">The time.</param>
internal sealed class ProviderPace(int most, TimeProvider clock)
{
    private const int MostRestarts = 3;

    private readonly int most = most;

    private readonly Dictionary<TaskId, int> restarts = [];
    private readonly QuotaBackoff backOff = new();
    private DateTimeOffset until;

    /// <summary>How many agents may live now.</summary>
    public int Limit { get; private set; } = most;

    /// <summary>How long nothing may start; zero when something may.</summary>
    public TimeSpan Pause => until - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether a task gets another start that nobody has asked for: its provider stopped it, and did so not too often in this
    /// run.</summary>
    public bool Restarts(TaskView task) => task.IsRateLimited && task.CanRetry && restarts.GetValueOrDefault(task.Id) < MostRestarts;

    /// <summary>Counts a start.</summary>
    /// <param name="task">The task as it was before.</param>
    public void Count(TaskView task)
    {
        if (task.IsRateLimited)
        {
            restarts[task.Id] = restarts.GetValueOrDefault(task.Id) + 1;
        }
    }

    /// <summary>Learns from an agent's end.</summary>
    /// <param name="ended">The task with its verdict.</param>
    /// <returns>What changes; null when nothing does.</returns>
    public RunEvent.Paced? Learn(TaskView ended)
    {
        if (ended.IsRateLimited)
        {
            // Agents that were refused in the same moment tell one thing.
            Limit = Pause > TimeSpan.Zero ? Limit : Math.Max(1, Limit / 2);
            var end = clock.GetUtcNow() + (ended.RetryAfter ?? (Pause > TimeSpan.Zero ? Pause : backOff.Next()));
            until = end > until ? end : until;
            return new(Limit, most, Pause, ended.RetryAfter is not null);
        }

        if (ended.Outcome is not { Succeeded: true })
        {
            return null;
        }

        backOff.Reset();
        return Limit == most ? null : new(++Limit, most, Pause, false);
    }
}
