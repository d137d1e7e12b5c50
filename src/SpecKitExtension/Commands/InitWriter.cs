using System.Text;
using System.Text.Json.Nodes;
using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>Writes and removes files of a project, and spares what the user has changed.</summary>
/// <param name="project">The project.</param>
/// <param name="record">What was written before; kept up to date.</param>
/// <param name="force">Whether changes of the user go too.</param>
internal sealed class InitWriter(InitProject project, InitRecord record, bool force)
{
    private const UnixFileMode Program =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private readonly List<(InitChange What, string Path)> changes = [];

    /// <summary>What happened, in order; files that are as they should be are not mentioned.</summary>
    public IReadOnlyList<(InitChange What, string Path)> Changes => changes;

    /// <summary>Brings a file to its content.</summary>
    public void Install(InitFile file)
    {
        var current = project.Read(file.Path);
        if (current is not null && IsSame(current, file.Content))
        {
            record.Files[file.Path] = InitRecord.Hash(file.Content);
        }
        else if (current is null || (!file.Theirs && (force || IsOurs(file.Path, current))))
        {
            Write(file);
            record.Files[file.Path] = InitRecord.Hash(file.Content);
            changes.Add((current is null ? InitChange.Created : InitChange.Updated, file.Path));
        }
        else if (!file.Theirs)
        {
            changes.Add((record.Files.ContainsKey(file.Path) ? InitChange.Kept : InitChange.Foreign, file.Path));
        }
    }

    /// <summary>Says a setting in the developer's own file, which git ignores; what else it says stays.</summary>
    /// <exception cref="UsageException">The file is no JSON object.</exception>
    public void Choose(string setting, string value)
    {
        var before = project.Text(SettingsLoader.Local);
        if (InitJson.Parse(before ?? "{}") is not { } settings)
        {
            throw new UsageException(
                $"{SettingsLoader.Local} is no JSON object, or says a name twice, so {setting} cannot be set there.\nRepair it."
            );
        }

        if (settings[setting] is JsonValue said && said.ToString() == value)
        {
            return;
        }

        settings[setting] = value;
        ProjectFile.Write(project.Root, SettingsLoader.Local, Encoding.UTF8.GetBytes(InitJson.Text(settings) + "\n"));
        changes.Add((before is null ? InitChange.Created : InitChange.Updated, SettingsLoader.Local));
    }

    /// <summary>Writes a file of the tool's own that nobody edits.</summary>
    public void Keep(string path, string text)
    {
        var before = project.Text(path);
        if (before != text)
        {
            ProjectFile.Write(project.Root, path, Encoding.UTF8.GetBytes(text));
            changes.Add((before is null ? InitChange.Created : InitChange.Updated, path));
        }
    }

    /// <summary>Removes a file that is as it was written, or as the tool would write it.</summary>
    public void Remove(string path, byte[]? shipped)
    {
        var current = project.Read(path);
        if (current is not null && !force && !IsOurs(path, current) && !IsSame(current, shipped))
        {
            changes.Add((InitChange.Kept, path));
            return;
        }

        record.Files.Remove(path);
        if (current is not null || new FileInfo(project.At(path)).LinkTarget is not null)
        {
            File.Delete(project.At(path));
            changes.Add((InitChange.Removed, path));
            Prune(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Brings a text that others write to as well to a new state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">Its text; null where it is missing.</param>
    /// <param name="after">Its new text; null to remove it.</param>
    public void Share(string path, string? before, string? after)
    {
        if (after == before)
        {
            return;
        }

        changes.Add(
            (
                before is null ? InitChange.Created
                : after is null ? InitChange.Removed
                : InitChange.Updated,
                path
            )
        );
        if (after is null)
        {
            File.Delete(project.At(path));
            record.Created.Remove(path);
            Prune(Path.GetDirectoryName(path)!);
            return;
        }

        Write(new(path, new System.Text.UTF8Encoding(false).GetBytes(after)));
        if (before is null)
        {
            record.Created.Add(path);
        }
    }

    /// <summary>Removes a folder's empty remains, and those of the folders above it.</summary>
    public void Prune(string folder)
    {
        for (var at = folder; at is { Length: > 0 }; at = Path.GetDirectoryName(at))
        {
            if (new DirectoryInfo(project.At(at)) is not { Exists: true, LinkTarget: null })
            {
                continue;
            }

            if (Directory.EnumerateFileSystemEntries(project.At(at)).Any())
            {
                return;
            }

            Directory.Delete(project.At(at));
        }
    }

    private bool IsOurs(string path, byte[] current) =>
        record.Files.GetValueOrDefault(path) is { } hash
        && (hash == InitRecord.Hash(current) || hash == InitRecord.Hash(WithoutReturns(current)));

    /// <summary>Line ends are git's business: a checkout may have made CRLF of them.</summary>
    private static bool IsSame(byte[] current, byte[]? shipped) =>
        current.AsSpan().SequenceEqual(shipped) || (shipped is not null && WithoutReturns(current).AsSpan().SequenceEqual(shipped));

    private static byte[] WithoutReturns(byte[] content) =>
        [.. content.Where((letter, index) => letter != '\r' || index + 1 >= content.Length || content[index + 1] != '\n')];

    private void Write(InitFile file)
    {
        var path = project.At(file.Path);
        ProjectFile.Write(project.Root, file.Path, file.Content);
        if (file.Executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Program);
        }
    }
}
