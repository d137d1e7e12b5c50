using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>What a credential plugin has handed out.</summary>
/// <param name="Token">A bearer token; null for none.</param>
/// <param name="Certificate">A client certificate; null for none.</param>
/// <param name="Until">When it expires; null when it does not say.</param>
internal sealed record ExecCredential(string? Token, X509Certificate2Collection? Certificate, DateTimeOffset? Until)
{
    /// <summary>Asks the plugin.</summary>
    /// <param name="tools">Starts it.</param>
    /// <param name="plugin">The plugin.</param>
    /// <param name="target">The cluster it is asked for.</param>
    /// <param name="tell">Takes what it says to a person.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <exception cref="ClusterException">It is missing, failed, or answers with something else.</exception>
    public static async Task<ExecCredential> AskAsync(
        IToolRunner tools,
        ExecPlugin plugin,
        ClusterTarget target,
        Action<string> tell,
        CancellationToken ct
    )
    {
        if (plugin.InteractiveMode == "Always")
        {
            throw ClusterException.Plugin(
                plugin,
                "it wants a person at a terminal (interactiveMode: Always), and this program's input is not handed on"
            );
        }

        var variables = plugin
            .Environment.GroupBy(variable => variable.Key)
            .ToDictionary(same => same.Key, same => (string?)same.Last().Value);
        variables["KUBERNETES_EXEC_INFO"] = Info(plugin, target);
        ToolResult result;
        try
        {
            result = await tools.TryAsync(new(plugin.Command, plugin.Arguments) { Environment = variables }, ct);
        }
        catch (ToolMissingException)
        {
            throw ClusterException.Plugin(plugin, "it was not found", plugin.InstallHint);
        }

        var said = result.Error.Trim();
        if (!result.Succeeded)
        {
            throw ClusterException.Plugin(
                plugin,
                string.Create(CultureInfo.InvariantCulture, $"it exited with {result.ExitCode}{(said.Length == 0 ? "" : $":\n{said}")}")
            );
        }

        if (said.Length > 0)
        {
            tell(said);
        }

        return Read(plugin, result.Output);
    }

    private static ExecCredential Read(ExecPlugin plugin, string output)
    {
        try
        {
            using var answer = JsonDocument.Parse(output);
            var root = answer.RootElement;
            if (
                Text(root, "apiVersion") != plugin.ApiVersion
                || Text(root, "kind") != "ExecCredential"
                || !root.TryGetProperty("status", out var status)
                || status.ValueKind != JsonValueKind.Object
            )
            {
                throw ClusterException.Plugin(plugin, $"its answer is no ExecCredential of {plugin.ApiVersion}");
            }

            var (token, certificate, key) = (Text(status, "token"), Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
            if ((token is null && certificate is null) || (certificate is null) != (key is null))
            {
                throw ClusterException.Plugin(plugin, "its answer holds neither a token nor a certificate with its key");
            }

            return new(
                token,
                certificate is null ? null : ClientCertificates.Read(certificate, key!),
                Text(status, "expirationTimestamp") is { } until ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : null
            );
        }
        catch (Exception broken) when (broken is JsonException or FormatException or CryptographicException or ArgumentException)
        {
            throw ClusterException.Plugin(plugin, $"its answer cannot be read: {broken.Message}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>What the plugin is told, in the words and the order of kubectl.</summary>
    private static string Info(ExecPlugin plugin, ClusterTarget target)
    {
        JsonObject spec = [];
        if (plugin.ProvideClusterInfo)
        {
            JsonObject cluster = new() { ["server"] = target.Server.AbsoluteUri.TrimEnd('/') };
            Add(cluster, "tls-server-name", target.Cluster.TlsServerName);
            if (target.Cluster.Insecure)
            {
                cluster["insecure-skip-tls-verify"] = true;
            }

            var bundle = target.Cluster.AuthorityData ?? (target.Cluster.AuthorityFile is { } file ? File.ReadAllBytes(file) : null);
            Add(cluster, "certificate-authority-data", bundle is null ? null : Convert.ToBase64String(bundle));
            Add(cluster, "proxy-url", target.Cluster.ProxyUrl);
            cluster["config"] = target.Cluster.PluginConfig is { } config ? JsonNode.Parse(config) : null;
            spec["cluster"] = cluster;
        }

        spec["interactive"] = false;
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            new JsonObject
            {
                ["kind"] = "ExecCredential",
                ["apiVersion"] = plugin.ApiVersion,
                ["spec"] = spec,
            }.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void Add(JsonObject cluster, string name, string? value)
    {
        if (value is not null)
        {
            cluster[name] = value;
        }
    }
}

/// <summary>Client certificates with their keys.</summary>
internal static class ClientCertificates
{
    /// <summary>Reads a certificate, those that lead from it to its authority, and its key.</summary>
    /// <exception cref="CryptographicException">They are no PEM, or do not belong together.</exception>
    public static X509Certificate2Collection Read(string certificate, string key)
    {
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(certificate);
        return [X509Certificate2.CreateFromPem(certificate, key), .. chain.Skip(1)];
    }
}
