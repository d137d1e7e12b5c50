using EndToEnd.Support;

namespace EndToEnd.House;

public sealed class CompletionTests : IDisposable
{
    private const string Type = """
        source <(dotnet-speckit-async completion bash)
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<<"$1"
        [[ $1 == *' ' ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _dotnet_speckit_async
        echo "${COMPREPLY[*]}"
        """;

    private readonly TempDirectory project = new();

    public CompletionTests()
    {
        project.Create(".specify");
        project.Create("specs/001-albums");
        File.WriteAllText(project[".specify/feature.json"], """{"feature_directory": "specs/001-albums"}""");
        File.WriteAllText(
            project["specs/001-albums/tasks.md"],
            "- [ ] T001 [ASYNC] a\n- [x] T002 [ASYNC] b\n- [ ] T003 [SYNC] c\n- [ ] T004 [ASYNC] d\n"
        );
    }

    [Theory]
    [InlineData("dotnet-speckit-async pl", "plan")]
    [InlineData("dotnet-speckit-async lint --format m", "msbuild")]
    [InlineData("dotnet-speckit-async run --runtime ", "kubernetes local")]
    [InlineData("dotnet-speckit-async spawn T", "T001 T004")]
    [InlineData("dotnet-speckit-async plan --out ", "")]
    public async Task Bash_completes_what_I_type(string line, string words) => (await RunAsync(Type, line)).Trim().ShouldBe(words);

    [Theory, InlineData("bash"), InlineData("zsh"), InlineData("fish"), InlineData("pwsh")]
    public async Task There_is_a_script_for_every_shell(string shell) =>
        (await RunAsync("dotnet-speckit-async completion \"$1\"", shell)).ShouldContain("[suggest:");

    [Fact]
    public async Task A_broken_project_completes_what_it_can()
    {
        File.Delete(project["specs/001-albums/tasks.md"]);
        (await RunAsync(Type, "dotnet-speckit-async spawn T")).Trim().ShouldBeEmpty();
    }

    public void Dispose() => project.Dispose();

    private async Task<string> RunAsync(string script, string argument)
    {
        Dictionary<string, string> environment = new()
        {
            ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = project.Path,
            ["LC_ALL"] = "C.UTF-8",
        };
        using var run = ProgramRun.Start("bash", ["-c", script, "bash", argument], environment, project.Path);
        (await run.EndAsync()).ShouldBe(0, run.Output);
        return run.Output;
    }
}
