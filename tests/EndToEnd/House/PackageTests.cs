using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.House;

[Collection(InstalledToolGroup.Name)]
public sealed class PackageTests(InstalledTool tool)
{
    private const string Extension = ".specify/extensions/async/";

    [SkippableTheory]
    [InlineData("any", "tools/net10.0/any/")]
    [InlineData("linux-x64", "tools/any/linux-x64/")]
    public async Task The_package_holds_what_the_tool_hands_to_helm_and_OpenCode_and_nothing_of_this_machine(string runtime, string folder)
    {
        Skip.If(runtime == "linux-x64" && !tool.HasNative, "there is no clang on this machine (Debian: clang, zlib1g-dev)");
        var entries = tool.Entries(runtime);
        var there = entries
            .Where(entry => entry.StartsWith(folder, StringComparison.Ordinal))
            .Select(entry => entry[folder.Length..])
            .ToHashSet();
        var files = await new Git(Repository.Root).LinesAsync(
            "ls-files",
            "--",
            "docker/agent",
            "charts",
            ":(glob)releases/*/**",
            Extension
        );
        files.Select(file => file.Replace(Extension, "extension/", StringComparison.Ordinal)).Except(there).ShouldBeEmpty();
        entries.ShouldContain("README.md");
        entries.ShouldContain("CHANGELOG.md");
        entries.ShouldContain("LICENSE");
        entries.ShouldContain("icon.png");
        entries.ShouldAllBe(entry =>
            !entry.StartsWith("content", StringComparison.Ordinal)
            && !entry.EndsWith(".tgz", StringComparison.Ordinal)
            && !entry.EndsWith(".pdb", StringComparison.Ordinal)
            && !entry.EndsWith(".dbg", StringComparison.Ordinal)
        );
        entries
            .Count(entry => entry.StartsWith(folder, StringComparison.Ordinal) && entry.EndsWith(".dll", StringComparison.Ordinal))
            .ShouldBe(runtime == "any" ? entries.Count(entry => entry.EndsWith(".dll", StringComparison.Ordinal)) : 0);
    }

    [SkippableTheory]
    [InlineData("any")]
    [InlineData("linux-x64")]
    public async Task The_package_and_a_file_beside_it_hold_the_licence_of_every_package_that_the_program_is_built_from(string runtime)
    {
        Skip.If(runtime == "linux-x64" && !tool.HasNative, "there is no clang on this machine (Debian: clang, zlib1g-dev)");
        using var package = ZipFile.OpenRead(tool.PackageFile(runtime));
        using StreamReader reader = new(package.GetEntry("THIRD-PARTY-LICENCES.txt")!.Open());
        var packed = await reader.ReadToEndAsync();
        using var locked = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("src/SpecKitExtension/packages.lock.json")));
        var built = locked
            .RootElement.GetProperty("dependencies")
            .GetProperty("net10.0")
            .EnumerateObject()
            .Select(one => $"\n{one.Name}/{one.Value.GetProperty("resolved").GetString()}: ")
            .ToList();
        built.Count.ShouldBeGreaterThan(10);
        var beside = await File.ReadAllTextAsync(Path.Combine(tool.Packages, "THIRD-PARTY-LICENCES.txt"));
        foreach (var licences in (string[])[packed, beside])
        {
            built.ShouldAllBe(line => licences.Contains(line, StringComparison.Ordinal));
            licences.ShouldContain("Permission is hereby granted, free of charge");
            licences.ShouldContain("Apache License");
            licences.ShouldContain("Redistributions in binary form must reproduce");
        }

        packed
            .Contains(".NET Runtime uses third-party libraries", StringComparison.Ordinal)
            .ShouldBe(runtime == "linux-x64", "machine code holds .NET itself");
    }

    [SkippableFact]
    public async Task The_same_build_makes_the_same_package()
    {
        LongTests.SkipUnlessAsked();
        await tool.PackAsync(tool.Scratch, "-p:HasNativeCompiler=false");
        var again = Path.Combine(tool.Scratch, Path.GetFileName(tool.PackageFile("any")));
        Convert
            .ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(again)))
            .ShouldBe(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(tool.PackageFile("any")))));
        Directory.EnumerateFiles(tool.Scratch, "*.nupkg").Count().ShouldBe(2, "without a compiler: the pointer and `any`");
    }

    [Fact]
    public void The_pointer_names_the_runtimes_whose_packages_were_made_and_no_other()
    {
        using var pointer = ZipFile.OpenRead(
            Directory
                .EnumerateFiles(tool.Packages, "*.nupkg")
                .Single(file => !file.Contains(".any.", StringComparison.Ordinal) && !file.Contains(".linux-", StringComparison.Ordinal))
        );
        using StreamReader settings = new(pointer.GetEntry("tools/any/any/DotnetToolSettings.xml")!.Open());
        var named = Regex.Matches(settings.ReadToEnd(), "RuntimeIdentifier=\"([^\"]+)\"").Select(match => match.Groups[1].Value);
        named.ShouldBe(tool.HasNative ? ["linux-x64", "linux-musl-x64", "any"] : ["any"]);
    }

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("linux-arm64")]
    public async Task On_a_machine_without_machine_code_of_its_own_I_get_the_program_for_the_NET_runtime(string runtime)
    {
        var place = Path.Combine(tool.Scratch, runtime);
        await tool.RunAsync(
            "bash",
            tool.Project,
            "-c",
            $"DOTNET_RUNTIME_ID={runtime} dotnet tool install AgenticOrchestrator.SpecKitAsync --tool-path {place}"
        );
        Directory
            .EnumerateFiles(Path.Combine(place, ".store"), "dotnet-speckit-async.dll", SearchOption.AllDirectories)
            .Count()
            .ShouldBe(1);
        (await tool.RunAsync(Path.Combine(place, "dotnet-speckit-async"), tool.Scratch, "--version")).ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task I_can_call_it_once_without_an_installation()
    {
        (await tool.DotnetAsync("dnx", "--yes", "AgenticOrchestrator.SpecKitAsync", "--", "--version")).ShouldMatch(
            @"\d+\.\d+\.\d+\+[0-9a-f]{40}"
        );
    }

    [Fact]
    public async Task I_can_plan_with_the_tool_of_a_local_manifest()
    {
        var specs = Directory.CreateDirectory(Path.Combine(tool.Project, "specs", "001-albums")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(specs, "tasks.md"),
            "## Phase 1: Albums\n\n- [ ] T001 [P] [ASYNC] Write src/a.txt\n- [ ] T002 [P] [ASYNC] Write src/b.txt\n"
        );
        (await tool.DotnetAsync("speckit-async", "plan", "--verbose", "--feature", "001-albums")).ShouldContain(
            "specs/001-albums/task-002-write-src-b-txt-async"
        );
        (await tool.DotnetAsync("dotnet-speckit-async", "--version")).ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task I_can_see_the_demo_with_the_program_alone()
    {
        var said = await tool.RunAsync(tool.Program, tool.Scratch, "demo");
        said.ShouldContain("3 of 3 ASYNC tasks delivered");
        var origin = said.Split("its origin ")[1].Split(".\n")[0];
        var branches = await new Git(origin).LinesAsync("log", "--all", "--format=%(trailers:key=Task,valueonly)");
        branches.Order(StringComparer.Ordinal).ShouldBe(["T002", "T003", "T004"]);
    }

    [Fact]
    public async Task In_an_empty_folder_I_can_install_init_be_told_what_is_missing_see_the_demo_and_plan()
    {
        var folder = Directory.CreateDirectory(Path.Combine(tool.Scratch, "empty")).FullName;
        async Task<string> DotnetAsync(params string[] arguments) => await tool.RunAsync("dotnet", folder, arguments);
        await DotnetAsync("new", "tool-manifest");
        await DotnetAsync("tool", "install", "AgenticOrchestrator.SpecKitAsync", "--source", tool.Packages);
        (await DotnetAsync("speckit-async", "init")).ShouldContain("created .opencode/commands/implement.md");
        var doctor = await tool.RunAsync("bash", folder, "-c", "dotnet speckit-async doctor || [ $? = 4 ]");
        doctor.ShouldContain("Run this in the repository of your project, or make one with `git init`.");
        var demo = await DotnetAsync("speckit-async", "demo");
        demo.ShouldContain("3 of 3 ASYNC tasks delivered");
        var work = demo.Split("The demo's repository is ")[1].Split(", its origin")[0];
        (
            await tool.RunAsync("dotnet", folder, "speckit-async", "plan", "--tasks", Path.Combine(work, "specs/001-greetings/tasks.md"))
        ).ShouldContain("T002 ASYNC");
    }
}
