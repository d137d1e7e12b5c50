using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class DescriptionSpecs
{
    [Fact]
    public void What_is_indented_below_a_task_belongs_to_it()
    {
        var list = TasksText.Read(
            "- [ ] T001 Create the model",
            "  with its fields",
            "  - id, title",
            "    - [ ] no id here",
            "",
            "  **Files**: `src/a.py`",
            "",
            "  ```python",
            "  import b.py",
            "  ```",
            "",
            "Not this.",
            "- [ ] T002 Next"
        );
        list.Tasks[0].Text.ShouldBe("Create the model");
        list.Tasks[0]
            .Description.ShouldBe(
                """
                Create the model
                with its fields
                - id, title
                  - [ ] no id here

                **Files**: `src/a.py`

                ```python
                import b.py
                ```
                """
            );
        list.Tasks[0].Files.ShouldBe(["src/a.py"]);
        list.Tasks[1].Description.ShouldBe("Next");
    }

    [Fact]
    public void An_indented_line_with_an_id_is_a_task_of_its_own()
    {
        var list = TasksText.Read(
            "- [ ] T001 Parent",
            "  - [ ] T002 Child",
            "    of T001",
            "  - a remark on the parent",
            "- [ ] no id",
            "  and nobody's"
        );
        list.Tasks.Select(task => task.Description).ShouldBe(["Parent\n- a remark on the parent", "Child\nof T001"]);
    }

    [Theory]
    [InlineData("goes on here", "Do it\ngoes on here")]
    [InlineData("**Checkpoint**: done", "Do it")]
    [InlineData("---", "Do it")]
    [InlineData("| a | b |", "Do it")]
    [InlineData("- other", "Do it")]
    [InlineData("> quote", "Do it")]
    [InlineData("## Heading", "Do it")]
    [InlineData("<!-- hidden -->", "Do it")]
    public void A_line_right_below_a_task_belongs_to_it_only_when_it_is_plain_text(string line, string description) =>
        TasksText.Read("- [ ] T001 Do it", line).Tasks[0].Description.ShouldBe(description);

    [Fact]
    public void Quoted_tasks_keep_their_lines() =>
        TasksText.Read("> - [ ] T001 Do it", ">   like this", "", "> Not this").Tasks[0].Description.ShouldBe("Do it\nlike this");

    [Fact]
    public void Comments_are_no_part_of_a_task() =>
        TasksText.Read("- [ ] T001 Do it <!-- in", "secret --> well", "  and more").Tasks[0].Description.ShouldBe("Do it\nand more");
}
