using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.House;

/// <summary>What a person sees: the tool in a pseudo-terminal of util-linux's `script`.</summary>
public sealed partial class TerminalTests
{
    private const string Tasks =
        "## Phase 1: Albums\n\n- [ ] T001 [P] [ASYNC] Write the album model with everything that belongs to it in `src/album.txt`\n- [ ] T002 [P] [ASYNC] Photo model in `src/photo.txt`\n";

    [Fact]
    public async Task A_run_has_a_board_with_colours_that_fits_a_narrow_terminal()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var seen = await ShowAsync(feature, 40, [], "run", "--agent", FeatureClone.Agent("good"));
        Colour().IsMatch(seen).ShouldBeTrue(seen);
        var board = seen.Split('\n', '\r').Where(line => line.Contains("Last line", StringComparison.Ordinal)).ToList();
        board.ShouldNotBeEmpty(seen);
        board.ShouldAllBe(line => Escape().Replace(line, "").TrimEnd().Length < 40);
        seen.ShouldContain("2 of 2 ASYNC tasks delivered");
    }

    [Theory]
    [InlineData("NO_COLOR", "1", true)]
    [InlineData("CI", "true", false)]
    [InlineData("TERM", "dumb", false)]
    public async Task What_the_environment_asks_for_is_respected(string variable, string value, bool board)
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var seen = await ShowAsync(feature, 100, new() { [variable] = value }, "run", "--agent", FeatureClone.Agent("good"));
        Colour().IsMatch(seen).ShouldBeFalse(seen);
        seen.Contains('\e', StringComparison.Ordinal).ShouldBe(board, seen);
        seen.ShouldContain("[T001] T001: done");
        seen.ShouldContain("2 of 2 ASYNC tasks delivered");
    }

    [Fact]
    public async Task A_plan_and_a_status_fit_a_narrow_terminal_but_break_no_name()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var plan = Lines(await ShowAsync(feature, 40, new() { ["LC_ALL"] = "C" }, "plan", "--verbose"));
        plan.ShouldContain(line =>
            line.EndsWith("specs/001-photo-albums/task-001-write-the-album-model-with-everything-async", StringComparison.Ordinal)
        );
        plan.Where(line => !line.Contains("branch", StringComparison.Ordinal) && !line.Contains(" pod ", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Length <= 40 || line.StartsWith("001-photo-albums:", StringComparison.Ordinal));
        plan.ShouldAllBe(line => line.All(character => character < 128));
        Lines(await ShowAsync(feature, 40, [], "status"))
            .Where(line => !line.StartsWith("  specs/", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Length <= 40);
    }

    private static string[] Lines(string seen) => [.. Escape().Replace(seen, "").Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>Everything that one call writes to a terminal.</summary>
    private static async Task<string> ShowAsync(
        FeatureOrigin feature,
        int columns,
        Dictionary<string, string> variables,
        params string[] arguments
    )
    {
        feature.Clone.Variables.Remove("CI");
        feature.Clone.Variables["TERM"] = "xterm-256color";
        foreach (var (name, value) in variables)
        {
            feature.Clone.Variables[name] = value;
        }

        var seen = (
            await feature.Clone.ShellAsync(
                $"SHELL=/bin/bash script -qefc \"stty cols {columns} rows 40; $(printf '%q ' \"$@\")\" /dev/null",
                arguments
            )
        )
            .ShouldEndWith(0)
            .Output;

        // .NET itself asks a terminal for its cursor keys as soon as it starts another program.
        return seen.Replace("\e[?1h\e=", "");
    }

    [GeneratedRegex("\e\\[[0-9;]*(3[0-8]|9[0-7])m|\e\\[38")]
    private static partial Regex Colour();

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
