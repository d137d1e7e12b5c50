using System.Text.Json;
using System.Text.Json.Serialization;

namespace SpecKitExtension.Git;

/// <summary>What an attempt used of the model; as JSON it is the trailer <c>Usage</c>.</summary>
/// <param name="InputTokens">Tokens read, those from a cache or into one included.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CachedTokens">Tokens read from the provider's cache.</param>
/// <param name="CacheWriteTokens">Tokens that the provider has put into its cache.</param>
/// <param name="CostUsd">Cost in US dollars, as far as it is known.</param>
internal sealed record TaskUsage(long InputTokens, long OutputTokens, long CachedTokens, long CacheWriteTokens, decimal CostUsd)
{
    /// <summary>Nothing used.</summary>
    public static readonly TaskUsage Nothing = new(0, 0, 0, 0, 0);

    private const long MostTokens = 1_000_000_000_000;
    private const decimal MostUsd = 1_000_000_000;

    /// <summary>Tokens read and written.</summary>
    [JsonIgnore]
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>Both together.</summary>
    public static TaskUsage operator +(TaskUsage one, TaskUsage other) =>
        new(
            one.InputTokens + other.InputTokens,
            one.OutputTokens + other.OutputTokens,
            one.CachedTokens + other.CachedTokens,
            one.CacheWriteTokens + other.CacheWriteTokens,
            one.CostUsd + other.CostUsd
        );

    /// <summary>Reads one line of JSON.</summary>
    /// <returns>Null when it is no usage, or none that can be.</returns>
    public static TaskUsage? TryParse(string? json)
    {
        try
        {
            return json is not { Length: > 0 and < 1_000 } ? null
                : JsonSerializer.Deserialize(json, TaskUsageJson.Default.TaskUsage) is { IsPossible: true } usage ? usage
                : null;
        }
        catch (JsonException)
        {
            // Anybody can write a trailer.
            return null;
        }
    }

    /// <summary>The usage as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TaskUsageJson.Default.TaskUsage);

    /// <summary>Whether no number is negative or beyond all measure: sums of such would hide what others cost.</summary>
    [JsonIgnore]
    public bool IsPossible =>
        new[] { InputTokens, OutputTokens, CachedTokens, CacheWriteTokens }.All(tokens => tokens is >= 0 and <= MostTokens)
        && CostUsd is >= 0 and <= MostUsd;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TaskUsage))]
internal sealed partial class TaskUsageJson : JsonSerializerContext;
