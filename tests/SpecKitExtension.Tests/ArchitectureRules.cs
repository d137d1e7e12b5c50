using System.Text.RegularExpressions;

namespace SpecKitExtension.Tests;

/// <summary>A source file.</summary>
/// <param name="Path">Its path below src/SpecKitExtension, with slashes.</param>
/// <param name="Content">Its text.</param>
public sealed record SourceFile(string Path, string Content)
{
    /// <summary>Its top folder; empty for a file beside Program.cs.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

    /// <summary>Its lines with their numbers, whole-line comments left out.</summary>
    public IEnumerable<(int Number, string Text)> Code =>
        Content.Split('\n').Index().Select(line => (line.Index + 1, line.Item)).Where(line => !line.Item.TrimStart().StartsWith("//"));
}

/// <summary>How the tool is put together, as rules over its files.</summary>
public static partial class ArchitectureRules
{
    /// <summary>The folders in the order in which data flows; one may use only those before it.</summary>
    public static readonly string[] Order =
    [
        "Tools",
        "Tasks",
        "Naming",
        "Configuration",
        "Planning",
        "Rendering",
        "Git",
        "Logs",
        "Cluster",
        "Pod",
        "Agents",
        "Outcomes",
        "Running",
        "Reporting",
        "Doctor",
        "Commands",
    ];

    // What may be done behind one door only, and where that door is.
    private static readonly (string Pattern, string[] Doors)[] Doors =
    [
        (@"\bScriban\b", ["Rendering"]),
        (@"\bGetEnvironmentVariables?\b|\bGetFolderPath\b", ["Tools"]),
        (@"\bProcessStartInfo\b|\bProcess\.Start\b|\bnew Process\b|\bCliWrap\b", ["Tools"]),
        (
            @"\bHttpClient\b|\bSystem\.Net\.(Http|Sockets|WebSockets)\b|\bSocketsHttpHandler\b|\b(Tcp|Udp)Client\b|\bnew Socket\b",
            ["Cluster"]
        ),
        (@"\bSystem\.CommandLine\b|(?<!Spectre\.)\bConsole\.|\busing static System\.Console\b|\bAnsiConsole\.", ["Commands", ""]),
        (@"\bMicrosoft\.Extensions\.Configuration\b", ["Configuration"]),
    ];

    // Where Linux may be taken for granted: what runs in a pod or on the local runtime, what asks first which system it is or whether a file is there, and the
    // calls of Linux.
    private static readonly string[] OnLinux =
    [
        "Pod/",
        "Agents/Local/",
        "Tools/Linux",
        "Tools/OwnProgram.cs",
        "Tools/Programs.cs",
        "Cluster/Connecting/ClusterTarget.cs",
        "Tools/SystemCertificates.cs",
        "Commands/CertificateBundle.cs",
        "Commands/RunHooks.cs",
        "Commands/DemoCommand.cs",
    ];

    private const int LongestLine = 140;

    /// <summary>Everything that breaks a rule, as <c>path:line: what</c>.</summary>
    public static IEnumerable<string> Violations(IReadOnlyCollection<SourceFile> files)
    {
        var sources = files.Where(file => file.Path.EndsWith(".cs")).ToArray();
        return sources
            .SelectMany(OfFolder)
            .Concat(files.SelectMany(OfGlobalUsings))
            .Concat(sources.SelectMany(OfOrder))
            .Concat(sources.SelectMany(OfLines))
            .Concat(sources.SelectMany(OfDoors))
            .Concat(sources.SelectMany(OfMachines))
            .Concat(sources.SelectMany(file => OfTypes(file, sources)));
    }

    private static IEnumerable<string> OfFolder(SourceFile file)
    {
        if (!Order.Contains(file.Folder) && file.Path != "Program.cs")
        {
            yield return $"{file.Path}:1: lies in no folder of the layout";
        }

        var folders = file.Path.Contains('/') ? file.Path[..file.Path.LastIndexOf('/')].Replace('/', '.') : "";
        if (folders.Length > 0 && !file.Content.Contains($"namespace SpecKitExtension.{folders};"))
        {
            yield return $"{file.Path}:1: its namespace is not SpecKitExtension.{folders}, file-scoped";
        }
    }

    /// <summary>A line that no layout can shorten is one with a text in it; the lists of FileNames are texts.</summary>
    private static IEnumerable<string> OfLines(SourceFile file) =>
        from line in file.Content.Split('\n').Index()
        where line.Item.Length > LongestLine && !line.Item.Contains('"') && file.Path != "Tasks/FileNames.cs"
        select $"{file.Path}:{line.Index + 1}: has {line.Item.Length} characters, more than {LongestLine}";

    private static IEnumerable<string> OfGlobalUsings(SourceFile file) =>
        from line in file.Content.Split('\n').Index()
        where GlobalUsing().IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}: a global using hides who uses whom";

    private static IEnumerable<string> OfOrder(SourceFile file) =>
        from line in file.Code
        from Match match in FolderName().Matches(line.Text)
        let used = match.Groups["folder"].Value
        where Rank(used) > Rank(file.Folder)
        select $"{file.Path}:{line.Number}: {file.Folder} must not use {used}";

    private static IEnumerable<string> OfDoors(SourceFile file) =>
        from line in file.Code
        from door in Doors
        where !door.Doors.Contains(file.Folder)
        let match = Regex.Match(line.Text, door.Pattern)
        where match.Success
        select $"{file.Path}:{line.Number}: {match.Value} belongs in {string.Join(" or ", door.Doors.Select(folder => folder.Length > 0 ? folder : "Program.cs"))}";

    /// <summary>With a cluster the tool runs on macOS and Windows too.</summary>
    private static IEnumerable<string> OfMachines(SourceFile file) =>
        from line in file.Code
        where !OnLinux.Any(place => file.Path.StartsWith(place))
        let match = UnixWord().Match(line.Text)
        where match.Success
        select $"{file.Path}:{line.Number}: {match.Value} is not on every developer's machine";

    private static bool HasHeirs(string name, IReadOnlyCollection<SourceFile> sources) =>
        sources.Any(source => Regex.IsMatch(source.Content, $@"(class|record)\s[^{{;]*\)?\s*:\s*{Regex.Escape(name)}\b"));

    private static IEnumerable<string> OfTypes(SourceFile file, IReadOnlyCollection<SourceFile> sources)
    {
        foreach (var (number, text) in file.Code)
        {
            if (TypeDeclaration().Match(text) is not { Success: true } type)
            {
                continue;
            }

            var words = type.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Contains("public") || (!text.StartsWith(' ') && !words.Contains("internal") && !words.Contains("file")))
            {
                yield return $"{file.Path}:{number}: {type.Groups["name"].Value} is not internal";
            }

            var extensible = type.Groups["kind"].Value is "class" or "record" or "record class";
            if (extensible && !words.Intersect(["sealed", "abstract", "static"]).Any() && !HasHeirs(type.Groups["name"].Value, sources))
            {
                yield return $"{file.Path}:{number}: {type.Groups["name"].Value} is neither sealed, abstract nor static, and nothing derives from it";
            }
        }
    }

    private static int Rank(string folder) => Array.IndexOf(Order, folder) is >= 0 and var rank ? rank : Order.Length;

    [GeneratedRegex(@"\bglobal\s+using\b|<Using\s+Include=""SpecKitExtension")]
    private static partial Regex GlobalUsing();

    // A program or a path of Unix; completion only names the shells that it writes scripts for.
    [GeneratedRegex(
        @"""/(bin|usr|tmp|etc|proc|dev|var|run|home)\b[^""]*""|(?<!AcceptOnlyFromAmong\()""(bash|sh|setsid|flock|kill|timeout|tar|find|iconv|cat|sed|awk|chmod|mkdir|cp|mv|rm|ps|xargs|tee|sleep|uname|which)""\s*[,)]"
    )]
    private static partial Regex UnixWord();

    // In full, or from within our own namespace by its last part.
    [GeneratedRegex(
        @"\bSpecKitExtension\.(?<folder>Tools|Tasks|Naming|Planning|Rendering|Git|Logs|Cluster|Pod|Agents|Outcomes|Running|Reporting|Doctor|Configuration|Commands)\b|(?<![\w.""])(?<folder>Tools|Naming|Planning|Rendering|Logs|Agents|Outcomes|Running|Reporting|Doctor|Configuration|Commands)\.[A-Z]\w*"
    )]
    private static partial Regex FolderName();

    [GeneratedRegex(
        @"^\s*(\[[^\]]*\]\s*)?(?<words>((public|internal|private|protected|file|sealed|abstract|static|partial|readonly|ref|unsafe|new)\s+)*)(?<kind>class|record struct|record class|record|struct|interface|enum)\s+(?<name>[A-Z]\w*)\s*([<({:;]|$|where\b)"
    )]
    private static partial Regex TypeDeclaration();
}
