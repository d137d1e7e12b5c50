using SpecKitExtension.Configuration;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Tests.Pod;

public sealed class DenyRulesTests
{
    private static readonly DenyRules Rules = new(DenyPathList.Default);

    [Theory]
    [InlineData("services/api/.specify/async/config.json")]
    [InlineData("services/api/.opencode/plugin/x.js")]
    [InlineData(".ſpecify/async/config.json")]
    [InlineData(".specify/async\u200d/config.json")]
    [InlineData(".gitHub/WorKflows/ci.yml")]
    [InlineData(".github/wor\u212Aflows/ci.yml")]
    [InlineData(".con\ufb01g/dotnet-tools.json")]
    [InlineData("OPENCO~1/plugin/x.js")]
    [InlineData("GITHUB~1")]
    [InlineData(".opencode./plugin/x.js")]
    [InlineData(".opencode /plugin/x.js")]
    [InlineData(".opencode::$INDEX_ALLOCATION/plugin/x.js")]
    [InlineData("opencode.json::$DATA")]
    [InlineData(".opencode\\plugin\\x.js")]
    [InlineData("a/NuGet.Config")]
    [InlineData(".config/dotnet-tools.json")]
    [InlineData(".specify/extensions.yml")]
    [InlineData(".specify/presets/x/y.md")]
    [InlineData(".husky/pre-push")]
    [InlineData("lefthook.yml")]
    [InlineData(".pre-commit-config.yaml")]
    [InlineData("sub/.envrc")]
    [InlineData(".mise.toml")]
    [InlineData(".vscode/tasks.json")]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".claude/settings.json")]
    [InlineData(".cursor/rules")]
    [InlineData(".mcp.json")]
    [InlineData("azure-pipelines.yml")]
    [InlineData("bitbucket-pipelines.yml")]
    [InlineData(".drone.yml")]
    [InlineData(".woodpecker/a.yml")]
    [InlineData(".buildkite/pipeline.yml")]
    [InlineData(".tekton/run.yaml")]
    [InlineData(".travis.yml")]
    [InlineData("appveyor.yml")]
    [InlineData(".forgejo/workflows/a.yml")]
    [InlineData(".gitea/workflows/a.yml")]
    [InlineData(".cirrus.yml")]
    [InlineData(".semaphore/semaphore.yml")]
    [InlineData("cloudbuild.yaml")]
    [InlineData("buildspec.yml")]
    [InlineData(".teamcity/settings.kts")]
    [InlineData(".vela.yml")]
    [InlineData(".zuul.yaml")]
    [InlineData("actions/x/action.yml")]
    [InlineData("ci/build.gitlab-ci.yml")]
    [InlineData("deep/Jenkinsfile.release")]
    public void What_runs_elsewhere_is_denied_in_every_spelling(string path) => Rules.Denies(path, isLink: false).ShouldBeTrue();

    [Theory]
    [InlineData(".specify/memory/constitution.md")]
    [InlineData("a/.specify/memory/constitution.md")]
    [InlineData(".github/CODEOWNERS")]
    [InlineData("src/actions.yml")]
    [InlineData("src/opencode.json.ts")]
    [InlineData("back\\slash")]
    [InlineData("a~b")]
    [InlineData("long-file-name~1.txt")]
    [InlineData("docs/straße.md")]
    public void Other_paths_are_not(string path) => Rules.Denies(path, isLink: false).ShouldBeFalse();

    [Theory]
    [InlineData(".github")]
    [InlineData("sub/.circleci")]
    [InlineData(".CircleCI")]
    [InlineData(".specify/memory")]
    [InlineData(".config")]
    public void A_link_does_not_stand_in_for_a_denied_directory(string path) => Rules.Denies(path, isLink: true).ShouldBeTrue();

    [Theory]
    [InlineData("tools/oc/plugin/x.js", true)]
    [InlineData("TOOLS/oc/x.js", true)]
    [InlineData("tools/other/x.js", false)]
    [InlineData("gh/workflows/x.yml", true)]
    [InlineData("really/workflows/x.yml", true)]
    [InlineData("outside/x.js", false)]
    public void What_lies_behind_a_link_of_the_base_has_its_name_too(string path, bool denied)
    {
        DenyRules rules = new(DenyPathList.Default);
        rules.AddLink("services/.opencode", "../tools/oc");
        rules.AddLink(".github", "gh");
        rules.AddLink("gh", "./really/");
        rules.AddLink("other", "../../outside");
        rules.Denies(path, isLink: false).ShouldBe(denied);
    }

    [Fact]
    public void Links_in_a_circle_come_to_an_end()
    {
        DenyRules rules = new(DenyPathList.Default);
        rules.AddLink("a", ".");
        rules.AddLink("b", "a/b");
        rules.Denies("b/c/d", isLink: false).ShouldBeFalse();
        rules.Denies("x/opencode.json", isLink: false).ShouldBeTrue();
    }

    [Theory]
    [InlineData("/deploy/", "deploy/prod.yaml", true)]
    [InlineData("deploy", "deploy/prod.yaml", true)]
    [InlineData("*.pem", "a/key.pem", false)]
    [InlineData("**/*.pem", "key.pem", true)]
    [InlineData("**/*.[kp]em", "a/b/key.kem", true)]
    [InlineData("**/*.[!kp]em", "a/b/key.kem", false)]
    [InlineData("v[0-9]/x?", "v7/xy", true)]
    [InlineData("v[0-9]/x?", "va/xy", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z/y", true)]
    [InlineData("# a comment", "# a comment", false)]
    [InlineData("", "x", false)]
    public void Globs_mean_what_gits_mean(string glob, string path, bool denied) =>
        new DenyRules([glob]).Denies(path, isLink: false).ShouldBe(denied);
}
