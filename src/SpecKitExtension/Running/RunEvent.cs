using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Something that happened in a run.</summary>
internal abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>The feature as it stands at the beginning.</summary>
    internal sealed record Planned(FeatureView View) : RunEvent;

    /// <summary>A task was started, found running already, or refused.</summary>
    internal sealed record Spawned(TaskStart Start) : RunEvent;

    /// <summary>A line of an agent.</summary>
    internal sealed record Log(TaskId Task, LogLine Line) : RunEvent;

    /// <summary>An agent has come further.</summary>
    internal sealed record State(AgentState Agent) : RunEvent;

    /// <summary>A task has its verdict.</summary>
    internal sealed record Judged(TaskView Task) : RunEvent;

    /// <summary>Delivered branches were merged for the tasks to come.</summary>
    internal sealed record Integrated(Integration Merge) : RunEvent;

    /// <summary>The model's provider limits its rate, or does so less.</summary>
    /// <param name="Limit">How many agents may live now.</param>
    /// <param name="Most">How many may live otherwise.</param>
    /// <param name="Pause">How long nothing starts; zero when something can.</param>
    /// <param name="Asked">Whether the provider has named that time.</param>
    internal sealed record Paced(int Limit, int Most, TimeSpan Pause, bool Asked) : RunEvent;

    /// <summary>Something a person should know.</summary>
    internal sealed record Notice(TaskId? Task, string Text) : RunEvent;

    /// <summary>The run is over.</summary>
    internal sealed record Summary(FeatureView View, IReadOnlyList<TaskView> Selected, bool Interrupted, TimeSpan Took) : RunEvent;
}
