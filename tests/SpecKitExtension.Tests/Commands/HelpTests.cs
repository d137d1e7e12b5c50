using SpecKitExtension.Commands;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Support;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands
    {
        get
        {
            using Interrupts interrupts = new();
            return
            [
                .. CommandLine.Create(World(interrupts, TextWriter.Null, TextWriter.Null)).Subcommands.Select(command => command.Name),
                "",
            ];
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Help_reads_well(string command)
    {
        var (code, output, error) = await CallAsync(command, "--help");
        (code, error).ShouldBe((0, ""));
        Snapshot.Matches(output, command.Length > 0 ? command : "all", scrubbers: [new("(?m)^  testhost", "  dotnet-speckit-async")]);
    }

    [Fact]
    public async Task A_mistake_is_conversation_and_names_the_help()
    {
        var (code, output, error) = await CallAsync("plan", "--sideways");
        (code, output).ShouldBe((1, ""));
        error.ShouldContain("`dotnet speckit-async plan --help` shows what there is.");
        (await CallAsync("", "")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_mistake_is_quoted_without_what_a_terminal_would_obey()
    {
        var (code, _, error) = await CallAsync("spawn", "T001", "--no\e]0;evil\a\u202e\u009b");
        code.ShouldBe(1);
        error.ShouldContain("--no␛]0;evil␇");
        error.ShouldAllBe(character => character == '\n' || (!char.IsControl(character) && character != '\u202e'));
    }

    [Fact]
    public async Task No_argument_makes_the_tool_read_a_file_aloud()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "private-line-one\nprivate-line-two\n");
            foreach (
                var command in (string[][])
                    [
                        ["watch", $"@{file}"],
                        ["plan", $"@{file}"],
                        [$"@{file}"],
                    ]
            )
            {
                var (code, output, error) = await CallAsync(command);
                code.ShouldNotBe(0);
                (output + error).ShouldNotContain("private-line");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Output, string Error)> CallAsync(params string[] arguments)
    {
        using Interrupts interrupts = new();
        using StringWriter output = new();
        using StringWriter error = new();
        var code = await CommandLine.RunAsync(World(interrupts, output, error), [.. arguments.Where(argument => argument.Length > 0)]);
        return (code, output.ToString(), error.ToString());
    }

    private static Host World(Interrupts interrupts, TextWriter output, TextWriter error) =>
        new()
        {
            Out = output,
            Error = error,
            Tools = new ToolRunner(Variables.OfProcess()),
            Clock = TimeProvider.System,
            Directory = Path.GetTempPath(),
            Variables = Variables.None,
            Interactive = false,
            Screen = Screen.File,
            Interrupts = interrupts,
        };
}
