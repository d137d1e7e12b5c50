using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>A mapping of a kubeconfig, read by key and kind; what is of another kind is an error with its line, an unknown key is nobody's
/// business.</summary>
/// <param name="node">The mapping.</param>
/// <param name="file">The file, for messages.</param>
internal sealed class YamlReading(YamlMappingNode node, string file)
{
    /// <summary>Reads a document.</summary>
    /// <param name="text">The file's text, YAML or JSON.</param>
    /// <param name="file">The file, for messages.</param>
    /// <returns>Null when the document is empty.</returns>
    /// <exception cref="ClusterException">It is no YAML, or no mapping.</exception>
    public static YamlReading? Parse(string text, string file)
    {
        try
        {
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 || IsNull(stream.Documents[0].RootNode) ? null
                : stream.Documents[0].RootNode is YamlMappingNode root ? new(root, file)
                : throw Wrong(file, stream.Documents[0].RootNode, "is no mapping");
        }
        catch (YamlException broken)
        {
            throw ClusterException.BadKubeconfig($"{file}:{broken.Start.Line}: the kubeconfig is no YAML: {broken.Message.Split('\n')[0]}");
        }
    }

    /// <summary>A text; null when the key is missing or holds nothing.</summary>
    public string? Text(string key) =>
        Find(key) switch
        {
            null => null,
            YamlScalarNode scalar when IsText(scalar) => scalar.Value is { Length: > 0 } value ? value : null,
            var other => throw Wrong(file, other, $"{key} takes a text (put it into quotes)"),
        };

    /// <summary>True or false; false when the key is missing.</summary>
    public bool Flag(string key) =>
        Find(key) switch
        {
            null => false,
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "True" or "TRUE" } => true,
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" or "False" or "FALSE" } => false,
            var other => throw Wrong(file, other, $"{key} takes true or false"),
        };

    /// <summary>Bytes in base64; null when the key is missing or holds nothing.</summary>
    public byte[]? Bytes(string key)
    {
        try
        {
            return Text(key) is { } text ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            throw Wrong(file, Find(key)!, $"{key} is no base64");
        }
    }

    /// <summary>A mapping below this one; null when the key is missing.</summary>
    public YamlReading? Map(string key) =>
        Find(key) switch
        {
            null => null,
            YamlMappingNode map => new(map, file),
            var other => throw Wrong(file, other, $"{key} takes a mapping"),
        };

    /// <summary>The mappings of a list; none when the key is missing.</summary>
    public IEnumerable<YamlReading> Maps(string key) =>
        List(key)
            .Select(item =>
                item is YamlMappingNode map ? new YamlReading(map, file) : throw Wrong(file, item, $"{key} takes a list of mappings")
            );

    /// <summary>The texts of a list; none when the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        [
            .. List(key)
                .Select(item =>
                    item is YamlScalarNode scalar && IsText(scalar)
                        ? scalar.Value ?? ""
                        : throw Wrong(file, item, $"{key} takes a list of texts (put them into quotes)")
                ),
        ];

    /// <summary>The keys.</summary>
    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>What is there as JSON; null when the key is missing.</summary>
    public string? Json(string key) => Find(key) is { } found ? ToJson(found)?.ToJsonString() ?? "null" : null;

    /// <summary>Says what is wrong here.</summary>
    public ClusterException Wrong(string what) => Wrong(file, node, what);

    private YamlNode? Find(string key) =>
        node.Children.FirstOrDefault(child => child.Key is YamlScalarNode name && name.Value == key).Value is { } value && !IsNull(value)
            ? value
            : null;

    private IEnumerable<YamlNode> List(string key) =>
        Find(key) switch
        {
            null => [],
            YamlSequenceNode list => list.Children,
            var other => throw Wrong(file, other, $"{key} takes a list"),
        };

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "Null" or "NULL" or "~" };

    /// <summary>As YAML 1.1 has it, which kubectl reads: a plain number or truth value is no text.</summary>
    private static bool IsText(YamlScalarNode scalar) =>
        scalar.Style != ScalarStyle.Plain || ToJson(scalar) is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value ?? "", ToJson(child.Value)))
                    .OrderBy(child => child.Key, StringComparer.Ordinal)
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
            YamlScalarNode { Style: not ScalarStyle.Plain, Value: var text } => JsonValue.Create(text),
            YamlScalarNode { Value: "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" } =>
                JsonValue.Create(true),
            YamlScalarNode { Value: "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" } =>
                JsonValue.Create(false),
            YamlScalarNode { Value: { } text }
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(
                number
            ),
            YamlScalarNode { Value: { } text }
                when text.Any(char.IsAsciiDigit)
                    && !text.Contains(',', StringComparison.Ordinal)
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            YamlScalarNode scalar => IsNull(scalar) ? null : JsonValue.Create(scalar.Value),
            _ => null,
        };

    private static ClusterException Wrong(string file, YamlNode node, string what) =>
        ClusterException.BadKubeconfig(
            string.Create(CultureInfo.InvariantCulture, $"{file}:{node.Start.Line}: the kubeconfig cannot be used: {what}")
        );
}
