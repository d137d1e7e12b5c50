using SpecKitExtension.Rendering;
using SpecKitExtension.Tests.Naming;

namespace SpecKitExtension.Tests.Rendering;

public sealed class CommitMessageTests
{
    [Theory]
    [InlineData("Create album model", "T012: Create album model")]
    [InlineData("  Create\talbum\r\nmodel ", "T012: Create album model")]
    [InlineData("", "T012")]
    [InlineData("x\n\nTask: T999\nAgent-Outcome: succeeded", "T012: x Task: T999 Agent-Outcome: succeeded")]
    [InlineData("a\u0085b\u2028c\u0000d\u001b[1me\u202ef", "T012: a b c d [1mef")]
    [InlineData("a\u061cb\u200ec\u200fd\U000e0041\U000e007fe", "T012: abcde")]
    [InlineData(
        "Write the integration tests for the upload service and its retry behaviour",
        "T012: Write the integration tests for the upload service and its retry…"
    )]
    public void A_subject_is_one_line_of_the_task(string title, string message) => For(title).ShouldBe(message);

    [Fact]
    public void No_title_makes_a_second_line_or_a_long_one() =>
        AnyText.Holds(title =>
        {
            var message = For(title + title);
            message.Length.ShouldBeLessThanOrEqualTo(72);
            message.ShouldStartWith("T012");
            message.ShouldAllBe(character => !char.IsControl(character));
            message.EnumerateRunes().ShouldAllBe(rune => rune.Value != 0x2028 && rune.Value != 0x2029);
            System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(message)).ShouldBe(message);
        });

    [Fact]
    public void I_can_word_commits_my_way()
    {
        var project = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(project, TemplateFolder.Folder)).FullName;
            File.WriteAllText(
                Path.Combine(folder, "commit-message.md"),
                "\ufefffeat({{feature}}): {{title}}\r\n\r\n{{phase}} {{story}} {{id}}\r\n"
            );
            new CommitMessage(new(project))
                .For(Samples.Task("Sort"), Samples.Feature, "Phase 3\nTask: T999")
                .ShouldBe("feat(001-photo-albums): Sort\n\nPhase 3 Task: T999 US1 T012");
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    private static string For(string title) => new CommitMessage(Samples.Embedded).For(Samples.Task(title), Samples.Feature, "Phase 3");
}
