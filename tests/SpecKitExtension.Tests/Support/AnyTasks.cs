using FsCheck;
using FsCheck.Fluent;

namespace SpecKitExtension.Tests.Support;

/// <summary>Random files: noise, fragments of Markdown in any order, and well-formed task lists.</summary>
internal static class AnyTasks
{
    private static readonly string[] Fragments =
    [
        "- [ ] T001 x",
        "- [x] T002 y [ASYNC]",
        "- [ ] [P] **T003** src/a.py (depends on T001)",
        "  - [ ] T004a z",
        "> 1. [ ] TDD-R01 q",
        "-[ ] T021",
        "- [ ]T023",
        "- [] T022",
        "- T9",
        "```",
        "~~~",
        "````md",
        "        ```",
        "<!--",
        "-->",
        "---",
        "## Phase 1: A",
        "### Phase 3.1",
        "## Dependencies",
        "T001 depends on T002-T004, T003",
        "Phase 2 depends on Phase 1",
        "(depends on ",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        " ",
        "\t",
        "> ",
        "`",
        "``",
        "**",
        "__",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "[P]",
        "[ASYNC]",
        "[SYNC]",
        "[US1]",
        "#",
        "\0",
        "\uFEFF",
        "é",
        "🎉",
        "a/b.c",
        "http://",
        "\\",
        "*",
    ];

    public static Arbitrary<byte[]> Bytes() =>
        Arb.From(
            Gen.OneOf(
                Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
                Gen.Elements(Fragments).ArrayOf().Select(parts => TasksText.Bytes(string.Concat(parts))),
                Gen.OneOf(Gen.Elements(Fragments).Select(TasksText.Bytes), Gen.Choose(128, 255).Select(value => new[] { (byte)value }))
                    .ArrayOf()
                    .Select(parts => parts.SelectMany(part => part).ToArray())
            )
        );

    /// <summary>A file with stories that say that they run beside each other.</summary>
    public static string[] Stories { get; } =
    [
        "## Phase 1: Setup",
        "- [ ] T001 [ASYNC] a",
        "## Phase 2: Foundational",
        "- [ ] T002 [ASYNC] b",
        "## Phase 3: User Story 1 - Store",
        "- [ ] T003 [P] [ASYNC] c",
        "- [ ] T004 [P] [ASYNC] c",
        "## Phase 4: User Story 2 - Views",
        "- [ ] T005 [ASYNC] d",
        "## Phase 5: User Story 3 - Print",
        "- [ ] T006 [ASYNC] e",
        "## Phase 6: Polish",
        "- [ ] T007 [ASYNC] f",
        "",
        "## Dependencies",
        "",
        "- Phase 3 can start after Phase 2",
        "- User Story 2: Depends on Foundational",
    ];

    /// <summary>Sentences that name tasks, phases and stories; none has a clause in which nothing stands but names and words of the grammar
    /// of dependencies.</summary>
    public static Arbitrary<string> Sentences()
    {
        string[] names =
        [
            "T001",
            "T003",
            "T004-T006",
            "Phase 3",
            "Phase 5",
            "Phases 3-5",
            "Phase 4+",
            "US1",
            "US2",
            "User Story 3",
            "User Story 1 (P1)",
            "all user stories",
            "Foundational",
            "Polish",
            "阶段4",
            "fase 5",
        ];
        string[] grammar =
        [
            "depends on",
            "after",
            "needs",
            "requires",
            "blocks",
            "→",
            "once",
            "can start",
            "in parallel",
            "independent of",
            "no dependencies",
            "and",
            "the",
            "is complete",
            ",",
            ":",
            "**",
            "`",
            "[P]",
        ];
        string[] others =
        [
            "before",
            "until",
            "but",
            "not",
            "with",
            "'s store",
            "x",
            "必要",
            "nach",
            "src/a.ts",
            "first",
            "(needs US1)",
            "(x)",
        ];
        string[] ends = [";", ".", "—", " - "];
        return Arb.From(
            Gen.Frequency((4, Gen.Elements(names)), (4, Gen.Elements(grammar)), (3, Gen.Elements(others)), (1, Gen.Elements(ends)))
                .ArrayOf()
                .Where(words => !HasClauseOf(words, grammar, ends, [.. others.Where(word => word != "(x)")]))
                .Select(words => string.Join(' ', words))
        );
    }

    private static bool HasClauseOf(string[] words, string[] grammar, string[] ends, string[] others)
    {
        var clauses = words.Aggregate(new List<List<string>> { new() }, (clauses, word) =>
        {
            if (ends.Contains(word))
            {
                clauses.Add([]);
            }
            else
            {
                clauses[^1].Add(word);
            }

            return clauses;
        });
        return clauses.Exists(clause => clause.Exists(grammar[..11].Contains) && !clause.Exists(others.Contains));
    }

    /// <summary>Lines of a tasks.md without errors in it, though it may turn out to have cycles.</summary>
    public static Arbitrary<string[]> Lines()
    {
        var line =
            from kind in Gen.Choose(0, 11)
            from parallel in Gen.Elements("", "[P] ", "[P] ")
            from mode in Gen.Elements("[ASYNC] ", "[ASYNC] ", "[SYNC] ")
            from box in Gen.Elements(" ", " ", " ", "x")
            from file in Gen.Elements("", "", "in src/a.py", "in src/b.py", "in src/a.py and src/c.py")
            from distance in Gen.Choose(-6, 6)
            select (kind, text: $"{parallel}{mode}", box, file, distance);
        return Arb.From(
            line.ArrayOf()
                .Select(lines => lines.SelectMany((next, index) => Lines(lines.Length, index, next)).Append("- [ ] T999 last").ToArray())
        );
    }

    private static IEnumerable<string> Lines(int count, int index, (int Kind, string Text, string Box, string File, int Distance) next)
    {
        if (next.Kind == 0)
        {
            yield return $"## Phase {index}: Title";
        }

        var other = index + next.Distance;
        var depends =
            next.Kind is 1 or 2 && other >= 0 && other < count && other != index && (next.Kind == 1 || other < index)
                ? $" (depends on T{other:000})"
                : "";
        yield return $"- [{next.Box}] T{index:000} {next.Text}do {next.File}{depends}";
        if (next.Kind == 3)
        {
            yield return $"## Dependencies\n- Phase {index} depends on Phase {Math.Max(0, other)}\n- Phases {Math.Max(0, index - 3)} and {index} depend on Phase {Math.Max(0, index - 8)}";
        }
    }
}
