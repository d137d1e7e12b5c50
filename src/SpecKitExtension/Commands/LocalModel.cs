using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>The model of OpenCode on the local runtime: from the settings, else from the developer's MODEL_… variables.</summary>
/// <param name="settings">The settings.</param>
/// <param name="variables">The developer's environment.</param>
internal sealed class LocalModel(Settings settings, Variables variables)
{
    private const string Compatible = "openai-compatible";

    private string Provider => settings.Model.Provider ?? Said("MODEL_PROVIDER") ?? Compatible;

    private string? Name => settings.Model.Name ?? Said("MODEL_NAME");

    private string? BaseUrl => settings.Model.BaseUrl ?? Said("MODEL_BASE_URL");

    /// <summary>The variable that holds the provider's key.</summary>
    public string KeyVariable => settings.Model.KeyVariable ?? Said("MODEL_KEY_VARIABLE") ?? "MODEL_API_KEY";

    /// <summary>Whether agents run the developer's own OpenCode, which has a model of its own.</summary>
    public bool IsMine => settings.Local.UseMyOpenCode;

    /// <summary>What is missing, as a finished message; null when a model can be asked.</summary>
    public string? Problem =>
        IsMine ? null
        : Name is null
            ? $"OpenCode has no model: model.name is not set. Set it in {SettingsLoader.Local}, e.g. {{ \"model\": {{ \"provider\": \"anthropic\", \"name\": \"…\" }} }}, or by MODEL_NAME."
        : Provider == Compatible && BaseUrl is null
            ? $"OpenCode cannot reach its model: model.baseUrl is not set, which {Compatible} needs. Set it in {SettingsLoader.Local} or by MODEL_BASE_URL, or name another model.provider."
        : settings.Budget is { Usd: > 0 } or { FeatureUsd: > 0 } && Provider == Compatible && Price is null
            ? $"A budget in US dollars cannot be kept: nobody has said what {Name} costs. Set model.price in {SettingsLoader.Local}, e.g. \"3 15\" for a million tokens read and written, or set budget.tokens in its place."
        : null;

    private string? Price => settings.Model.Price ?? Said("MODEL_PRICE");

    /// <summary>The OpenCode that agents run.</summary>
    public string Program => Said("OPENCODE_BIN") ?? "opencode";

    /// <summary>The variables that the adapter reads, with the values that are fixed.</summary>
    public Dictionary<string, string> Fixed =>
        new Dictionary<string, string?>
        {
            ["OPENCODE_OWN_HOME"] = IsMine ? variables["HOME"] : null,
            ["MODEL_PROVIDER"] = settings.Model.Provider,
            ["MODEL_NAME"] = settings.Model.Name,
            ["MODEL_BASE_URL"] = settings.Model.BaseUrl,
            ["MODEL_PRICE"] = settings.Model.Price,
            ["MODEL_KEY_VARIABLE"] = settings.Model.KeyVariable,
        }
            .Where(variable => variable.Value is not null)
            .ToDictionary(variable => variable.Key, variable => variable.Value!);

    /// <summary>The variables of the developer that the adapter sees.</summary>
    public IEnumerable<string> Inherited =>
        IsMine
            ? ["OPENCODE_BIN", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]
            :
            [
                "OPENCODE_BIN",
                "MODEL_PROVIDER",
                "MODEL_NAME",
                "MODEL_SMALL_NAME",
                "MODEL_BASE_URL",
                "MODEL_CONTEXT_TOKENS",
                "MODEL_OUTPUT_TOKENS",
                "MODEL_HEADER_TIMEOUT_MS",
                "MODEL_CHUNK_TIMEOUT_MS",
                "MODEL_MAX_WAIT_SECONDS",
                "MODEL_PRICE",
                "MODEL_KEY_VARIABLE",
                KeyVariable,
            ];

    /// <summary>The model as <c>doctor</c> shows it.</summary>
    public override string ToString() =>
        IsMine
            ? "that of your own OpenCode (local.useMyOpenCode)"
            : $"{Provider} {Name}{(BaseUrl is { } url ? $" at {url}" : "")}, key {(Said(KeyVariable) is null ? $"not set ({KeyVariable})" : $"from {KeyVariable}")}";

    private string? Said(string name) => variables[name] is { Length: > 0 } value ? value : null;
}
