namespace SpecKitExtension.Tools;

/// <summary>Where other programs lie: in the folders of PATH that are whole paths, and nowhere else.</summary>
/// <remarks>
/// A relative or empty entry of PATH, and the working directory that the platform looks into by itself, would let a file of a cloned
/// repository run in a program's place. So a program is started by the path that is found here, and what it starts in turn sees only
/// <see cref="Path"/>.
/// </remarks>
internal sealed class Programs
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // An empty PATH means the working directory to a shell, and a missing one means it to some.
    private static readonly string[] Standard = ["/usr/bin", "/bin"];

    private readonly string[] folders;
    private readonly string[] endings;

    /// <summary>The programs of some folders.</summary>
    /// <param name="path">The folders as the variable PATH has them; null is none.</param>
    /// <param name="endings">What the names of programs end with, as Windows' PATHEXT has it; null where a name is a program's whole
    /// name.</param>
    public Programs(string? path, string? endings = null)
    {
        string[] whole =
        [
            .. (path ?? "")
                .Split(System.IO.Path.PathSeparator)
                .Select(folder => folder.Trim('"'))
                .Where(System.IO.Path.IsPathFullyQualified),
        ];
        folders = whole.Length > 0 || OperatingSystem.IsWindows() ? whole : Standard;
        this.endings = endings?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [""];
    }

    /// <summary>The programs of an environment's PATH.</summary>
    public static Programs Of(Variables variables) =>
        new(variables["PATH"], OperatingSystem.IsWindows() ? variables["PATHEXT"] ?? ".COM;.EXE;.BAT;.CMD" : null);

    /// <summary>PATH without the entries that mean another folder in another working directory.</summary>
    public string Path => string.Join(System.IO.Path.PathSeparator, folders);

    /// <summary>The whole path of a program.</summary>
    /// <param name="program">Its name, or its whole path.</param>
    /// <exception cref="ToolMissingException">There is none, or <paramref name="program"/> is a relative path.</exception>
    public string Find(string program) => TryFind(program) ?? throw new ToolMissingException(program);

    /// <summary>The whole path of a program, or null when there is none.</summary>
    /// <param name="program">Its name, or its whole path.</param>
    public string? TryFind(string program) =>
        System.IO.Path.IsPathFullyQualified(program)
            ? IsProgram(program)
                ? program
                : null
            : program.Length == 0 || System.IO.Path.GetFileName(program) != program
                ? null
                : folders
                    .SelectMany(folder => Names(program).Select(name => System.IO.Path.Combine(folder, name)))
                    .FirstOrDefault(IsProgram);

    private IEnumerable<string> Names(string program) =>
        endings.Any(ending => ending.Length > 0 && program.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? [program]
            : endings.Select(ending => program + ending);

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != 0);
}
