using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Charts;
using EndToEnd.Support;
using SpecKitExtension.Commands;
using SpecKitExtension.Configuration;
using SpecKitExtension.Outcomes;

namespace EndToEnd.House;

/// <summary>Documents say what the code does.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void The_README_lists_the_commands_there_are()
    {
        using var interrupts = Interrupts.Listen();
        new GeneratedPart("README.md", "commands").ShouldBe(CommandTable.For(CommandLine.Create(Host.Create(interrupts))));
    }

    [Fact]
    public void The_settings_are_listed_as_their_schema_has_them()
    {
        using var schema = typeof(Settings).Assembly.GetManifestResourceStream("Templates/config.schema.json").ShouldNotBeNull();
        new GeneratedPart("docs/settings.md", "settings").ShouldBe(SettingsTable.For(JsonNode.Parse(schema).ShouldNotBeNull()));
    }

    [Fact]
    public void Every_outcome_and_every_exit_code_is_explained_to_developers()
    {
        var rows = File.ReadAllLines(Repository.PathOf("docs/developers.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .ToList();
        typeof(Outcome)
            .GetNestedTypes(System.Reflection.BindingFlags.NonPublic)
            .Select(outcome => outcome.Name)
            .Except(rows)
            .ShouldBeEmpty();
        Enum.GetValues<ExitCode>()
            .Select(code => ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Except(rows)
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_architecture_page_names_the_folders_there_are()
    {
        var named = File.ReadAllLines(Repository.PathOf("docs/architecture.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .Where(name => name.EndsWith('/'));
        var folders = Directory
            .EnumerateDirectories(Repository.PathOf("src/SpecKitExtension"))
            .Select(folder => Path.GetFileName(folder) + "/")
            .Except(["bin/", "obj/"]);
        named.ShouldBe(folders, ignoreOrder: true);
    }

    [Fact]
    public void Every_example_of_values_renders()
    {
        var examples = Blocks("docs/platform.md", "yaml");
        examples.Count.ShouldBeGreaterThan(3);
        foreach (var example in examples)
        {
            Helm.Template(example).Output();
            Pod.Single(example).Spec.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Every_example_of_a_configuration_is_read()
    {
        foreach (var example in Blocks("docs/settings.md", "json"))
        {
            using TempDirectory project = new();
            project.Create(".specify/async");
            File.WriteAllText(project[SettingsLoader.Committed], example);
            SettingsLoader.Load(project.Path, SpecKitExtension.Tools.Variables.None, []).Said.ShouldNotBeEmpty();
        }
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_relative_link_leads_somewhere(string document)
    {
        var text = File.ReadAllText(Repository.PathOf(document));
        var folder = Path.GetDirectoryName(Repository.PathOf(document))!;
        Link()
            .Matches(text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])))
            .ShouldBeEmpty();
    }

    private static List<string> Blocks(string document, string language) =>
        [.. File.ReadAllText(Repository.PathOf(document)).Split($"```{language}\n")[1..].Select(text => text.Split("```")[0])];

    public static TheoryData<string> Documents => [.. ShellDocument.All.Select(document => document.Path)];

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
