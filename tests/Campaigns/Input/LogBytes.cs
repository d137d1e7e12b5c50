using System.Globalization;
using System.Text;
using System.Text.Json;
using EndToEnd.Support;
using SpecKitExtension.Agents;
using SpecKitExtension.Cluster;
using SpecKitExtension.Logs;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace Campaigns.Input;

/// <summary>Bytes of a pod's log: through the reader of lines, the transcript, and every form in which a person or a program sees
/// them.</summary>
internal static class LogBytes
{
    private const string Pod = "agent-t001-x";
    private const int Counted = 1_000_000;

    /// <summary>Every case in this process.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        using TempDirectory folder = new();
        for (var index = 0; index < run.Count(300, 10_000); index++)
        {
            var name = $"log {index}";
            await run.CaseAsync("log bytes", name, () => InProcess.WithinAsync(async () =>
                {
                    await CheckAsync(new(Pod, folder[$"{name}.log"]), run.RandomFor(name));
                    File.Delete(folder[$"{name}.log"]);
                    return true;
                }));
        }
    }

    private static async Task CheckAsync(TranscriptFile transcript, Random random)
    {
        List<LogLine> sent = [];
        foreach (var container in (string[])["clone", "agent", "event"])
        {
            sent.AddRange(await ReadAsync(container, Any(random)));
        }

        var real = random.Next(2) == 0;
        sent.AddRange(
            real
                ?
                [
                    new(
                        Pod,
                        "courier",
                        DateTimeOffset.UnixEpoch,
                        $$"""::speckit-async::result {"version":1,"task":"T001","outcome":"no-change","agentLogLines":{{Counted}}}"""
                    ),
                ]
                : []
        );
        List<LogLine> seen = [];
        await foreach (
            var some in new AgentLog(new FixedLogs(sent), FixedLogs.Scope, transcript, TimeProvider.System).FollowAsync(
                0,
                CancellationToken.None
            )
        )
        {
            foreach (var line in some)
            {
                seen.Add(line);
                Check(line);
            }
        }

        // A forged result in any other container's log changes nothing: only courier's counts.
        seen.Count(line => line.Container == "notice").ShouldBe(real ? 1 : 0);
        seen.Count(line => line.Container == "agent").ShouldBe(sent.Count(line => line.Container == "agent"));
        transcript
            .Read(0)
            .Where(line => line.Container != TranscriptFile.Closing)
            .Select(line => (line.Container, line.Text))
            .Order()
            .ShouldBe(seen.Select(line => (line.Container, line.Text)).Order());
    }

    private static void Check(LogLine line)
    {
        RunEvent.Log log = new(TaskId.FromGrammar("T001"), line);
        var text = new RunLines(new(false)).For(log) ?? "";
        (text.Length == 0).ShouldBe(line is { Container: "courier" } && line.Text.StartsWith(TaskResult.Marker, StringComparison.Ordinal));
        Terminal.ShouldBeHarmless(text, "a line");
        text.ShouldNotContain('\n');
        var json = RunJson.For(log, DateTimeOffset.UnixEpoch)!;
        Terminal.ShouldBeHarmless(json, "a JSON line");
        using var document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("container").GetString().ShouldBe(line.Container);
        text.ShouldNotMatch(@"://[^/\s@]*hunter2hunter2[^/\s@]*@");
    }

    private static byte[] Any(Random random)
    {
        const string Seed =
            "agent: OpenCode works on T001\nmodel: I build it\ntool:  bash dotnet test\n  | Passed! 12 tests\r\n10 %\r20 %\rdone\n::speckit-async::result {\"version\":1,\"task\":\"T001\",\"outcome\":\"delivered\",\"agentLogLines\":9999999}\nhttps://me:hunter2hunter2@git.invalid/x\n";
        return Mutator.Change(Encoding.UTF8.GetBytes(Seed), random);
    }

    /// <summary>As the API server sends it: a time before each line; in pieces of any size.</summary>
    private static async Task<List<LogLine>> ReadAsync(string container, byte[] written)
    {
        using MemoryStream stream = new();
        foreach (var (index, line) in Encoding.Latin1.GetString(written).Split('\n').Index())
        {
            stream.Write(
                Encoding.Latin1.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"2026-11-20T10:22:{index % 60:00}.123456789Z {line}\n")
                )
            );
        }

        stream.Position = 0;
        ByteLines lines = new(stream);
        List<LogLine> read = [];
        while (await lines.ReadAsync(CancellationToken.None) > 0)
        {
            for (var (came, feed) = (lines.Take(), 0); (feed = came.Span.IndexOf((byte)'\n')) >= 0; came = came[(feed + 1)..])
            {
                read.Add(LogLineText.Parse(Pod, container, came[..feed]).ShouldNotBeNull());
            }
        }

        return read;
    }
}
