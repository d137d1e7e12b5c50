using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SpecKitExtension.Pod;

/// <summary>The log as the last place that outlives the pod: the work as patches, file by file, the smallest first.</summary>
/// <param name="git">git.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">The log.</param>
internal sealed class Patches(PodGit git, PodSettings settings, Voice voice) : IDisposable
{
    private const int MostBytes = 1 << 20;
    private const int LineBytes = 6_000;
    private const string Marker = "::speckit-async::patch ";
    private readonly MemoryStream packed = new();
    private int printed;

    public void Dispose() => packed.Dispose();

    /// <summary>Prints them.</summary>
    /// <param name="tree">The tree that no branch has.</param>
    /// <param name="mayGoOn">Asked several times a second.</param>
    /// <returns>How many files are in the log, and how many are not.</returns>
    public (int Printed, int Missing) Print(string tree, Func<bool> mayGoOn)
    {
        var paths = BySize(tree, mayGoOn);
        using GZipStream zip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true);
        var taken = 0;
        List<string> missing = [];
        foreach (var path in paths)
        {
            if (Diff(tree, path, mayGoOn) is { } patch && Packed(patch) + packed.Length <= MostBytes * 3 / 4)
            {
                if (taken++ == 0)
                {
                    Announce();
                }

                zip.Write(patch);
                zip.Flush();
                Emit(all: false);
            }
            else
            {
                missing.Add(path);
            }
        }

        zip.Dispose();
        if (taken > 0)
        {
            Emit(all: true);
            voice.Say("end of the patch");
        }

        if (missing.Count > 0 || paths.Count == 0)
        {
            var names = string.Join(", ", missing.Take(20).Select(ByteText.Show));
            voice.Say(
                taken == 0
                    ? $"the work is not in this log: {(paths.Count == 0 ? "it could not be compared with its base" : $"it would take more than {MostBytes.ToString(CultureInfo.InvariantCulture)} bytes, or could not be read")}: {names}"
                    : $"{missing.Count} files are not in this log: {names}"
            );
        }

        return (taken, missing.Count);
    }

    private void Announce()
    {
        voice.Say(
            $"the work follows as a patch; to have it back, on {settings.BaseCommit}, from a transcript or kubectl logs --container courier:"
        );
        voice.Say(@"sed -n 's/^\([^ ]* courier \)\{0,1\}::speckit-async::patch //p' LOG | base64 -d | gunzip | git apply --index --binary");
    }

    /// <summary>Whole lines as soon as they are full, so that a log that breaks off still has what came before.</summary>
    private void Emit(bool all)
    {
        var bytes = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        while (bytes.Length - printed >= LineBytes || (all && bytes.Length > printed))
        {
            var count = Math.Min(LineBytes, bytes.Length - printed);
            voice.Tell(Marker + Convert.ToBase64String(bytes.Slice(printed, count)));
            printed += count;
        }
    }

    private static long Packed(byte[] patch)
    {
        using MemoryStream probe = new();
        using (GZipStream zip = new(probe, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(patch);
        }

        return probe.Length;
    }

    /// <summary>The changed paths, the smallest content first.</summary>
    private List<string> BySize(string tree, Func<bool> mayGoOn)
    {
        var end = Sure(new("diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", "-z", settings.BaseCommit, tree), mayGoOn);
        if (end is null)
        {
            return [];
        }

        var fields = ByteText.Split(end);
        List<(string Path, string Id)> changed = [];
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            changed.Add((fields[i + 1], fields[i].Split(' ')[3]));
        }

        var sizes = Sure(
            new("cat-file", "--batch-check=%(objectsize)")
            {
                Input = Encoding.ASCII.GetBytes(string.Concat(changed.Select(change => change.Id + "\n"))),
            },
            mayGoOn
        );
        var lines = sizes is null ? [] : ByteText.Of(sizes).Split('\n');
        return
        [
            .. changed
                .Select((change, i) => (change.Path, Size: i < lines.Length && long.TryParse(lines[i], out var size) ? size : 0))
                .OrderBy(change => change.Size)
                .Select(change => change.Path),
        ];
    }

    private byte[]? Diff(string tree, string path, Func<bool> mayGoOn) =>
        Sure(
            new("diff", "--binary", "--no-ext-diff", "--no-textconv", "--no-renames", settings.BaseCommit, tree, "--")
            {
                LastInBytes = ":(literal,top)" + path,
            },
            mayGoOn
        )
            is { Length: > 0 } patch
            ? patch
            : null;

    /// <summary>What git printed when it has come to its own good end; one that was killed is asked again.</summary>
    private byte[]? Sure(GitCall call, Func<bool> mayGoOn)
    {
        for (var attempt = 0; attempt < 3 && mayGoOn(); attempt++)
        {
            var end = git.Run(call, mayGoOn);
            if (end.Succeeded)
            {
                return end.Output;
            }
        }

        return null;
    }
}
