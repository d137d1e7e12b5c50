using SpecKitExtension.Reporting;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>What the process's output can show, from what the environment says of it.</summary>
internal static class Terminal
{
    /// <summary>Whether a person looks at stdout: a terminal that can move its cursor, and no build server.</summary>
    public static bool IsWatched(Variables variables) =>
        !Console.IsOutputRedirected
        && variables["CI"] is null or "" or "false"
        && (OperatingSystem.IsWindows() || variables["TERM"] is not (null or "" or "dumb"));

    /// <summary>The screen that is written to.</summary>
    /// <param name="variables">The variables of the environment.</param>
    /// <param name="watched">Whether a person looks at it.</param>
    public static Screen Describe(Variables variables, bool watched) =>
        watched ? new(Width(), IsUnicode(variables), string.IsNullOrEmpty(variables["NO_COLOR"])) : Screen.File;

    private static int? Width() => Console.WindowWidth is > 0 and var width ? width : null;

    /// <summary>As in C: the first of the three that is set decides. Where none is, a terminal of today is taken for granted.</summary>
    private static bool IsUnicode(Variables variables)
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OutputEncoding.CodePage == 65001;
        }

        var locale = ((string[])["LC_ALL", "LC_CTYPE", "LANG"])
            .Select(name => variables[name])
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return locale is null
            || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }
}
