using System.Text.RegularExpressions;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

public sealed partial class PlanMermaidTests
{
    [Fact]
    public void A_plan_is_a_flowchart() => Snapshot.Matches(
        PlanMermaid.For(TasksText.Plan(
            "## Phase 1: Setup",
            "- [x] T001 [SYNC] Decide on the store",
            "- [ ] T002 Create the project",
            "## Phase 2: Albums",
            "- [ ] T003 [P] [ASYNC] Create the album model in src/album.cs",
            "- [ ] T004 [P] [ASYNC] Create the photo model in src/photo.cs",
            "- [ ] T005 [P] [ASYNC] Index the albums in src/album.cs",
            "- [ ] T006 [SYNC] Review (depends on T001, T003)")),
        extension: "md");

    [Fact]
    public void Where_all_wait_for_all_the_arrows_meet_in_one_point()
    {
        string[] Wave(int first) => [.. Enumerable.Range(first, 9).Select(number => $"- [ ] T{number:000} [P] [ASYNC] do")];
        var text = PlanMermaid.For(TasksText.Plan(["## Phase 1: A", .. Wave(10), "## Phase 2: B", .. Wave(20)]));
        text.ShouldContain("  t0 & t1 & t2 & t3 & t4 & t5 & t6 & t7 & t8 --> j0\n  j0 --> t9 & t10");
        text.Split("-->").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("\"]; click t0 href \"javascript:alert(1)")]
    [InlineData("%%{init: {\"theme\": \"dark\"}}%%")]
    [InlineData("` **bold** __init__.py ~x~ <script>x</script> &lt; #quot; #35;")]
    [InlineData("style:#abc; classDef x:#abc; ﬂ°°60¶ß fa:fa-car end --> x & y | z")]
    [InlineData("\e[31m \u2028 \u202e ``` [[x]] ((y)) {z} \\ \n")]
    public void No_title_breaks_it(string title)
    {
        var text = PlanMermaid.For(TasksText.Plan($"## Phase 1: {title}", $"- [ ] T001 [ASYNC] {title}"));
        var lines = text.Split('\n');
        lines[0].ShouldBe("```mermaid");
        lines[^2].ShouldBe("```");
        lines.Count(line => line.Contains("```")).ShouldBe(2);
        foreach (var line in lines[2..^2].Where(line => line.Contains('"')))
        {
            Labelled().IsMatch(line).ShouldBeTrue(line);
        }
    }

    [Fact]
    public void A_plan_too_large_for_GitHub_goes_without_titles()
    {
        var text = PlanMermaid.For(TasksText.Plan([.. Enumerable.Range(1, 900).Select(number => $"- [ ] T{number:000} [P] [ASYNC] {new string('x', 60)}")]));
        text.Length.ShouldBeLessThan(50_000);
        text.ShouldContain("T900 ASYNC");
    }

    [GeneratedRegex("""^ +(subgraph )?[tp][0-9]+[([]"([\p{L}\p{Nd} .,/()-]|#\d+;|<br/>)*"[)\]]$""")]
    private static partial Regex Labelled();
}
