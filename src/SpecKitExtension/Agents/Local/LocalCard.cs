using System.Text.Json;
using System.Text.Json.Serialization;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents.Local;

/// <summary>What an attempt's directory says of it, as labels and annotations do of a pod.</summary>
internal sealed record LocalCard(string Task, string? TaskDigest, int Attempt, string Branch, string BaseCommit, DateTimeOffset CreatedAt)
{
    /// <summary>The card of a spec.</summary>
    public static LocalCard For(AgentSpec spec, DateTimeOffset now) =>
        new(spec.Task.Value, spec.Digest.Value, spec.Attempt, spec.Branch, spec.BaseCommit, now);

    /// <summary>Writes the card.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LocalCardJson.Default.LocalCard);

    /// <summary>The attempt's state, as its directory tells it.</summary>
    /// <returns>Null when the directory is gone or is no attempt's.</returns>
    public static AgentState? Read(LocalFolder folder)
    {
        // Asked first: an attempt that ends in between is then seen as alive once more, never as lost.
        var supervised = folder.Supervised;
        if (folder.Read("agent.json") is not { } text || JsonSerializer.Deserialize(text, LocalCardJson.Default.LocalCard) is not { } card)
        {
            return null;
        }

        var ended = folder.Read("ended");
        AgentState state = new(
            TaskId.FromGrammar(card.Task),
            card.Attempt,
            folder.Pod,
            card.Branch,
            card.BaseCommit,
            PhaseOf(folder),
            null,
            card.CreatedAt
        )
        {
            Digest = Tasks.TaskDigest.TryParse(card.TaskDigest),
        };
        return ended is null && supervised
            ? state
            : state with
            {
                Phase = AgentPhase.Ended,
                End = EndOf(folder, ended is not null),
                EndedAt = DateTimeOffset.TryParse(ended, null, out var at) ? at : null,
            };
    }

    private static AgentPhase PhaseOf(LocalFolder folder) =>
        !folder.HasEnded("clone") ? AgentPhase.Cloning
        : !folder.HasEnded("agent") ? AgentPhase.Working
        : AgentPhase.Delivering;

    private static AgentEnd EndOf(LocalFolder folder, bool orderly)
    {
        if (TaskResult.TryParse(folder.Read("result", "courier")) is { } result)
        {
            return new AgentEnd.Reported(result);
        }

        if (!orderly)
        {
            return new AgentEnd.Killed("the process that supervised the agent is gone");
        }

        return folder.Read("clone.exit") is "0"
                ? new AgentEnd.Killed($"the courier ended with exit code {folder.Read("courier.exit") ?? "?"} and no result")
            : TaskResult.TryParse(folder.Read("result", "clone")) is { } failure ? new AgentEnd.Reported(failure)
            : new AgentEnd.NeverStarted($"clone failed: {folder.Read("result", "clone") ?? "no reason given"}");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalCard))]
internal sealed partial class LocalCardJson : JsonSerializerContext;
