using System.Text.Json;
using System.Text.Json.Serialization;

namespace SpecKitExtension.Cluster;

/// <summary>What is read of a pod.</summary>
internal sealed record Pod(ObjectMeta Metadata, PodSpec? Spec, PodStatus? Status)
{
    /// <summary>The status of a container, init containers included.</summary>
    public ContainerStatus? Container(string name) => Containers().FirstOrDefault(container => container.Name == name);

    /// <summary>The status of every container, init containers first.</summary>
    public IEnumerable<ContainerStatus> Containers() => (Status?.InitContainerStatuses ?? []).Concat(Status?.ContainerStatuses ?? []);

    /// <summary>Whether a container has ended, or never will begin because the pod has ended.</summary>
    public bool IsOver(string container) => IsOver() || Container(container) is { State.Terminated: not null };

    /// <summary>Whether the pod has ended.</summary>
    public bool IsOver() => Status?.Phase is "Succeeded" or "Failed";

    /// <summary>Whether it is deleted and all of its containers have ended: its node only has to confirm that, and nobody has to wait for it.</summary>
    public bool IsGone() => Metadata.DeletionTimestamp is not null && Containers().Any() && Containers().All(container => container.State is { Terminated: not null });

    /// <summary>Whether any of its containers has run.</summary>
    public bool HasBegun() => Containers().Any(container => container.HasBegun);

    /// <summary>Why the cluster takes the pod away, e.g. a drained node or a pod of higher priority; null when it does not.</summary>
    public string? Disruption() => Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } condition
        ? condition.Message is { Length: > 0 } message ? $"{condition.Reason}: {message}" : condition.Reason ?? condition.Type
        : null;
}

internal sealed record ObjectMeta(
    string Name,
    string? ResourceVersion = null,
    string? Uid = null,
    Dictionary<string, string>? Labels = null,
    Dictionary<string, string>? Annotations = null,
    DateTimeOffset? CreationTimestamp = null,
    DateTimeOffset? DeletionTimestamp = null);

internal sealed record PodSpec(string? NodeName = null);

internal sealed record PodStatus(
    string? Phase = null,
    string? Reason = null,
    string? Message = null,
    DateTimeOffset? StartTime = null,
    PodCondition[]? Conditions = null,
    ContainerStatus[]? InitContainerStatuses = null,
    ContainerStatus[]? ContainerStatuses = null);

internal sealed record PodCondition(string Type, string Status, string? Reason = null, string? Message = null, DateTimeOffset? LastTransitionTime = null);

internal sealed record ContainerStatus(string Name, ContainerState? State = null)
{
    /// <summary>Whether it runs or has run.</summary>
    public bool HasBegun => State is { Running: not null } or { Terminated: not null };
}

internal sealed record ContainerState(WaitingState? Waiting = null, RunningState? Running = null, TerminatedState? Terminated = null);

internal sealed record WaitingState(string? Reason = null, string? Message = null);

internal sealed record RunningState(DateTimeOffset? StartedAt = null);

internal sealed record TerminatedState(int ExitCode, string? Reason = null, string? Message = null, DateTimeOffset? FinishedAt = null);

internal sealed record PodList(ListMeta Metadata, Pod[] Items);

internal sealed record ListMeta(string? ResourceVersion = null, string? Continue = null);

internal sealed record ConfigMap(ObjectMeta Metadata, Dictionary<string, string>? Data = null);

/// <summary>A line of a watch.</summary>
internal sealed record WatchLine(string Type, JsonElement Object);

/// <summary>What is read of an event.</summary>
internal sealed record ClusterEvent(
    ObjectMeta Metadata,
    EventTarget? InvolvedObject = null,
    string? Reason = null,
    string? Message = null,
    string? Type = null,
    DateTimeOffset? LastTimestamp = null,
    DateTimeOffset? EventTime = null,
    int? Count = null)
{
    /// <summary>When it happened last.</summary>
    public DateTimeOffset At => LastTimestamp ?? EventTime ?? Metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch;
}

internal sealed record EventTarget(string? Kind = null, string? Name = null, string? Uid = null);

/// <summary>How the API server explains a refusal.</summary>
internal sealed record ApiStatus(string? Reason = null, string? Message = null, int? Code = null)
{
    /// <summary>Reads a refusal; null when the body is none.</summary>
    public static ApiStatus? TryParse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ClusterJson.Default.ApiStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(PodList))]
[JsonSerializable(typeof(ClusterEvent))]
[JsonSerializable(typeof(WatchLine))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ConfigMap))]
internal sealed partial class ClusterJson : JsonSerializerContext;
