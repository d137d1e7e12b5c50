using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpecKitExtension.Git;

namespace SpecKitExtension.Pod;

/// <summary>The result of an attempt, as the termination message and the log have it.</summary>
internal sealed record PodResult
{
    private const int MostBytes = 3_500;
    private const int NameLength = 120;
    private const int MostNames = 5;

    public int Version { get; init; } = 1;

    public required string Task { get; init; }

    public string? TaskDigest { get; init; }

    public required string Feature { get; init; }

    public required int Attempt { get; init; }

    public required string Outcome { get; init; }

    public string? Branch { get; init; }

    public string? BaseCommit { get; init; }

    public string? Commit { get; init; }

    public string? SalvageRef { get; init; }

    public int FilesChanged { get; init; }

    public int LeftOut { get; init; }

    public IReadOnlyList<string> LeftOutNames { get; init; } = [];

    public int? AgentExitCode { get; init; }

    public string? Reason { get; init; }

    /// <summary>Seconds for which the model's provider wants no request.</summary>
    public long? RetryAfterSeconds { get; init; }

    public required string StartedAt { get; init; }

    public required string EndedAt { get; init; }

    public long? AgentLogLines { get; init; }

    public TaskUsage? Usage { get; init; }

    /// <summary>The first few names of what was left out, as they are shown.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<string> paths) =>
        [.. paths.Take(MostNames).Select(path => Voice.Cut(Voice.Plain(ByteText.Show(path)), NameLength))];

    /// <summary>The names as one line of JSON.</summary>
    public static string NamesJson(IEnumerable<string> paths) =>
        JsonSerializer.Serialize(Names(paths), PodJson.Readable.IReadOnlyListString);

    /// <summary>The result, its reason as long as the termination message can hold.</summary>
    public string ToJson()
    {
        for (var length = 1200; ; length /= 2)
        {
            var said = Reason is { Length: > 0 } reason ? Voice.Cut(Voice.Plain(reason), length) : null;
            var json = JsonSerializer.Serialize(this with { Reason = said }, PodJson.Readable.PodResult);
            if (Encoding.UTF8.GetByteCount(json) <= MostBytes || length < 50)
            {
                return json;
            }
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PodResult))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class PodJson : JsonSerializerContext
{
    /// <summary>Names in other scripts stay readable: nobody puts this into a web page.</summary>
    public static PodJson Readable { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
