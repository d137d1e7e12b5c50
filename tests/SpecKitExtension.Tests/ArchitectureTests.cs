using System.Reflection;

namespace SpecKitExtension.Tests;

public sealed class ArchitectureTests
{
    private static readonly string Root = typeof(ArchitectureTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepositoryRoot")
        .Value!;

    [Fact]
    public void The_tool_keeps_its_rules() => ArchitectureRules.Violations([.. Sources()]).ShouldBeEmpty();

    [Theory]
    [InlineData("Naming/A.cs", "using SpecKitExtension.Planning;", "Naming must not use Planning")]
    [InlineData("Naming/A.cs", "using Plan = SpecKitExtension.Planning.Plan;", "Naming must not use Planning")]
    [InlineData("Naming/A.cs", "    private SpecKitExtension.Git.Repository? _git;", "Naming must not use Git")]
    [InlineData("Naming/A.cs", "    private global::SpecKitExtension.Git.Repository? _git;", "Naming must not use Git")]
    [InlineData("Running/A.cs", "    private Commands.Host? _host;", "Running must not use Commands")]
    [InlineData("Commands/A.cs", "global using SpecKitExtension.Tasks;", "global using")]
    [InlineData("SpecKitExtension.csproj", "<Using Include=\"SpecKitExtension.Tasks\" />", "global using")]
    [InlineData("Utilities/A.cs", "", "no folder of the layout")]
    [InlineData("Helper.cs", "", "no folder of the layout")]
    [InlineData("Git/A.cs", "        using var git = Process.Start(\"git\");", "Process.Start belongs in Tools")]
    [InlineData("Git/A.cs", "    private readonly ProcessStartInfo _start = new(\"git\");", "ProcessStartInfo belongs in Tools")]
    [InlineData("Git/A.cs", "        var home = Environment.GetEnvironmentVariable(\"HOME\");", "GetEnvironmentVariable belongs in Tools")]
    [InlineData("Reporting/A.cs", "using Scriban.Runtime;", "Scriban belongs in Rendering")]
    [InlineData("Agents/A.cs", "using CliWrap;", "CliWrap belongs in Tools")]
    [InlineData("Agents/A.cs", "    private readonly HttpClient _http = new();", "HttpClient belongs in Cluster")]
    [InlineData("Doctor/A.cs", "using System.Net.Sockets;", "System.Net.Sockets belongs in Cluster")]
    [InlineData("Reporting/A.cs", "        Console.WriteLine();", "Console. belongs in Commands or Program.cs")]
    [InlineData("Reporting/A.cs", "using static System.Console;", "belongs in Commands or Program.cs")]
    [InlineData("Running/A.cs", "using System.CommandLine;", "System.CommandLine belongs in Commands")]
    [InlineData("Naming/A.cs", "using SpecKitExtension.Configuration;", "Naming must not use Configuration")]
    [InlineData("Running/A.cs", "using Microsoft.Extensions.Configuration;", "Microsoft.Extensions.Configuration belongs in")]
    [InlineData(
        "Git/A.cs",
        "        await tools.RunAsync(new(\"bash\", \"-c\", line), ct);",
        "\"bash\", is not on every developer's machine"
    )]
    [InlineData("Doctor/A.cs", "        return programs.TryFind(\"setsid\") is null;", "\"setsid\") is not on every developer's machine")]
    [InlineData("Commands/A.cs", "        var file = \"/tmp/file\";", "\"/tmp/file\" is not on every developer's machine")]
    [InlineData("Tasks/A.cs", "public sealed class B;", "B is not internal")]
    [InlineData("Tasks/A.cs", "sealed class B;", "B is not internal")]
    [InlineData("Tasks/A.cs", "    public enum B { C }", "B is not internal")]
    [InlineData("Tasks/A.cs", "internal class B", "B is neither sealed")]
    [InlineData("Tasks/A.cs", "internal partial record B(int C);", "B is neither sealed")]
    [InlineData("Tasks/A.cs", "    private class B<T>", "B is neither sealed")]
    [InlineData(
        "Tasks/A.cs",
        "// A comment of more than a hundred and forty characters can always be broken, so that two files fit side by side on one screen, as they do here too.",
        "more than 140"
    )]
    public void A_file_that_breaks_a_rule_is_named(string path, string line, string says)
    {
        var folder = path.Split('/')[0];
        var content = path.EndsWith(".cs", StringComparison.Ordinal)
            ? $"{(line.Contains("using ") ? line + "\n" : "")}namespace SpecKitExtension.{folder};\n{line}\n"
            : line;
        ArchitectureRules
            .Violations([new(path, content)])
            .ShouldContain(violation => violation.StartsWith($"{path}:") && violation.Contains(says));
    }

    [Fact]
    public void A_wrong_namespace_is_named() =>
        ArchitectureRules
            .Violations([new("Tasks/A.cs", "namespace SpecKitExtension.Naming;\n")])
            .ShouldContain(violation => violation.Contains("file-scoped"));

    [Theory]
    [InlineData("Planning/A.cs", "using SpecKitExtension.Tasks;")]
    [InlineData("Planning/A.cs", "using System.Threading.Tasks;")]
    [InlineData("Planning/A.cs", "/// <see cref=\"SpecKitExtension.Running.PlanRun\"/>")]
    [InlineData("Reporting/A.cs", "using Spectre.Console.Rendering;")]
    [InlineData("Tools/A.cs", "using CliWrap;")]
    [InlineData("Pod/A.cs", "        var shell = \"/bin/sh\";")]
    [InlineData("Commands/A.cs", "using SpecKitExtension.Configuration;")]
    [InlineData("Outcomes/A.cs", "    internal sealed record Verified(string Commit) : Outcome;")]
    [InlineData("Logs/A.cs", "internal readonly record struct LogCursor(int Seen)")]
    [InlineData("Tools/A.cs", "internal interface IToolRunner")]
    public void A_file_that_keeps_the_rules_is_not(string path, string line) =>
        ArchitectureRules.Violations([new(path, $"{line}\nnamespace SpecKitExtension.{path.Split('/')[0]};\n{line}\n")]).ShouldBeEmpty();

    private static IEnumerable<SourceFile> Sources()
    {
        var root = Path.Combine(Root, "src/SpecKitExtension");
        return from file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(root, file).Replace('\\', '/')
               where path.EndsWith(".cs") || path.EndsWith(".csproj")
               where !path.StartsWith("bin/") && !path.StartsWith("obj/")
               select new SourceFile(path, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }
}
