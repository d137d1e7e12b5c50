using System.Globalization;
using System.Text;
using SpecKitExtension.Cluster;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Tests.Cluster;

public sealed class LogReadingTests
{
    [Theory]
    [InlineData("2026-11-20T10:22:00.123456789Z hello", "10:22:00.1234567", "hello")]
    [InlineData("2026-11-20T10:22:00.999999999Z the second stays", "10:22:00.9999999", "the second stays")]
    [InlineData("2026-11-20T11:22:00.5+01:00 elsewhere", "10:22:00.5000000", "elsewhere")]
    [InlineData("2026-11-20T10:22:00.5Z half", "10:22:00.5000000", "half")]
    [InlineData("2026-11-20T23:59:59.000000001Z last", "23:59:59.0000000", "last")]
    [InlineData("2026-11-20T10:22:00Z", "10:22:00.0000000", "")]
    [InlineData("2026-11-20T10:22:00Z   two blanks\r", "10:22:00.0000000", "  two blanks")]
    public void A_line_has_its_time_before_it(string text, string time, string rest)
    {
        var line = LogLineText.Parse("pod", "agent", Encoding.UTF8.GetBytes(text))!;
        line.At.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture).ShouldBe(time);
        line.Text.ShouldBe(rest);
    }

    [Theory]
    [InlineData("rpc error: code = NotFound desc = an error occurred when try to find container")]
    [InlineData("")]
    [InlineData("unable to retrieve container logs for containerd://abc")]
    [InlineData("2026-02-30T10:22:00.5Z no day")]
    [InlineData("2026-11-20T24:22:00.5Z no hour")]
    [InlineData("2026-11-20T10:22:00.12345678xZ no fraction")]
    [InlineData("0000-11-20T10:22:00.5Z no year")]
    [InlineData("2026 was a good year for logs")]
    public void What_has_no_time_before_it_no_container_wrote(string text) =>
        LogLineText.Parse("pod", "agent", Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task Only_a_line_feed_ends_a_line(int chunk)
    {
        var (lines, rest) = await ReadAsync("one\n10 %\r20 %\r\n\nünï\u2028code\n" + new string('x', 40_000) + "\nrest", chunk);
        lines.ShouldBe(["one", "10 %\r20 %\r", "", "ünï\u2028code", new string('x', 40_000)]);
        rest.ShouldBe("rest");
    }

    [Fact]
    public async Task A_line_without_end_costs_no_more_than_it_may()
    {
        var (lines, rest) = await ReadAsync(new string('x', 300_000) + "\nnext\n", 7_000, most: 50_000);
        lines.Count.ShouldBe(2);
        lines[0].Length.ShouldBeInRange(50_000, 120_000);
        lines[1].ShouldBe("next");
        rest.ShouldBeEmpty();
    }

    [Fact]
    public void A_cursor_counts_the_lines_of_a_second()
    {
        var at = new DateTimeOffset(2026, 11, 20, 10, 22, 0, 100, TimeSpan.Zero);
        var cursor = LogCursor.Start.After(at).After(at.AddMilliseconds(899)).After(at.AddMilliseconds(899));
        cursor.ShouldBe(new LogCursor(at.AddMilliseconds(-100), 3, 3));
        cursor.After(at.AddMilliseconds(900)).ShouldBe(new LogCursor(at.AddMilliseconds(900), 1, 4));
    }

    private static async Task<(List<string> Lines, string Tail)> ReadAsync(string text, int chunk, int most = 1 << 20)
    {
        ByteLines reader = new(new Slow(Encoding.UTF8.GetBytes(text), chunk), most);
        List<string> lines = [];
        while (await reader.ReadAsync(CancellationToken.None) > 0)
        {
            lines.AddRange(Encoding.UTF8.GetString(reader.Take().Span).Split('\n')[..^1]);
        }

        return (lines, Encoding.UTF8.GetString(reader.Rest.Span));
    }

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class Slow(byte[] content, int chunk) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
