using System.Globalization;
using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>What a feature's attempts have used of the model, as far as commits and the runtime tell; an attempt that both know counts
/// once.</summary>
internal sealed class FeatureUsage
{
    private readonly Dictionary<(string Task, int Attempt), TaskUsage> attempts;
    private readonly decimal mayCost;
    private readonly decimal limit;

    private FeatureUsage(decimal mayCost, decimal limit, Dictionary<(string Task, int Attempt), TaskUsage> attempts) =>
        (this.mayCost, this.limit, this.attempts) = (mayCost, limit, attempts);

    /// <summary>Nothing used, and no limit.</summary>
    public static FeatureUsage Nothing { get; } = new(0, 0, []);

    /// <summary>Adds up.</summary>
    /// <param name="budget">What may be used.</param>
    /// <param name="commits">The couriers' commits on all branches and in HEAD's history.</param>
    /// <param name="agents">The attempts that the runtime knows.</param>
    public static FeatureUsage Of(BudgetSettings budget, IEnumerable<DeliveryTrailers> commits, IEnumerable<AgentState> agents)
    {
        FeatureUsage sum = new(budget.Usd, budget.FeatureUsd, []);
        foreach (var commit in commits)
        {
            sum.Take(commit.Task, commit.Attempt, commit.Usage);
        }

        foreach (var agent in agents)
        {
            sum.Take(agent.Task.Value, agent.Attempt, (agent.End as AgentEnd.Reported)?.Result.Usage);
        }

        return sum;
    }

    /// <summary>What all attempts at all tasks used.</summary>
    public TaskUsage Total => Sum(attempts.Values);

    /// <summary>What all attempts at a task used; null when nothing is known.</summary>
    public TaskUsage? Of(TaskId task) =>
        attempts.Where(attempt => attempt.Key.Task == Key(task.Value)).Select(attempt => attempt.Value).ToList() is { Count: > 0 } own
            ? Sum(own)
            : null;

    /// <summary>What one attempt used; null when nothing is known.</summary>
    public TaskUsage? Of(TaskId task, int attempt) => attempts.GetValueOrDefault((Key(task.Value), attempt));

    /// <summary>US dollars that the feature may cost; 0 for any amount.</summary>
    public decimal Limit => limit;

    /// <summary>Whether nothing bounds what the feature may cost.</summary>
    public bool IsUnlimited => limit == 0;

    /// <summary>US dollars that the feature has left.</summary>
    public decimal Left => Math.Max(0, limit - Total.CostUsd);

    /// <summary>US dollars that an attempt that starts now may cost; 0 for any amount.</summary>
    public decimal MayCost => mayCost > 0 ? mayCost : Left;

    /// <summary>How many more agents the feature can pay beside those that live, each at its own limit.</summary>
    public int Affords(int live) =>
        IsUnlimited ? int.MaxValue
        : Left == 0 ? 0
        : mayCost == 0 ? int.MaxValue
        : Math.Max(0, (int)Math.Min(int.MaxValue, Left / mayCost) - live);

    /// <summary>Why nothing can start any more, even when no agent lives; null when something can.</summary>
    public string? Refusal =>
        Affords(0) > 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the feature's budget cannot pay it: {Total.CostUsd:0.00##} of {limit:0.00##} USD are spent{(mayCost == 0 ? "" : $", and an attempt may cost {mayCost:0.00##}")}. Raise budget.featureUsd to go on"
            );

    /// <summary>The same numbers, which grow by themselves.</summary>
    public FeatureUsage Copy() => new(mayCost, limit, new(attempts));

    /// <summary>Learns what an attempt has used. Its numbers only grow: the highest are its last.</summary>
    public void Take(string task, int attempt, TaskUsage? usage)
    {
        if (usage is { IsPossible: true } && usage.Tokens >= (attempts.GetValueOrDefault((Key(task), attempt))?.Tokens ?? 0))
        {
            attempts[(Key(task), attempt)] = usage;
        }
    }

    private static TaskUsage Sum(IEnumerable<TaskUsage> usages) => usages.Aggregate(TaskUsage.Nothing, (sum, usage) => sum + usage);

    private static string Key(string task) => task.ToUpperInvariant();
}
