using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SpecKitExtension.Git;

namespace SpecKitExtension.Agents;

/// <summary>What a courier reports of its attempt; a claim until git has confirmed it.</summary>
internal sealed partial record TaskResult(
    [property: JsonRequired] int Version,
    [property: JsonRequired] string Task,
    [property: JsonRequired] string Outcome,
    string? Feature,
    int Attempt,
    string? Branch,
    string? BaseCommit,
    string? Commit,
    string? SalvageRef,
    int FilesChanged,
    int? AgentExitCode,
    string? Reason,
    string? StartedAt,
    string? EndedAt,
    long? AgentLogLines,
    TaskUsage? Usage
)
{
    /// <summary>Which text of the task was worked on; null when the pod was not told.</summary>
    public string? TaskDigest { get; init; }

    /// <summary>How many paths of the work were left out of the delivery.</summary>
    public int LeftOut { get; init; }

    /// <summary>The first few of them; the agent has chosen these names.</summary>
    public IReadOnlyList<string>? LeftOutNames { get; init; }

    /// <summary>Seconds for which the model's provider wants no request; null unless its rate limit ended the agent and it has said
    /// so.</summary>
    public long? RetryAfterSeconds { get; init; }

    /// <summary>How lines of courier's log begin that are meant for programs.</summary>
    public const string Marker = "::speckit-async::";

    /// <summary>What stands before a result in courier's log.</summary>
    public const string Prefix = Marker + "result ";

    private const int MostBytes = 8_192;

    /// <summary>Reads a result.</summary>
    /// <returns>Null when it is none, or one of a version this tool does not know.</returns>
    public static TaskResult? TryParse(string? json)
    {
        if (json is null || json.Length is 0 or > MostBytes)
        {
            return null;
        }

        try
        {
            var result = JsonSerializer.Deserialize(json, TaskResultJson.Default.TaskResult);
            return result is { Version: 1 } && IsHash(result.Commit) && IsHash(result.BaseCommit) ? result : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsHash(string? text) => text is null || Hash().IsMatch(text);

    [GeneratedRegex("^[0-9a-f]{40}([0-9a-f]{24})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Hash();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskResult))]
internal sealed partial class TaskResultJson : JsonSerializerContext;
