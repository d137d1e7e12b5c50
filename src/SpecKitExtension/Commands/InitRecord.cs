using System.Security.Cryptography;
using System.Text.Json;
using SpecKitExtension.Reporting;

namespace SpecKitExtension.Commands;

/// <summary>What <c>init</c> has written, so that it knows what the user has changed since.</summary>
/// <param name="Files">The SHA-256 of each file by its path.</param>
/// <param name="Created">Files shared with others that were not there before.</param>
internal sealed record InitRecord(SortedDictionary<string, string> Files, SortedSet<string> Created)
{
    /// <summary>Where it is kept; under version control, as what it describes is.</summary>
    public const string Path = $"{InitFiles.Own}/installed.json";

    /// <summary>Paths of the record that <c>init</c> never writes, so it does not touch them: anybody can have put them there.</summary>
    public IReadOnlyList<string> Foreign { get; private init; } = [];

    /// <summary>Reads the record of a project; an empty one where there is none.</summary>
    /// <exception cref="UsageException">It is damaged, or a link.</exception>
    public static InitRecord Load(InitProject project)
    {
        InitRecord record = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        if (project.Text(Path) is not { } text)
        {
            return record;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var files = json
                .RootElement.GetProperty("files")
                .EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "");
            foreach (var (path, hash) in files.Where(file => InitFiles.MayBeOurs(file.Key)))
            {
                record.Files[path] = hash;
            }

            record.Created.UnionWith(
                json.RootElement.GetProperty("created")
                    .EnumerateArray()
                    .Select(path => path.GetString() ?? "")
                    .Where(path => path is InitHooks.File or InitRegistry.File)
            );
            return record with { Foreign = [.. files.Keys.Except(record.Files.Keys)] };
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException(
                $"{Path} is damaged: {failure.Message}\nRestore it from version control, or delete it: then every file that differs from the tool's counts as changed by you."
            );
        }
    }

    /// <summary>The hash of a content.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public override string ToString() =>
        JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("about", "Hashes of what dotnet speckit-async init wrote; they tell your changes from its own.");
            json.WriteStartObject("files");
            foreach (var (path, hash) in Files)
            {
                json.WriteString(path, hash);
            }

            json.WriteEndObject();
            json.WriteStrings("created", Created);
            json.WriteEndObject();
        }) + "\n";
}
