using System.IO.Compression;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>The tool as somebody gets it who has nothing but its package: installed into an empty directory, from a folder, with a NuGet of
/// its own.</summary>
/// <remarks>SPECKIT_ASYNC_TEST_PACKAGES names a folder of packages that were made by the same command from the same sources; without it
/// they are made here.</remarks>
public sealed class InstalledTool : IAsyncLifetime, IDisposable
{
    private const string Package = "AgenticOrchestrator.SpecKitAsync";

    private readonly TempDirectory root = new();

    /// <summary>The folder with the packages.</summary>
    internal string Packages => root["packages"];

    /// <summary>Whether this machine can make the package with machine code.</summary>
    internal bool HasNative => File.Exists(PackageFile("linux-x64"));

    /// <summary>The file of a runtime's package.</summary>
    internal string PackageFile(string runtime) => Path.Combine(Packages, $"{Package}.{runtime}.{Version}.nupkg");

    private string Version =>
        Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Packages, $"{Package}.any.*.nupkg").Single())[$"{Package}.any.".Length..];

    /// <summary>A directory with a tool manifest, and no repository.</summary>
    internal string Project => root["project"];

    /// <summary>A directory for whatever a test makes, with a plain name.</summary>
    internal string Scratch { get; } = Directory.CreateTempSubdirectory("speckit-async-house-").FullName;

    /// <summary>The program where `--tool-path` has put it.</summary>
    internal string Program => Path.Combine(root["bin"], "dotnet-speckit-async");

    public async Task InitializeAsync()
    {
        foreach (var directory in (string[])["packages", "project", "home", "bin", "tmp"])
        {
            root.Create(directory);
        }

        if (System.Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_PACKAGES") is { Length: > 0 } packed)
        {
            foreach (var file in Directory.EnumerateFiles(packed))
            {
                File.Copy(file, Path.Combine(Packages, Path.GetFileName(file)));
            }
        }
        else
        {
            await PackAsync(Packages);
        }

        await File.WriteAllTextAsync(
            root["project/nuget.config"],
            $"""
            <configuration><packageSources><clear /><add key="folder" value="{root["packages"]}" /></packageSources></configuration>
            """
        );
        await DotnetAsync("new", "tool-manifest");
        await DotnetAsync("tool", "install", Package);
        await DotnetAsync("tool", "install", Package, "--tool-path", root["bin"]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(Scratch, recursive: true);
    }

    /// <summary>Packs the tool by the one command that everybody uses.</summary>
    internal async Task PackAsync(string directory, params string[] options)
    {
        // MSBuild calls programs through a script in the temporary directory, and no quote may be in its path.
        Dictionary<string, string> environment = new(Environment) { ["TMPDIR"] = Scratch };
        environment["CI"] = System.Environment.GetEnvironmentVariable("CI") ?? "";
        environment["NUGET_PACKAGES"] = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await RunAsync("dotnet", Repository.Root, environment, ["pack", "src/SpecKitExtension", "--output", directory, .. options]);
    }

    /// <summary>The names of a package's entries.</summary>
    internal IReadOnlyList<string> Entries(string runtime)
    {
        using var package = ZipFile.OpenRead(PackageFile(runtime));
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Runs dotnet in the project's directory.</summary>
    internal Task<string> DotnetAsync(params string[] arguments) => RunAsync("dotnet", Project, arguments);

    /// <summary>Runs a program that must end well, with a home and a NuGet cache that only this test has.</summary>
    /// <returns>What it printed.</returns>
    internal Task<string> RunAsync(string program, string directory, params string[] arguments) =>
        RunAsync(program, directory, Environment, arguments);

    private static async Task<string> RunAsync(
        string program,
        string directory,
        Dictionary<string, string> environment,
        params string[] arguments
    )
    {
        using var run = ProgramRun.Start(program, arguments, environment, directory);
        (await run.EndAsync(900)).ShouldBe(0, run.Output);
        return run.Output;
    }

    private Dictionary<string, string> Environment =>
        new()
        {
            ["HOME"] = root["home"],
            ["DOTNET_CLI_HOME"] = root["home"],
            ["NUGET_PACKAGES"] = root["home/packages"],
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_ROOT"] =
                Path.GetDirectoryName(System.Environment.ProcessPath) is { } found && File.Exists(Path.Combine(found, "dotnet"))
                    ? found
                    : "",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["TMPDIR"] = root["tmp"],
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["LC_ALL"] = "C.UTF-8",
        };
}

/// <summary>All tests of the installed tool: one installation, one test at a time, because packing twice at once is a race.</summary>
[CollectionDefinition(Name)]
public sealed class InstalledToolGroup : ICollectionFixture<InstalledTool>
{
    internal const string Name = "the installed tool";
}
