using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;
using Spectre.Console;
using Columns = SpecKitExtension.Reporting.Columns;

namespace SpecKitExtension.Tests.Reporting;

public sealed class BoardTests
{
    private static readonly BoardRow[] Rows =
    [
        new(
            TaskId.FromGrammar("T002"),
            "working",
            TimeSpan.FromSeconds(3599),
            "→ bash dotnet test tests/Albums --filter \"Category=Fast\", which takes its time and says a lot while it does"
        )
        {
            Used = new(1_234_000, 567, 0, 0, 0),
        },
        new(
            TaskId.FromGrammar("TDD-R0123.12"),
            "delivering",
            TimeSpan.FromSeconds(4),
            "写真アルバムを作成する写真アルバムを作成する写真アルバムを作成する写真アルバムを作成する \e[31m"
        )
        {
            Used = new(9_000, 100, 0, 0, 1.234567m),
        },
        new(TaskId.FromGrammar("T004"), "pending", TimeSpan.Zero, ""),
    ];

    [Theory, InlineData(24), InlineData(40), InlineData(80), InlineData(160)]
    public void The_board_fits_its_terminal(int width)
    {
        var text = Render(new(width, Unicode: true, Colours: true), width);
        text.Split('\n').ShouldAllBe(line => Columns.Of(line) < width);
        text.ShouldContain("TDD-R0123.12");
        text.Split('\n').Count(line => line.Contains("T002")).ShouldBe(1);
        Snapshot.Matches(string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())), $"width={width}");
    }

    [Fact]
    public void A_console_without_Unicode_gets_an_ASCII_frame() =>
        Render(new(80, Unicode: false, Colours: false), 80)
            .Split('\n')
            .Where(line => !line.Contains("T002") && !line.Contains("TDD"))
            .ShouldAllBe(line => line.All(character => character < 128));

    [Fact]
    public async Task A_run_that_breaks_leaves_no_board_behind_that_redraws_itself()
    {
        StringWriter output = new();
        var console = AnsiConsole.Create(
            new()
            {
                Out = new AnsiConsoleOutput(output),
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        RunBoard board = new(console, new(80, Unicode: true, Colours: false), new(new(enabled: false)), TimeProvider.System);
        (await Should.ThrowAsync<InvalidOperationException>(() => board.ShowAsync(Broken(), CancellationToken.None))).Message.ShouldBe(
            "broken"
        );
        var written = output.ToString().Length;
        await Task.Delay(500);
        output.ToString().Length.ShouldBe(written);

        static async IAsyncEnumerable<RunEvent> Broken()
        {
            await Task.Delay(200);
            yield return new RunEvent.Notice(null, "a last word");
            throw new InvalidOperationException("broken");
        }
    }

    private static string Render(Screen screen, int width)
    {
        StringWriter output = new();
        var console = AnsiConsole.Create(
            new()
            {
                Out = new AnsiConsoleOutput(output),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(BoardTable.Of(Rows, "3 of 12 ASYNC tasks delivered", screen, width));
        return output.ToString().ReplaceLineEndings("\n");
    }
}
