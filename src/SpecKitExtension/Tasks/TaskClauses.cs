using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>
/// The dependencies that are typed on a task's own lines: in parentheses or brackets, at the end of a line behind a dash, or as a labelled
/// line. A keyword comes first (<c>depends on</c>, <c>depends:</c>, <c>after</c>, <c>needs</c>, <c>requires</c>, <c>blocked by</c>), then
/// only ids (<c>T012, T013</c>, <c>T012-T014</c>), phases (<c>Phase 2</c>) or stories (<c>US1</c>). Words in a running sentence are no
/// dependency.
/// </summary>
internal sealed partial class TaskClauses(NameIndex index, List<TaskProblem> problems)
{
    private const string Keyword = "(?:depends?(?: (?:up)?on)?|after|needs?|requires?|blocked by)";
    private const string Label = "(?:" + Keyword + "|dependenc(?:y|ies)|prerequisites?)";

    /// <summary>Adds the dependencies of one line, and the tasks that it names.</summary>
    /// <param name="line">The words of the line, without bullet, box, id and markers.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="task">The task (index) it belongs to.</param>
    /// <param name="draft">That task.</param>
    /// <param name="dependencies">Where to add.</param>
    public void Read(string line, int number, int task, TaskDraft draft, List<Dependency> dependencies)
    {
        if (!line.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return;
        }

        var words = WrittenNames.Of(line, index, titles: false);
        draft.Names.UnionWith(words.Names.SelectMany(name => name.Tasks).Where(other => other != task));
        if (words.Names.Count == 0)
        {
            return;
        }

        foreach (
            var match in Bracketed().Matches(words.Text).Concat(BehindDash().Matches(words.Text)).Concat(Labelled().Matches(words.Text))
        )
        {
            // "(after T003 has landed)" is as clear, but may be part of a sentence: it never stands against the order of the file.
            var isTyped = match.Groups["rest"].Value.AsSpan().Trim(" .") is [];
            foreach (var named in words.In(match.Groups["list"].Index, match.Groups["list"].Length))
            {
                Add(named, number, task, draft.Head.Id, isTyped, dependencies);
            }
        }

        foreach (Match match in Blocking().Matches(words.Text))
        {
            var followers = words.In(match.Groups["list"].Index, match.Groups["list"].Length).SelectMany(named => named.Tasks);
            dependencies.AddRange(
                followers.Where(other => other != task).Select(other => new Dependency(new(other, false), new(task, false), number, false))
            );
        }
    }

    private void Add(Named named, int number, int task, TaskId id, bool isTyped, List<Dependency> dependencies)
    {
        if (isTyped && named.Unknown is { } unknown)
        {
            problems.Add(
                index.IsId(unknown)
                    ? TaskProblems.UnknownId(number, id, unknown, index.Similar(unknown, id))
                    : TaskProblems.NotUnderstood(number, id, unknown)
            );
        }
        else if (isTyped && named.Tasks is [var only] && only == task)
        {
            problems.Add(TaskProblems.DependsOnItself(number, id));
        }

        dependencies.AddRange(
            named.Tasks.Where(other => other != task).Select(other => new Dependency(new(task, false), new(other, false), number, isTyped))
        );
        dependencies.AddRange(named.Phases.Select(phase => new Dependency(new(task, false), new(phase, true), number, isTyped)));
    }

    [GeneratedRegex(
        $@"[(\[（] ?(?:[^()\[\]（）\uE001]{{0,80}}; ?)?{Keyword} ?:? ?\[?(?<list>{WrittenNames.List})\]?(?<rest>[^()\[\]（）]*)[)\]）]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Bracketed();

    [GeneratedRegex($@" [-–—]+ ?{Keyword} ?:? ?(?<list>{WrittenNames.List})\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BehindDash();

    [GeneratedRegex($@"^{Label} ?:? ?(?<list>{WrittenNames.List})\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Labelled();

    [GeneratedRegex(
        $@"[(\[（] ?blocks ?:? ?(?<list>{WrittenNames.List}) ?[)\]）]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Blocking();
}
