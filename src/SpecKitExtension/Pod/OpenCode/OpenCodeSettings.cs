using System.Globalization;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod.OpenCode;

/// <summary>What the adapter is told, by variables; docker/README.md has the table.</summary>
internal sealed record OpenCodeSettings
{
    private const string Compatible = "openai-compatible";
    private const string PriceForm =
        "MODEL_PRICE takes US dollars for a million tokens: read, written and, if you like, read from the cache and put into it, e.g. `3 15 0.3 3.75`";

    public required string Task { get; init; }

    public required string Model { get; init; }

    public required string SmallModel { get; init; }

    public required string Provider { get; init; }

    public string? BaseUrl { get; init; }

    public required string KeyVariable { get; init; }

    public string? Key { get; init; }

    public OpenCodeLimit? Limit { get; init; }

    /// <summary>What the model costs; null for what OpenCode knows of it.</summary>
    public OpenCodeCost? Price { get; init; }

    public required long HeaderTimeout { get; init; }

    public required long ChunkTimeout { get; init; }

    public required long MaxWait { get; init; }

    public required string Program { get; init; }

    public required string ConfigDirectory { get; init; }

    public required string Temporary { get; init; }

    public required string Report { get; init; }

    public required string FeatureDirectory { get; init; }

    /// <summary>The home of the developer whose own OpenCode this is, with its login, configuration and model; empty where it is configured
    /// here.</summary>
    public string OwnHome { get; private init; } = "";

    /// <summary>Whether OpenCode knows nothing of the provider's models.</summary>
    public bool IsCompatible => Provider == Compatible;

    /// <summary>Reads the variables.</summary>
    /// <exception cref="PodFailedException">One is missing or makes no sense.</exception>
    public static OpenCodeSettings Read(IReadOnlyDictionary<string, string> variables)
    {
        string Text(string name, string otherwise) =>
            variables.GetValueOrDefault(name) is { Length: > 0 } text ? Plain(name, text) : otherwise;
        string Required(string name) => Text(name, "") is { Length: > 0 } text ? text : throw new PodFailedException($"{name} is not set");
        var temporary = Text("TMPDIR", "/tmp");
        var provider = Text("MODEL_PROVIDER", Compatible);
        var (context, output) = (
            Number("MODEL_CONTEXT_TOKENS", provider == Compatible ? 128_000 : 0),
            Number("MODEL_OUTPUT_TOKENS", provider == Compatible ? 8_192 : 0)
        );
        var keyVariable = Text("MODEL_KEY_VARIABLE", "MODEL_API_KEY");
        var own = Text("OPENCODE_OWN_HOME", "");
        var model = own.Length > 0 ? "" : Required("MODEL_NAME");
        return new()
        {
            Task = Required("TASK_ID"),
            Model = model,
            SmallModel = Text("MODEL_SMALL_NAME", model),
            Provider = provider,
            OwnHome = own,
            BaseUrl =
                own.Length > 0 ? null
                : provider == Compatible ? Required("MODEL_BASE_URL")
                : Text("MODEL_BASE_URL", "") is { Length: > 0 } address ? address
                : null,
            KeyVariable = PodVariables.IsName(keyVariable)
                ? keyVariable
                : throw new PodFailedException("MODEL_KEY_VARIABLE is not the name of a variable"),
            Key = OfKey(keyVariable, variables.GetValueOrDefault(keyVariable)),
            Limit = context > 0 && output > 0 ? new(context, output) : null,
            Price = PriceOf(Text("MODEL_PRICE", "")),
            HeaderTimeout = Number("MODEL_HEADER_TIMEOUT_MS", 180_000),
            ChunkTimeout = Number("MODEL_CHUNK_TIMEOUT_MS", 180_000),
            MaxWait = Number("MODEL_MAX_WAIT_SECONDS", 300),
            Program = Find(Text("OPENCODE_BIN", "opencode"), variables.GetValueOrDefault("PATH")),
            ConfigDirectory = Linux.RealPath(Text("AGENT_CONFIG_DIR", "/etc/agent"))
                ?? throw new PodFailedException($"AGENT_CONFIG_DIR is not there: {Text("AGENT_CONFIG_DIR", "/etc/agent")}"),
            Temporary = temporary,
            Report = Text("AGENT_REPORT", Path.Combine(temporary, "agent-report")),
            FeatureDirectory = Text("SPECIFY_FEATURE_DIRECTORY", ""),
        };

        long Number(string name, long otherwise) =>
            variables.GetValueOrDefault(name) is not { Length: > 0 } text ? otherwise
            : text.Length <= 9 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new PodFailedException($"{name} is not a whole number");
    }

    private static OpenCodeCost? PriceOf(string text)
    {
        var numbers = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        decimal Number(int index) =>
            index >= numbers.Length ? 0
            : decimal.TryParse(numbers[index], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number < 1_000_000
                ? number
            : throw new PodFailedException(PriceForm);
        return numbers.Length == 0 ? null
            : numbers.Length is >= 2 and <= 4 ? new(Number(0), Number(1), Number(2), Number(3))
            : throw new PodFailedException(PriceForm);
    }

    /// <summary>A key from a file ends with a line break. OpenCode puts it into its JSON as it is, so what JSON cannot hold is
    /// refused.</summary>
    private static string? OfKey(string name, string? value)
    {
        var key = value?.Trim('\r', '\n');
        return key?.Any(letter => char.IsControl(letter) || letter is '"' or '\\') == true
                ? throw new PodFailedException($"{name} holds a quote, a backslash, a line break or another control character: no key does")
            : key is { Length: > 0 } ? key
            : null;
    }

    private static string Plain(string name, string text) =>
        text.Any(char.IsControl) ? throw new PodFailedException($"a setting contains a control character: {name}") : text;

    private static string Find(string program, string? path) =>
        program.Contains('/', StringComparison.Ordinal)
            ? Path.GetFullPath(program)
            : PodVariables.Find(path, program) ?? throw new PodFailedException($"{program} is not on PATH");
}
