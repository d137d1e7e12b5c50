using System.Reflection;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>What the documents tell people to type works, with the installed tool.</summary>
[Collection(InstalledToolGroup.Name)]
public sealed class ShellBlockTests(InstalledTool tool)
{
    public static TheoryData<string> Runnable =>
        [.. ShellDocument.All.Where(document => document.Here.Length > 0).Select(document => document.Path)];

    public static TheoryData<string> RunnableInRepository =>
        [.. ShellDocument.All.Where(document => document.InRepository.Length > 0).Select(document => document.Path)];

    [Theory, MemberData(nameof(Runnable))]
    public Task The_blocks_of_a_document_run_one_after_the_other_in_an_empty_directory(string path)
    {
        var directory = Directory.CreateDirectory(Path.Combine(tool.Scratch, Path.GetFileNameWithoutExtension(path))).FullName;
        return RunAsync(Document(path).Here, directory, $"export PATH={Quoted(Path.GetDirectoryName(tool.Program)!)}:$PATH\n");
    }

    /// <summary>As typed, but for the build: these tests are built already, and a build must not run beside them.</summary>
    [Theory, MemberData(nameof(RunnableInRepository))]
    public Task The_blocks_for_a_checkout_run_in_it(string path)
    {
        var configuration = typeof(InstalledTool).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return RunAsync(
            Document(path).InRepository,
            Repository.Root,
            $"dotnet() {{ local verb=$1; shift; command dotnet \"$verb\" --no-build --configuration {configuration} \"$@\"; }}\n"
        );
    }

    private Task<string> RunAsync(string script, string directory, string before) =>
        tool.RunAsync("bash", directory, "-c", $"set -euo pipefail\n{before}{script}");

    private static ShellDocument Document(string path) => ShellDocument.All.Single(document => document.Path == path);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
