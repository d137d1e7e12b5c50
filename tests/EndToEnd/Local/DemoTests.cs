using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.Local;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_delivers_three_interleaving_tasks_whatever_feature_this_shell_works_on()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] Unrelated\n");
        feature.Clone.Variables["SPECIFY_FEATURE_DIRECTORY"] = "specs/elsewhere";
        feature.Clone.Variables["TMPDIR"] = Directory.CreateDirectory(feature["tmp"]).FullName;
        var demo = (await feature.Clone.RunAsync("demo")).ShouldEndWith(0);
        demo.Output.ShouldContain("3 of 3 ASYNC tasks delivered");
        var speakers = Regex.Matches(demo.Output, @"^\[(T00[234])\] (?:reading|writing|checking)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        speakers.Distinct().Count().ShouldBe(3);
        speakers.Zip(speakers.Skip(1)).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(4, "agents that work in parallel take turns");
        var folder = Directory.EnumerateDirectories(feature["tmp"], "speckit-async-demo-*").Single();
        demo.Error.ShouldContain($"rm -rf '{folder.Replace("'", @"'\''")}'", customMessage: "a line that can be copied into a shell");
        (await new Git(Path.Combine(folder, "origin.git")).LinesAsync("log", "--all", "--format=%(trailers:key=Task,valueonly)")).Distinct().Order().ShouldBe(["T002", "T003", "T004"]);
    }
}
