using System.Text.Json.Serialization;

namespace ModelSimulator;

/// <summary>The ways in which a provider fails.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fault>))]
internal enum Fault
{
    /// <summary>A complete answer.</summary>
    None,

    /// <summary>429.</summary>
    [JsonStringEnumMemberName("rate-limit")]
    RateLimit,

    /// <summary>401.</summary>
    [JsonStringEnumMemberName("authentication")]
    Authentication,

    /// <summary>404 with `model_not_found`.</summary>
    [JsonStringEnumMemberName("unknown-model")]
    UnknownModel,

    /// <summary>400 with `context_length_exceeded`.</summary>
    [JsonStringEnumMemberName("context-overflow")]
    ContextOverflow,

    /// <summary>500.</summary>
    [JsonStringEnumMemberName("server-error")]
    ServerError,

    /// <summary>The connection is accepted and nothing is ever answered.</summary>
    [JsonStringEnumMemberName("silence")]
    Silence,

    /// <summary>The stream begins and then says nothing more.</summary>
    [JsonStringEnumMemberName("stall")]
    Stall,

    /// <summary>The connection breaks in the middle of the stream.</summary>
    [JsonStringEnumMemberName("cut")]
    Cut,
}
