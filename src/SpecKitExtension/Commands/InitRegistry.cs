using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SpecKitExtension.Commands;

/// <summary>Our entry in the registry of the spec-kit CLI, so that it lists, refreshes and removes the extension as one of its
/// own.</summary>
internal static class InitRegistry
{
    /// <summary>The file.</summary>
    public const string File = ".specify/extensions/.registry";

    private const string Id = "async";
    private const string OpenCode = "opencode";

    /// <summary>The text with our entry up to date; null when it cannot be read.</summary>
    /// <param name="text">The file; null where it is missing.</param>
    /// <param name="manifest">Our extension.yml.</param>
    /// <param name="now">The time of a first installation.</param>
    public static string? Add(string? text, byte[] manifest, DateTimeOffset now)
    {
        if (
            InitJson.Parse(text ?? """{"schema_version": "1.0", "extensions": {}}""") is not { } root
            || root["extensions"] is not JsonObject extensions
        )
        {
            return null;
        }

        var hash = $"sha256:{InitRecord.Hash(manifest)}";
        if (extensions[Id] is not JsonObject entry)
        {
            extensions[Id] = new JsonObject
            {
                ["version"] = Version(manifest),
                ["source"] = "local",
                ["manifest_hash"] = hash,
                ["enabled"] = true,
                ["priority"] = 10,
                ["registered_commands"] = new JsonObject { [OpenCode] = Names() },
                ["registered_skills"] = new JsonArray(),
                ["installed_at"] = now.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
            };
            return InitJson.Text(root);
        }

        if (entry["manifest_hash"]?.ToString() == hash)
        {
            return text;
        }

        entry["version"] = Version(manifest);
        entry["manifest_hash"] = hash;
        if (entry["registered_commands"] is JsonObject commands)
        {
            commands[OpenCode] = Names();
        }

        return InitJson.Text(root);
    }

    /// <summary>The agents for which the CLI itself has written our commands: it alone knows where they are.</summary>
    public static IReadOnlyList<string> OtherAgents(string text) =>
        InitJson.Parse(text)?["extensions"] is JsonObject extensions
        && extensions[Id] is JsonObject entry
        && entry["registered_commands"] is JsonObject commands
            ? [.. commands.Select(agent => agent.Key).Where(agent => agent != OpenCode)]
            : [];

    /// <summary>The text without our entry; null when nothing is left of a file that was not there before us.</summary>
    public static string? Remove(string text, bool ours)
    {
        if (InitJson.Parse(text) is not { } root || root["extensions"] is not JsonObject extensions)
        {
            return text;
        }

        var wasThere = extensions.Remove(Id);
        return ours && extensions.Count == 0 ? null
            : wasThere ? InitJson.Text(root)
            : text;
    }

    private static string Version(byte[] manifest) =>
        Encoding
            .UTF8.GetString(manifest)
            .Split('\n')
            .Select(line => line.Trim())
            .First(line => line.StartsWith("version: ", StringComparison.Ordinal))["version: ".Length..]
            .Trim('"');

    private static JsonArray Names() => new([.. InitFiles.CommandNames.Select(name => (JsonNode)JsonValue.Create(name))]);
}
