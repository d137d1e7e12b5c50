using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Text;
using SpecKitExtension.Commands;

namespace EndToEnd.House;

/// <summary>The commands of the tool as one table.</summary>
internal static class CommandTable
{
    /// <summary>Makes the table from the command line's own tree. Options that choose feature, runtime and cluster are not repeated in
    /// every row.</summary>
    internal static string For(RootCommand root)
    {
        StringBuilder table = new("| command | does |\n| --- | --- |\n");
        List<Command> commands = [.. root.Subcommands.Where(command => !command.Hidden)];
        foreach (var command in commands)
        {
            var parts = command
                .Arguments.Select(Spelling)
                .Concat(
                    command
                        .Options.Where(option => option is not HelpOption && !option.Hidden && !CommonOptions.Where.Contains(option))
                        .Select(Spelling)
                );
            table.Append(
                null,
                $"| `{string.Join(' ', parts.Prepend(command.Name)).Replace("|", "\\|", StringComparison.Ordinal)}` | {command.Description} |\n"
            );
        }

        table.Append('\n');
        foreach (var option in CommonOptions.Where)
        {
            var without = commands.Where(command => !command.Options.Contains(option)).Select(command => $"`{command.Name}`");
            table.Append(null, $"- `{option.Name} {option.HelpName}`, of all but {string.Join(", ", without)}: {option.Description}\n");
        }

        return table.ToString();
    }

    private static string Spelling(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var several = argument.Arity.MaximumNumberOfValues > 1 ? name + "…" : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{several}]" : several;
    }

    private static string Spelling(Option option) =>
        option.ValueType == typeof(bool)
            ? $"[{option.Name}]"
            : $"[{option.Name} {option.HelpName ?? string.Join('|', option.GetCompletions(CompletionContext.Empty).Select(word => word.Label))}]";
}
