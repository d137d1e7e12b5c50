using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

public sealed class DeniedPathTests
{
    [Fact]
    public async Task Definitions_of_continuous_integration_are_not_pushed_and_named()
    {
        using var pod = await PodWithCiAsync();
        pod.Write(".github/workflows/ci.yml", "changed");
        pod.Write(".github/workflows/new.yml", "new");
        pod.Write(".github/CODEOWNERS", "fine");
        pod.Write(".gitlab-ci.yml", "new");
        pod.Write(".circleci/config.yml", "new");
        pod.Write("deep/Jenkinsfile", "new");
        pod.Write("deep/jenkinsfile.md", "new");
        File.Delete(Path.Combine(pod.Tree, "Jenkinsfile"));

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([".github/CODEOWNERS"]);
        pod.Result().Reason.ShouldContain("denied paths");
        pod.Result().Reason.ShouldContain("and 2 more");
        foreach (
            var path in (string[])
                [
                    ".github/workflows/ci.yml",
                    ".github/workflows/new.yml",
                    ".gitlab-ci.yml",
                    ".circleci/config.yml",
                    "deep/Jenkinsfile",
                    "Jenkinsfile",
                ]
        )
        {
            courier.Output.ShouldContain($"denied paths): {path}\n");
        }
    }

    [Fact]
    public async Task They_reach_no_salvage_branch_either()
    {
        using var pod = await PodWithCiAsync();
        pod.Write(".github/workflows/new.yml", "new");
        pod.Write("half.txt", "work");

        await pod.DeliverAsync("failed");

        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["half.txt"]);
    }

    [Fact]
    public async Task Nothing_but_denied_paths_is_no_change()
    {
        using var pod = await PodWithCiAsync();
        pod.Write(".github/workflows/new.yml", "new");

        await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("no-change");
        pod.Result().Reason.ShouldContain(".github/workflows/new.yml");
    }

    [Theory]
    [InlineData(
        "mkdir -p pipelines; echo x >pipelines/ci.yml; rm -rf .github/workflows; ln -s ../pipelines .github/workflows",
        "pipelines/ci.yml"
    )]
    [InlineData("mkdir -p gh/workflows; echo x >gh/workflows/x.yml; rm -rf .github; ln -s gh .github", "gh/workflows/x.yml")]
    [InlineData("mkdir pipelines; echo x >pipelines/config.yml; ln -s pipelines .CircleCI", "pipelines/config.yml")]
    [InlineData("rm -rf .github; echo file >.github; echo x >fine", "fine")]
    [InlineData("mkdir -p .GitHub/Workflows; echo x >.GitHub/Workflows/x.yml; echo x >fine", "fine")]
    [InlineData("mkdir .circleci; ln -s ../README.md .circleci/config.yml; echo x >fine", "fine")]
    public async Task No_link_file_or_letter_case_stands_in_for_a_denied_path(string deed, string allowed)
    {
        using var pod = await PodWithCiAsync();
        await pod.ShellAsync(deed);

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([allowed]);
    }

    [Fact]
    public async Task What_runs_on_a_developers_machine_is_not_pushed_either()
    {
        using var pod = await PodWithCiAsync();
        foreach (
            var path in (string[])
                [
                    ".specify/async/config.json",
                    ".specify/extensions/async/scripts/bash/spawn-pod.sh",
                    ".specify/scripts/bash/x.sh",
                    ".opencode/plugin/x.js",
                    ".OpenCode/agents/x.md",
                    "opencode.json",
                    "opencode.jsonc",
                    ".specify/memory/constitution.md",
                    "deep/opencode.json",
                ]
        )
        {
            pod.Write(path, "x");
        }

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.ChangesAsync(pod.Branch)).ShouldBe([".specify/memory/constitution.md"]);
    }

    [Fact]
    public void Chart_tool_and_entrypoint_deny_the_same()
    {
        var own = new SpecKitExtension.Configuration.Settings().Delivery.DenyPaths;
        YamlObjects.Of(File.ReadAllText(Path.Combine(ChartFiles.Chart, "values.yaml"))).Single()["delivery"]!["denyPaths"]!
            .AsArray()
            .Select(path => path!.GetValue<string>())
            .ShouldBe(own);
    }

    [Fact]
    public async Task The_globs_are_configurable_and_none_means_none()
    {
        using var pod = await PodWithCiAsync();
        pod.Settings["DENY_PATHS"] = "/deploy/\n\n**/*.pem\n";
        pod.Write("deploy/prod.yaml", "x");
        pod.Write("a/b/key.pem", "x");
        pod.Write(".github/workflows/new.yml", "x");
        await pod.DeliverAsync();
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([".github/workflows/new.yml"]);

        using var open = await PodWithCiAsync();
        open.Settings["DENY_PATHS"] = "";
        open.Write(".github/workflows/new.yml", "x");
        await open.DeliverAsync();
        (await open.ChangesAsync(open.Branch)).ShouldBe([".github/workflows/new.yml"]);
    }

    private static Task<Pod> PodWithCiAsync() =>
        Pod.ClonedAsync(async human =>
        {
            Directory.CreateDirectory(Path.Combine(human.Directory, ".github/workflows"));
            await File.WriteAllTextAsync(Path.Combine(human.Directory, ".github/workflows/ci.yml"), "base");
            await File.WriteAllTextAsync(Path.Combine(human.Directory, "Jenkinsfile"), "base");
        });
}
