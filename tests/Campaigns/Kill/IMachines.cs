using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>A feature whose agents run somewhere, and the clones of it.</summary>
internal interface IMachines : IAsyncDisposable
{
    /// <summary>The origin, and what was started for the feature.</summary>
    FeatureOrigin Origin { get; }

    /// <summary>The clone in which the feature was committed.</summary>
    FeatureClone First { get; }

    /// <summary>What <c>run</c> and <c>spawn</c> need besides tasks.</summary>
    string[] Options { get; }

    /// <summary>What the agents have noted.</summary>
    AgentNotes Notes { get; }

    /// <summary>Kills the tool at chosen moments.</summary>
    ProcessKiller ProcessKiller { get; }

    /// <summary>A fresh clone.</summary>
    Task<FeatureClone> NewDeskAsync(string name);

    /// <summary>The attempts that the runtime still knows.</summary>
    IReadOnlyList<string> Attempts();
}
