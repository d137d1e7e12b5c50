using System.Globalization;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>Problems of tasks.md as other programs read them.</summary>
internal static class LintText
{
    /// <summary>MSBuild's canonical form, a line each: <c>tasks.md(42): error SKA003: what is wrong. What to do.</c></summary>
    /// <param name="file">The file's whole path, so that an editor finds it.</param>
    /// <param name="problems">Its problems.</param>
    public static string MsBuild(string file, IReadOnlyList<TaskProblem> problems) =>
        string.Concat(
            problems.Select(problem =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Sanitizer.Neutralize(file)}({problem.Line}): {PlanText.Word(problem.Severity)} {problem.Code}: {Sanitizer.Neutralize($"{problem.Problem} {problem.Hint}")}\n"
                )
            )
        );

    /// <summary>A number of things.</summary>
    public static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
