using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Where tasks are, and where they only seem to be.</summary>
public class BlockSpecs
{
    private const string Task1 = "- [ ] T001 first";
    private const string Task2 = "- [ ] T002 second";

    [Theory]
    [InlineData("```\n- [ ] T009 x\n```")]
    [InlineData("```bash\n- [ ] T009 x\n```")]
    [InlineData("~~~\n- [ ] T009 x\n```\n- [ ] T008 x\n~~~")]
    [InlineData("````md\n```\n- [ ] T009 x\n```\n- [ ] T008 x\n````")]
    [InlineData("  ```\n  - [ ] T009 x\n  ```")]
    [InlineData("        ```\n        - [ ] T009 x\n        ```")]
    [InlineData("\t\t```\n\t\t- [ ] T009 x\n\t\t```")]
    [InlineData("\n        ```\n        - [ ] T009 x\n        ```\n")]
    [InlineData("> ```\n> - [ ] T009 x\n> ```")]
    [InlineData("- ```\n  - [ ] T009 x\n  ```")]
    [InlineData("1. step\n   ```\n   - [ ] T009 x\n   ```")]
    [InlineData("```\n- [ ] T009 x\n      ```")]
    [InlineData("```` `` no fence\n")]
    public void Code_blocks_hold_no_tasks(string block)
    {
        var list = TasksText.Read(Task1, block, Task2);
        list.Ids().ShouldBe("T001 T002");
        list.Problems.Codes().ShouldBe("");
    }

    [Theory]
    [InlineData("<!-- - [ ] T009 x -->")]
    [InlineData("<!--\n- [ ] T009 x\n-->")]
    [InlineData("<!--\n\n- [ ] T009 x\n\n```\n-->")]
    [InlineData("Some text <!-- old:\n- [ ] T009 x\n--> more")]
    [InlineData("   <!--\n- [ ] T009 x\n-->")]
    [InlineData("      <!--\n- [ ] T009 x\n-->")]
    [InlineData("- item\n  <!--\n- [ ] T009 x\n  -->")]
    [InlineData("<!-- a --> <!--\n- [ ] T009 x\n-->")]
    [InlineData("<!-- a\n--> text <!-- b\n- [ ] T009 x\n-->")]
    [InlineData("<!-- a --> - [ ] T009 x")]
    [InlineData("> <!--\n> - [ ] T009 x\n> -->")]
    public void Comments_hold_no_tasks(string comment)
    {
        var list = TasksText.Read(Task1, "", comment, Task2);
        list.Ids().ShouldBe("T001 T002");
        list.Problems.Codes().ShouldBe("");
    }

    [Theory]
    [InlineData("Write `<!--` before a note", "and `-->` behind it")]
    [InlineData("An arrow <!-- that is never closed", "")]
    [InlineData("```\n<!--\n```", "")]
    public void What_only_looks_like_a_comment_hides_nothing(string before, string behind) =>
        TasksText.Read(before, "", Task1, Task2, "", behind).Ids().ShouldBe("T001 T002");

    [Fact]
    public void Front_matter_holds_no_tasks()
    {
        TasksText.Read("---", "description: x", "- [ ] T009 x", "---", Task1, "---", Task2).Ids().ShouldBe("T001 T002");
        TasksText.Read("---", Task1, "", Task2).Ids().ShouldBe("T001 T002");
        TasksText.Read("# Tasks", "---", Task1, "---", Task2).Ids().ShouldBe("T001 T002");
    }

    [Theory]
    [InlineData("```\nnever closed", "3:SKA104")]
    [InlineData("<!-- never closed", "3:SKA105")]
    public void What_is_never_closed_hides_the_rest_and_I_am_told(string block, string problem)
    {
        var list = TasksText.Read(Task1, "", block, Task2);
        list.Ids().ShouldBe("T001");
        list.Problems.Codes().ShouldBe(problem);
    }

    [Fact]
    public void A_code_block_that_is_never_closed_ends_with_its_list_item()
    {
        var list = TasksText.Read(Task1, "  ```bash", "  run", Task2, "  ```bash", "  run", "  ```", "- [ ] T003 third");
        list.Ids().ShouldBe("T001 T002 T003");
        list.Problems.Codes().ShouldBe("2:SKA104");
    }

    [Theory]
    [InlineData("A paragraph\n    - [ ] T009 x")]
    [InlineData("A paragraph\n\n    - [ ] T009 x")]
    [InlineData("A paragraph\n- [ ] T009 x")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |\n- [ ] T009 x")]
    [InlineData("<details>\n- [ ] T009 x\n</details>")]
    [InlineData("<details>\n\n- [ ] T009 x\n\n</details>")]
    [InlineData("1. one\n2. [ ] T009 x")]
    [InlineData("> quoted\n> > - [ ] T009 x")]
    [InlineData("***\n- [ ] T009 x\n***")]
    [InlineData("[link]: http://x\n- [ ] T009 x")]
    [InlineData("## Phase 1: A\n- [ ] T009 x\n### B")]
    public void Whatever_stands_around_it_a_task_is_not_lost(string lines)
    {
        var list = TasksText.Read(Task1, "", lines, "", Task2);
        list.Ids().ShouldBe("T001 T009 T002");
        list.Problems.Codes().ShouldBe("");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Any_line_end_will_do(string lineEnd)
    {
        var text = string.Join(
            lineEnd,
            "# Tasks",
            "## Phase 1: A",
            "",
            "```",
            "- [ ] T009 x",
            "```",
            Task1,
            "  more",
            "## Phase 2: B",
            Task2,
            ""
        );
        var list = TasksText.Read(TasksText.Bytes('\uFEFF' + text));
        list.Ids().ShouldBe("T001 T002");
        list.Tasks.Select(task => task.Line).ShouldBe([7, 10]);
        list.Tasks.Select(task => task.Phase).ShouldBe([0, 1]);
        list.Tasks[0].Description.ShouldBe("first\nmore");
        list.Problems.Codes().ShouldBe("");
    }

    [Fact]
    public void A_file_without_tasks_is_an_error()
    {
        TasksText.Read("").Problems.Codes().ShouldBe("1:SKA001");
        TasksText.Read(Array.Empty<byte>()).Problems.Codes().ShouldBe("1:SKA001");
        TasksText.Read([0xFF, 0xFE, 0x2D, 0x00]).Problems.Codes().ShouldBe("1:SKA002");
    }

    [Theory]
    [InlineData("```", "```")]
    [InlineData("~~~~", "    ~~~~")]
    [InlineData("<!--", "-->")]
    [InlineData("text <!-- mid-line", "-->")]
    [InlineData("- item\n  ```", "  ```")]
    [InlineData("> ```", "> ```")]
    public void A_long_file_is_read_like_a_short_one(string opening, string closing)
    {
        var inside = opening[0] switch
        {
            '>' => "> - [ ] T900 x\n> # Phase 9: x",
            '-' => "  - [ ] T900 x\n  # Phase 9: x",
            _ => "- [ ] T900 x\n# Phase 9: x",
        };
        for (var before = 160; before <= 260; before++)
        {
            string[] tasks = [.. Enumerable.Range(1, before).Select(number => $"- [ ] T{number:0000} x")];
            var list = TasksText.Read([
                "## Phase 1: A",
                .. tasks,
                "",
                opening,
                .. Enumerable.Repeat(inside, 40),
                closing,
                "## Phase 2: B",
                "- [ ] T5000 x",
                "```",
                "- [ ] T901 x",
                "```",
                "- [ ] T5001 x",
            ]);
            list.Problems.Codes().ShouldBe("");
            list.Tasks.Count.ShouldBe(before + 2, $"{before} lines before");
            list.Phases.Select(phase => phase.Label()).ShouldBe(["1", "2"]);
        }
    }
}
