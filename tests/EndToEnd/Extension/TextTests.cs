using System.CommandLine;
using System.Text.RegularExpressions;
using SpecKitExtension.Commands;

namespace EndToEnd.Extension;

/// <summary>The texts that models follow: no copy on its way changes them, and what they tell a model to run exists and is
/// allowed.</summary>
public sealed partial class TextTests
{
    public static TheoryData<string> Commands => [.. ExtensionFolder.Commands.Select(command => command.Text("file"))];

    public static TheoryData<string> Texts => [.. ExtensionFolder.Texts];

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_CLI_writes_front_matter_as_it_is(string file)
    {
        // Plain scalars that every YAML writer leaves as they are: then a copy can be made without one.
        foreach (var line in ExtensionFolder.Head(file).TrimEnd('\n').Split('\n'))
        {
            PlainLine().IsMatch(line).ShouldBeTrue(line);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Nothing_is_rewritten_on_the_way(string file)
    {
        var folders = Directory
            .EnumerateDirectories(ExtensionFolder.Path)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name != "commands");
        foreach (var name in folders.Concat(["scripts", "memory", "templates"]))
        {
            Regex.Matches(ExtensionFolder.Read(file), $@"(^|[\s`""'(])(\.?/)?{name}/", RegexOptions.Multiline).ShouldBeEmpty();
        }

        foreach (var token in (string[])["{SCRIPT}", "{ARGS}", "__AGENT__", "__SPECKIT_COMMAND_", "{CORE_TEMPLATE}", "../..", "!`"])
        {
            ExtensionFolder.Read(file).ShouldNotContain(token);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void OpenCode_expands_nothing_but_the_arguments(string file)
    {
        // `@file` would read a file, `$1` take an argument.
        Expansion().Matches(ExtensionFolder.Read(file).Replace("$ARGUMENTS", "", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_command_line_is_one_that_the_tool_takes(string file)
    {
        using var interrupts = Interrupts.Listen();
        var root = CommandLine.Create(Host.Create(interrupts));
        foreach (Match line in ToolLine().Matches(ExtensionFolder.Read(file)))
        {
            root.Parse(line.Groups["arguments"].Value.Replace("VALUE", "agent-t012:48")).Errors.ShouldBeEmpty(line.Value);
        }
    }

    [Fact]
    public void The_subagent_may_run_what_its_text_says_and_nothing_else()
    {
        const string agent = "agents/async-task-scripts.md";
        var rules = ExtensionFolder.FrontMatter(agent)["permission"]!["bash"]!
            .AsObject()
            .Select(rule => (rule.Key, Value: rule.Value!.GetValue<string>()))
            .ToList();

        // A script takes names and no option: `--agent CMD` would be a command of the log's choice. No quoting spells one either.
        string[] refused = ["*.sh *--*", "*.sh *'*", "*.sh *\"*", @"*.sh *\*", "*.sh *$*", "*.sh *{*"];
        rules.ShouldBe([
            ("*", "deny"),
            ($"{Script("spawn-pod.sh")} *", "allow"),
            ($"{Script("tail-logs.sh")} *", "allow"),
            .. refused.Select(rule => (rule, "deny")),
            ("dotnet speckit-async watch *", "allow"),
        ]);
        ExtensionFolder.FrontMatter(agent)["permission"]!.Text("*").ShouldBe("deny");

        var lines = CommandLines().Matches(ExtensionFolder.Body(agent)).Select(line => line.Value.Trim()).ToList();
        lines.Count.ShouldBe(4);
        lines.ShouldAllBe(line =>
            rules.Any(rule => rule.Value == "allow" && line.StartsWith(rule.Key.TrimEnd('*'), StringComparison.Ordinal))
        );
        foreach (var rule in rules.Where(rule => rule.Value == "allow"))
        {
            lines.ShouldContain(line => line.StartsWith(rule.Key.TrimEnd('*'), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_live_subagent_has_the_plugins_tools_and_no_shell()
    {
        ExtensionFolder.FrontMatter("agents/async-task.md")["permission"]!
            .AsObject()
            .Select(rule => $"{rule.Key} {rule.Value}")
            .ShouldBe(["* deny", "async_follow allow", "async_cancel allow"]);
        foreach (var tool in (string[])["async_follow", "async_cancel"])
        {
            ExtensionFolder.Read("plugins/speckit-async.js").ShouldContain($"    {tool}: {{");
            ExtensionFolder.Body("agents/async-task.md").ShouldContain($"`{tool}`");
        }
    }

    [Fact]
    public void The_plugin_imports_nothing() =>
        Regex
            .Matches(
                ExtensionFolder.Read("plugins/speckit-async.js"),
                @"^\s*import\b(?!\.meta)|\brequire\(|\bimport\(",
                RegexOptions.Multiline
            )
            .ShouldBeEmpty();

    [Fact]
    public void Both_subagents_are_the_ones_that_implement_asks_for()
    {
        foreach (var agent in (string[])["async-task", "async-task-scripts"])
        {
            ExtensionFolder.Read("commands/speckit.async.implement.md").ShouldContain($"`{agent}`");
            ExtensionFolder.FrontMatter($"agents/{agent}.md").Text("mode").ShouldBe("subagent");
        }
    }

    private static string Script(string name) => $"{ExtensionFolder.Relative}/scripts/bash/{name}";

    [GeneratedRegex(@"^[a-z]+: [A-Za-z](?!.*(: | #|:$))[^'""\[\]{}&*!|>%@`]*[^\s]$")]
    private static partial Regex PlainLine();

    [GeneratedRegex(@"\$\d|(?<![\w`.-])@[\w./]")]
    private static partial Regex Expansion();

    [GeneratedRegex(@"dotnet speckit-async (?<arguments>(plan|status|spawn|watch|integrate|revise|logs|cancel)[^`\n<]*)")]
    private static partial Regex ToolLine();

    [GeneratedRegex(@"(dotnet speckit-async|\.specify/extensions/async/scripts/bash/\S+\.sh) [^`\n]+")]
    private static partial Regex CommandLines();
}
