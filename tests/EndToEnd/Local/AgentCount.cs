using System.Globalization;
using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>A good agent that notes how many of its kind work at the same time.</summary>
internal sealed class AgentCount
{
    private readonly string notes;

    internal AgentCount(FeatureOrigin feature)
    {
        notes = feature["counts"];
        Directory.CreateDirectory(feature["working"]);
        Agent = feature.Clone.WriteAgent(
            "counted",
            $$"""
            working="{{feature["working"]}}" notes="{{notes}}"
            touch "$working/$TASK_ID" && ls "$working" | wc -l >>"$notes"
            bash "$agents/good.sh"
            code=$?
            rm -f "$working/$TASK_ID"
            exit "$code"
            """
        );
    }

    /// <summary>The agent's script.</summary>
    internal string Agent { get; }

    /// <summary>The most that worked at the same time.</summary>
    internal int Most => File.ReadLines(notes).Max(line => int.Parse(line, CultureInfo.InvariantCulture));

    /// <summary>How often an agent has begun.</summary>
    internal int Begun => File.ReadLines(notes).Count();
}
