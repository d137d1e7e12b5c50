using SpecKitExtension.Reporting;

namespace SpecKitExtension.Commands;

/// <summary>What the process's output can show, from what the environment says of it.</summary>
internal static class Terminal
{
    /// <summary>Whether a person looks at stdout: a terminal that can move its cursor, and no build server.</summary>
    public static bool IsWatched(Func<string, string?> variable) =>
        !Console.IsOutputRedirected && variable("CI") is null or "" or "false" && (OperatingSystem.IsWindows() || variable("TERM") is not (null or "" or "dumb"));

    /// <summary>The screen that is written to.</summary>
    /// <param name="variable">The variables of the environment.</param>
    /// <param name="watched">Whether a person looks at it.</param>
    public static Screen Describe(Func<string, string?> variable, bool watched) =>
        watched ? new(Width(), IsUnicode(variable), string.IsNullOrEmpty(variable("NO_COLOR"))) : Screen.File;

    private static int? Width() => Console.WindowWidth is > 0 and var width ? width : null;

    /// <summary>As in C: the first of the three that is set decides. Where none is, a terminal of today is taken for granted.</summary>
    private static bool IsUnicode(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OutputEncoding.CodePage == 65001;
        }

        var locale = ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return locale is null || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }
}
