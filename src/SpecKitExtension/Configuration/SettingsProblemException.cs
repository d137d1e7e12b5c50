namespace SpecKitExtension.Configuration;

/// <summary>Everything that is wrong with the settings, one finished line each.</summary>
internal sealed class SettingsProblemException : Exception
{
    /// <param name="problems">The lines; each begins with file and line, variable or flag.</param>
    public SettingsProblemException(IEnumerable<string> problems)
        : this([.. problems.Select(Printable)]) { }

    private SettingsProblemException(string[] problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>The problems.</summary>
    public IReadOnlyList<string> Problems { get; }

    // They quote files that came with a repository.
    private static string Printable(string line) => string.Concat(line.Select(character => char.IsControl(character) ? '?' : character));
}
