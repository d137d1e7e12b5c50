using System.Text;
using System.Text.RegularExpressions;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>docs/diagnostics.md, made from what the reader says of an example for each code.</summary>
internal static class DiagnosticsDocument
{
    private const string Head = """
        # Diagnostics

        What is wrong in a `tasks.md` has a code that never changes its meaning. `plan`, `doctor` and `lint` print it, and the MSBuild package makes it an error or a warning of the build. An error means that nothing is started and the exit code is 3; a warning changes nothing but tells what was understood; a note tells what somebody may want to know. A habit that a file repeats gives one warning.

        This page is generated: each sentence is what the tool says of the example below it.


        """;

    /// <summary>A file for each code that has that problem, and no other.</summary>
    private static readonly (string Code, string What, byte[] File, bool Shown)[] Examples =
    [
        Example("SKA001", "There is nothing to do.", "# Tasks", "", "Nothing here yet."),
        ("SKA002", "The file is UTF-16.", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("- [ ] T001 x\n")], false),
        Example(
            "SKA003",
            "Two tasks have one id.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T001 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA004",
            "A task waits for one that is not there.",
            "- [ ] T008 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T009 [ASYNC] Index the albums in src/index.cs (depends on T007)"
        ),
        Example("SKA006", "A task waits for itself.", "- [ ] T001 [ASYNC] Create the album model in src/album.cs (depends on T001)"),
        Example(
            "SKA007",
            "Tasks wait for each other in a circle.",
            "- [ ] T001 [P] [ASYNC] Create the album model in src/album.cs (depends on T002)",
            "- [ ] T002 [P] [ASYNC] Create the photo model in src/photo.cs (depends on T001)"
        ),
        ("SKA008", "There are so many dependencies that planning would take for ever.", TooMany(), false),
        Example(
            "SKA009",
            "Two ids would name one branch.",
            "- [ ] T012 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T-012 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA101",
            "A task is marked as yours and as an agent's.",
            "- [ ] T001 [SYNC] [ASYNC] Create the album model in src/album.cs"
        ),
        Example(
            "SKA102",
            "A line looks like a task, but for its check box.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "-[ ] T002 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA103",
            "A line looks like a task, but has no check box.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "- T002 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA104",
            "A code block takes the rest of the file.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "",
            "```text",
            "- [ ] T002 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA105",
            "A comment takes the rest of the file.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "",
            "<!-- later:",
            "- [ ] T002 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example("SKA106", "A task has an id and no text.", "- [ ] T001 [ASYNC]"),
        Example(
            "SKA107",
            "A task waits for a phase or a story that is not there.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T002 [ASYNC] Index the albums in src/index.cs (depends on Phase 2)"
        ),
        Example(
            "SKA108",
            "A line with a check box looks like a task, but does not begin with its id.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "- [ ] Task T002: [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example("SKA109", "A task says ASYNC where no marker is read.", "- [ ] T001 Create the album model in src/album.cs (ASYNC)"),
        Example(
            "SKA110",
            "An agent's task is struck out, but its box is not ticked.",
            "- [ ] ~~T001 [ASYNC] Create the album model in src/album.cs~~"
        ),
        Example("SKA112", "A task is in somebody's hands.", "- [~] T001 [ASYNC] Create the album model in src/album.cs"),
        Example(
            "SKA113",
            "A task is dropped.",
            "- [-] T001 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T002 [ASYNC] Create the photo model in src/photo.cs"
        ),
        Example(
            "SKA114",
            "The Dependencies section contradicts the order of the file.",
            "- [ ] T001 [ASYNC] Create the album model in src/album.cs",
            "- [ ] T002 [ASYNC] Index the albums in src/index.cs",
            "",
            "## Dependencies",
            "",
            "- T001 depends on T002"
        ),
        Example(
            "SKA115",
            "A task holds characters that nobody sees.",
            "- [ ] T001 [ASYNC] Create the album model\u2063\u200b in src/album.cs"
        ),
        Example(
            "SKA201",
            "A task names another one, and both can start now.",
            "- [ ] T001 [P] [ASYNC] Create the album model in src/album.cs",
            "- [ ] T002 [P] [ASYNC] Index the albums of T001 in src/index.cs"
        ),
        Example(
            "SKA202",
            "A phase could start earlier, if it were not for one line.",
            "## Phase 1: Setup",
            "- [ ] T001 [ASYNC] Create the project in src/app.csproj",
            "## Phase 2: User Story 1",
            "- [ ] T002 [ASYNC] Create the album model in src/album.cs",
            "## Phase 3: User Story 2",
            "- [ ] T003 [ASYNC] Create the photo model in src/photo.cs",
            "",
            "## Dependencies",
            "",
            "- All user stories depend on Setup",
            "- User Story 2 uses the models of User Story 1"
        ),
        Example("SKA203", "There is nothing for an agent.", "- [ ] T001 Create the album model in src/album.cs"),
        (
            "SKA111",
            "A line has bytes that are not UTF-8.",
            Encoding.Latin1.GetBytes("- [ ] T001 [ASYNC] Create the Maß in src/album.cs\n"),
            false
        ),
    ];

    /// <summary>The codes that the document explains.</summary>
    public static IEnumerable<string> Codes => Examples.Select(example => example.Code);

    /// <summary>The document.</summary>
    public static string Text()
    {
        StringBuilder text = new(Head.ReplaceLineEndings("\n"));
        text.Append("| code | | what |\n| --- | --- | --- |\n");
        var all = Examples
            .Select(example =>
                (
                    example.Code,
                    example.What,
                    Problem: Problem(example.Code, example.File),
                    Example: example.Shown ? Encoding.UTF8.GetString(example.File) : null
                )
            )
            .ToList();
        foreach (var (code, what, problem, _) in all)
        {
            text.Append($"| [{code}](#{code.ToLowerInvariant()}) | {Word(problem)} | {what} |\n");
        }

        foreach (var (code, what, problem, example) in all)
        {
            text.Append($"\n## {code}\n\n{what} {problem.Severity}, here on line {problem.Line}:\n\n> {problem.Problem} {problem.Hint}\n");
            text.Append(example is null ? "" : $"\n````markdown\n{example}\n````\n");
        }

        return text.ToString();
    }

    private static TaskProblem Problem(string code, byte[] file)
    {
        var problems = Planner.Make(TasksText.Read(file)).Problems;
        problems
            .Where(problem => problem.Severity > Severity.Note || problem.Code == code)
            .Select(problem => problem.Code)
            .Distinct()
            .ShouldBe([code], $"the example of {code}");
        return problems.First(problem => problem.Code == code);
    }

    private static byte[] TooMany() =>
        TasksText.Bytes(
            string.Join(
                '\n',
                Enumerable.Range(1_000, 1_400).Select(number => $"- [ ] T{number} x{(number < 1_700 ? "" : " (depends on T1000-T1699)")}")
            )
        );

    private static string Word(TaskProblem problem) => SpecKitExtension.Reporting.PlanText.Word(problem.Severity);

    private static (string Code, string What, byte[] File, bool Shown) Example(string code, string what, params string[] lines) =>
        (code, what, TasksText.Bytes(string.Join('\n', lines)), true);
}

/// <summary>`SPECKIT_ASYNC_UPDATE=1 dotnet test` writes the page.</summary>
public sealed class DiagnosticsTests
{
    [Fact]
    public void The_page_of_diagnostics_says_what_the_tool_says()
    {
        var file = TasksText.PathOf("docs/diagnostics.md");
        var text = DiagnosticsDocument.Text();
        if (Environment.GetEnvironmentVariable("SPECKIT_ASYNC_UPDATE") == "1")
        {
            File.WriteAllText(file, text);
        }

        File.ReadAllText(file).ShouldBe(text, "Run the tests with SPECKIT_ASYNC_UPDATE=1 and commit docs/diagnostics.md.");
    }

    [Fact]
    public void Every_code_is_explained() =>
        Directory
            .EnumerateFiles(TasksText.PathOf("src/SpecKitExtension"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "\"SKA[0-9]{3}\""))
            .Select(match => match.Value.Trim('"'))
            .Distinct()
            .ShouldBe(DiagnosticsDocument.Codes, ignoreOrder: true);
}
