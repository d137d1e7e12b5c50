using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tests.Support;

/// <summary>Compares what a person would read with the copy beside the test, by Verify's convention.</summary>
internal static class Snapshot
{
    private static readonly string Root = typeof(Snapshot)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepositoryRoot")
        .Value!;

    /// <summary>Fails unless <c>Class.Method[_parameters].verified.extension</c> says the same; then the <c>.received.</c> file has what
    /// came.</summary>
    /// <param name="received">The text.</param>
    /// <param name="parameters">What tells the cases of a theory apart, e.g. <c>sample=one-wave</c>.</param>
    /// <param name="extension">The files' extension.</param>
    /// <param name="scrubbers">What to replace before comparing; see <see cref="Scrubber"/>.</param>
    /// <param name="file">The test's file.</param>
    /// <param name="method">The test's name.</param>
    public static void Matches(
        string received,
        string? parameters = null,
        string extension = "txt",
        IEnumerable<Scrubber>? scrubbers = null,
        [CallerFilePath] string file = "",
        [CallerMemberName] string method = ""
    )
    {
        var stem = Path.Combine(
            Path.GetDirectoryName(OnDisk(file))!,
            $"{Path.GetFileNameWithoutExtension(file)}.{method}{(parameters is null ? "" : $"_{parameters}")}"
        );
        var text = (scrubbers ?? []).Aggregate(received.ReplaceLineEndings("\n"), (current, scrubber) => scrubber.In(current));
        var (verifiedFile, receivedFile) = ($"{stem}.verified.{extension}", $"{stem}.received.{extension}");
        var verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile).ReplaceLineEndings("\n") : null;
        if (verified == text)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        text.ShouldBe(verified, $"If this is right: mv '{receivedFile}' '{verifiedFile}'");
    }

    // A continuous-integration build writes paths as if the repository lay in /_/.
    private static string OnDisk(string file) => file.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Root, file[3..]) : file;
}

/// <summary>Replaces what differs from run to run.</summary>
/// <param name="Pattern">A regular expression.</param>
/// <param name="Replacement">What stands for every match.</param>
internal sealed record Scrubber(string Pattern, string Replacement)
{
    /// <summary>Full commit hashes.</summary>
    public static Scrubber Commits { get; } = new("\\b[0-9a-f]{40}\\b", "<commit>");

    /// <summary>RFC 3339 times.</summary>
    public static Scrubber Times { get; } = new(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "<time>");

    /// <summary>A path of this machine.</summary>
    public static Scrubber Path(string path, string name) => new(Regex.Escape(path.TrimEnd('/')), $"<{name}>");

    /// <summary>The text with every match replaced.</summary>
    public string In(string text) => Regex.Replace(text, Pattern, Replacement);
}
