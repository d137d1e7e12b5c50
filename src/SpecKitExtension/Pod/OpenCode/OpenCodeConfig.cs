using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SpecKitExtension.Pod.OpenCode;

/// <summary>What OpenCode 1.18 is configured with, beside the fixed file of the image.</summary>
/// <param name="Provider">The one provider, by its name. Null, as all but the instructions, where the developer's own configuration
/// decides.</param>
/// <param name="EnabledProviders">Its name: no other is looked for.</param>
/// <param name="Model">The model as <c>provider/name</c>.</param>
/// <param name="SmallModel">The model for small chores.</param>
/// <param name="Instructions">Files whose text the model is given, by whole paths.</param>
internal sealed record OpenCodeConfig(
    [property: JsonPropertyName("provider")] IReadOnlyDictionary<string, OpenCodeProvider>? Provider,
    [property: JsonPropertyName("enabled_providers")] IReadOnlyList<string>? EnabledProviders,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("small_model")] string? SmallModel,
    [property: JsonPropertyName("instructions")] IReadOnlyList<string> Instructions
)
{
    /// <summary>The configuration as OpenCode reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OpenCodeJson.Readable.OpenCodeConfig);
}

/// <summary>A provider.</summary>
/// <param name="Package">The package that speaks its protocol; null where OpenCode knows it.</param>
/// <param name="Models">Limits of its models; null where OpenCode knows them.</param>
/// <param name="Options">How it is asked.</param>
internal sealed record OpenCodeProvider(
    [property: JsonPropertyName("npm")] string? Package,
    [property: JsonPropertyName("models")] IReadOnlyDictionary<string, OpenCodeModel>? Models,
    [property: JsonPropertyName("options")] OpenCodeOptions Options
);

/// <summary>A model; null where OpenCode knows better.</summary>
internal sealed record OpenCodeModel(
    [property: JsonPropertyName("limit")] OpenCodeLimit? Limit,
    [property: JsonPropertyName("cost")] OpenCodeCost? Cost
);

/// <summary>Prices in US dollars for a million tokens.</summary>
/// <param name="Input">Tokens read.</param>
/// <param name="Output">Tokens written.</param>
/// <param name="CacheRead">Tokens read from the provider's cache.</param>
/// <param name="CacheWrite">Tokens that are put into it.</param>
internal sealed record OpenCodeCost(
    [property: JsonPropertyName("input")] decimal Input,
    [property: JsonPropertyName("output")] decimal Output,
    [property: JsonPropertyName("cache_read")] decimal CacheRead,
    [property: JsonPropertyName("cache_write")] decimal CacheWrite
);

/// <summary>Sizes in tokens.</summary>
internal sealed record OpenCodeLimit(
    [property: JsonPropertyName("context")] long Context,
    [property: JsonPropertyName("output")] long Output
);

/// <summary>How a provider is asked; times in milliseconds.</summary>
internal sealed record OpenCodeOptions(
    [property: JsonPropertyName("headerTimeout")] long HeaderTimeout,
    [property: JsonPropertyName("chunkTimeout")] long ChunkTimeout,
    [property: JsonPropertyName("baseURL")] string? BaseUrl,
    [property: JsonPropertyName("apiKey")] string? ApiKey
);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OpenCodeConfig))]
internal sealed partial class OpenCodeJson : JsonSerializerContext
{
    /// <summary>OpenCode replaces <c>{env:…}</c> in the text itself, so braces stay as they are.</summary>
    public static OpenCodeJson Readable { get; } =
        new(
            new JsonSerializerOptions
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            }
        );
}
