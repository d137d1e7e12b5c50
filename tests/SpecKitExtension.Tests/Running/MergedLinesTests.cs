using SpecKitExtension.Logs;
using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

public sealed class MergedLinesTests
{
    [Fact]
    public async Task What_several_containers_wrote_comes_in_the_order_in_which_it_was_written()
    {
        List<string> merged = [];
        await foreach (
            var lines in MergedLines.Of(
                [Stream("clone", [1, 2], [3]), Stream("agent", [4, 5, 8], [9, 12]), Stream("courier", [6], [7, 10, 11]), Stream("event")],
                CancellationToken.None
            )
        )
        {
            merged.AddRange(lines.Select(line => $"{line.Container} {line.Text}"));
        }

        merged.ShouldBe([
            "clone 1",
            "clone 2",
            "clone 3",
            "agent 4",
            "agent 5",
            "courier 6",
            "courier 7",
            "agent 8",
            "agent 9",
            "courier 10",
            "courier 11",
            "agent 12",
        ]);
    }

    [Fact]
    public async Task What_came_together_and_belongs_together_is_handed_on_as_it_came()
    {
        await using var merged = MergedLines
            .Of([Stream("agent", [1, 2, 3], [6]), Stream("courier", [4, 5])], CancellationToken.None)
            .GetAsyncEnumerator();
        List<int> counts = [];
        while (await merged.MoveNextAsync())
        {
            counts.Add(merged.Current.Count);
        }

        counts.ShouldBe([3, 2, 1]);
    }

    private static async IAsyncEnumerable<IReadOnlyList<LogLine>> Stream(string container, params int[][] batches)
    {
        foreach (var batch in batches)
        {
            await Task.Yield();
            yield return
            [
                .. batch.Select(second => new LogLine("pod", container, DateTimeOffset.UnixEpoch.AddSeconds(second), $"{second}")),
            ];
        }
    }
}
