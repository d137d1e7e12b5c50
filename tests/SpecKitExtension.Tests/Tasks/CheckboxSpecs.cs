using System.Text;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class CheckboxSpecs
{
    [Fact]
    public void Ticking_changes_one_character_of_each_task_and_nothing_else()
    {
        byte[] before =
        [
            0xEF,
            0xBB,
            0xBF,
            .. "# Tasks\r\n- [ ] T001 caf"u8,
            0xE9,
            0xFF,
            .. " x\r- [ ]\tT002 y\n\n> 1. [ ] T003 z\r\n- [x] T004 a\0"u8,
        ];
        var after = Tick(before, "T001", "t003", "T004", "T099");
        after.Length.ShouldBe(before.Length);
        Encoding
            .Latin1.GetString(after)
            .ShouldBe(
                Encoding
                    .Latin1.GetString(before)
                    .Replace("[ ] T001", "[X] T001", StringComparison.Ordinal)
                    .Replace("[ ] T003", "[X] T003", StringComparison.Ordinal)
            );
        TasksText.Read(after).Tasks.Select(task => task.Done).ShouldBe([true, false, true, true]);
    }

    [Fact]
    public void An_example_in_a_code_block_stays_unticked()
    {
        var before = "```\n- [ ] T001 x\n```\n- [ ] T001 x\n"u8.ToArray();
        Encoding.UTF8.GetString(Tick(before, "T001")).ShouldBe("```\n- [ ] T001 x\n```\n- [X] T001 x\n");
    }

    [Theory]
    [InlineData("spec-kit-template.md")]
    [InlineData("fork-format.md")]
    [InlineData("crlf-bom.md")]
    public void Every_sample_survives_being_ticked(string sample)
    {
        var before = TasksText.SampleBytes(sample);
        var list = TasksText.Read(before);
        var after = TaskCheckbox.Tick(before, list.Tasks.Select(task => task.Id).ToHashSet(), TaskGrammar.Default);
        Enumerable.Range(0, before.Length).Count(at => before[at] != after[at]).ShouldBe(list.Tasks.Count(task => !task.Done));
        TasksText.Read(after).Tasks.ShouldAllBe(task => task.Done);
    }

    private static byte[] Tick(byte[] content, params string[] ids) =>
        TaskCheckbox.Tick(content, ids.Select(TaskId.FromGrammar).ToHashSet(), TaskGrammar.Default);
}
