using System.Text.Json.Serialization;

namespace ModelSimulator;

/// <summary>Generated readers for the scripts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true
)]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<ModelTurn>>))]
internal sealed partial class ModelJson : JsonSerializerContext;
