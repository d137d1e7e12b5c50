using System.Text;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class EncodingSpecs
{
    [Fact]
    public void I_am_told_the_line_that_is_not_UTF8()
    {
        var list = TasksText.Read(Encoding.Latin1.GetBytes("# Tasks\n- [ ] T001 x\n- [ ] T002 Größe\n- [ ] T003 Maß\n"));
        list.Ids().ShouldBe("T001 T002 T003");
        list.Problems.Codes().ShouldBe("3:SKA111");
        list.Problems.Single(problem => problem.Code == "SKA111").Hint.ShouldBe("Save the file as UTF-8.");
    }

    [Fact]
    public void I_am_told_where_a_task_holds_what_nobody_sees_and_an_emoji_is_none_of_it()
    {
        var list = TasksText.Read(
            Encoding.UTF8.GetBytes(
                "\ufeff- [ ] T001 [ASYNC] x\n- [ ] T002 [ASYNC] y\n\n  And z\u2062\u2063.\n- [ ] T003 [ASYNC] \U0001f468\u200d\U0001f469 \u2764\ufe0f\n- [ ] T004 [ASYNC] a\u00adb\n"
            )
        );
        list.Problems.Codes().ShouldBe("4:SKA115");
        list.Problems[0].Problem.ShouldBe("T002 holds characters that nobody sees here; an agent is not told them. So does line 6.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_is_named_even_without_a_mark(bool isBigEndian)
    {
        UnicodeEncoding encoding = new(isBigEndian, false);
        var list = TasksText.Read(encoding.GetBytes("# Tasks: Maß\n- [ ] T001 [ASYNC] x\n"));
        list.Problems.Codes().ShouldBe("1:SKA002");
        list.Problems[0].Problem.ShouldBe("This file is UTF-16.");
    }

    [Fact]
    public void A_stray_zero_byte_is_no_UTF16() => TasksText.Read("- [ ] T001 x\0y", "- [ ] T002 y").Ids().ShouldBe("T001 T002");
}
