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
        var speakers = Regex
            .Matches(demo.Output, @"^\[(T00[234])\] (?:reading|writing|checking)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)
            .ToList();
        speakers.Distinct().Count().ShouldBe(3);
        speakers
            .Zip(speakers.Skip(1))
            .Count(pair => pair.First != pair.Second)
            .ShouldBeGreaterThan(4, "agents that work in parallel take turns");
        var folder = Directory.EnumerateDirectories(feature["tmp"], "speckit-async-demo-*").Single();
        demo.Error.ShouldContain($"rm -rf '{folder.Replace("'", @"'\''")}'", customMessage: "a line that can be copied into a shell");
        (await new Git(Path.Combine(folder, "origin.git")).LinesAsync("log", "--all", "--format=%(trailers:key=Task,valueonly)"))
            .Distinct()
            .Order()
            .ShouldBe(["T002", "T003", "T004"]);
    }

    [Fact]
    public async Task The_demo_stays_on_this_machine_whatever_this_shell_has_set()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] Unrelated\n");
        var elsewhere = Directory.CreateDirectory(feature["elsewhere"]).FullName;
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["SPECKIT_ASYNC_RUNTIME"] = "kubernetes",
                ["SPECKIT_ASYNC_LOCAL__DIRECTORY"] = elsewhere,
                ["SPECKIT_ASYNC_MAX_PARALLEL"] = "many",
                ["SPECKIT_ASYNC_GIT__REMOTE"] = "upstream",
                ["NAMESPACE"] = "Not A Namespace",
                ["KUBECONFIG"] = "/nonexistent",
                ["GIT_DIR"] = feature.Clone[".git"],
                ["GIT_WORK_TREE"] = feature.Clone.Folder,
                ["GIT_INDEX_FILE"] = "/nonexistent/index",
                ["GIT_CONFIG_COUNT"] = "1",
                ["GIT_CONFIG_KEY_0"] = "core.hooksPath",
                ["GIT_CONFIG_VALUE_0"] = "/nonexistent",
                ["SPECIFY_INIT_DIR"] = feature.Clone.Folder,
                ["XDG_STATE_HOME"] = elsewhere,
                ["TMPDIR"] = Directory.CreateDirectory(feature["tmp"]).FullName,
            }
        )
        {
            feature.Clone.Variables[name] = value;
        }

        (await feature.Clone.RunAsync("demo")).ShouldEndWith(0).Output.ShouldContain("3 of 3 ASYNC tasks delivered");
        Directory.EnumerateFileSystemEntries(elsewhere).ShouldBeEmpty();
        (await feature.BranchesAsync()).ShouldBeEmpty();
    }
}
