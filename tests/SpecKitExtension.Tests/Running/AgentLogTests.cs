using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

/// <summary>One agent's log, read by many, written down once.</summary>
public sealed class AgentLogTests : IDisposable
{
    private const string Pod = "agent-t001-x";
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ScriptedRuntime runtime = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private TranscriptFile Transcript => new(Pod, Path.Combine(folder, "logs", $"{Pod}.log"));

    [Fact]
    public async Task Every_line_comes_once_to_whoever_reads_and_again_from_the_transcript()
    {
        runtime.Write("clone", "cloned");
        runtime.Write("agent", "one", "two");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["cloned", "one", "two"], ignoreOrder: true);
        runtime.Write("agent", "never read: the transcript is complete");
        (await AllAsync()).ShouldBe(["cloned", "one", "two"], ignoreOrder: true);
        (await AllAsync(skip: 2)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_was_killed_loses_nothing_and_doubles_nothing()
    {
        runtime.Write("agent", "one", "two", "three");
        (await FirstAsync(2)).ShouldBe(["one", "two"]);

        // What a process that was killed in the middle of a line leaves behind.
        await File.AppendAllTextAsync(Transcript.Path, "1970-01-01T00:00:00.0000000Z agent thr");
        runtime.Write("agent", "four");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["one", "two", "three", "four"]);
        (await File.ReadAllLinesAsync(Transcript.Path)).Count(line => line.EndsWith(" three", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Another_process_reads_along_and_takes_over_when_the_writer_is_gone()
    {
        runtime.Write("agent", "one");
        using CancellationTokenSource writerDies = new();
        var (writer, reader) = (new List<string>(), new List<string>());
        var writing = ReadAsync(writer, 0, writerDies.Token);
        await UntilAsync(() => writer.Count == 1);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        var reading = ReadAsync(reader, 0, limit.Token);
        await UntilAsync(() => reader.Count == 1);
        runtime.Write("agent", "two");
        await UntilAsync(() => reader.Count == 2);
        await writerDies.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing);
        runtime.Write("agent", "three");
        runtime.Ended = true;
        await reading;
        reader.ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task A_pod_that_is_made_again_gets_a_transcript_of_its_own()
    {
        runtime.Agents.Add(Views.Agent("T001", AgentPhase.Working));
        runtime.Write("agent", "the first pod");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["the first pod"]);
        runtime.Agents[0] = runtime.Agents[0] with { CreatedAt = Views.Noon.AddHours(1) };
        runtime.Write("agent", "and more");
        (await AllAsync()).ShouldBe(["the first pod", "and more"]);
        Directory.GetFiles(Path.Combine(folder, "logs"), "*.log").Length.ShouldBe(2, "the earlier one is kept aside");
        runtime.Agents.Clear();
        (await AllAsync()).ShouldBe(["the first pod", "and more"], "also when the runtime has forgotten it");
    }

    [Fact]
    public async Task A_start_that_was_given_up_leaves_the_transcript_open()
    {
        runtime.Agents.Add(Views.Agent("T001", AgentPhase.Ended, new AgentEnd.NeverStarted("ImagePullBackOff", MayBegin: true)));
        runtime.Write("clone", "cloned");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["cloned"]);
        runtime.Agents[0] = Views.Agent("T001", AgentPhase.Working);
        runtime.Write("agent", "it began after all");
        (await AllAsync()).ShouldBe(["cloned", "it began after all"]);
        (await AllAsync(skip: 1)).ShouldBe(["it began after all"]);
        runtime.Agents[0] = Views.Agent("T001", AgentPhase.Ended, new AgentEnd.Killed("gone"));
        (await AllAsync()).Count.ShouldBe(2);
        runtime.Write("agent", "never read: the transcript is complete");
        (await AllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_transcript_that_was_closed_too_early_goes_on()
    {
        runtime.Write("clone", "cloned");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["cloned"]);
        runtime.Agents.Add(
            Views.Agent("T001", AgentPhase.Working) with
            {
                CreatedAt = (await File.ReadAllLinesAsync(Transcript.Path)).Length > 0 ? Views.Noon : default,
            }
        );
        runtime.Write("agent", "it began after all", "and goes on");
        (await AllAsync()).ShouldBe(["cloned", "it began after all", "and goes on"]);
        (await AllAsync(skip: 2)).ShouldBe(["and goes on"]);
    }

    [Fact]
    public async Task A_log_that_was_given_up_is_read_on_later()
    {
        runtime.Write("agent", "one");
        (runtime.Ended, runtime.Cut) = (true, "the server is overloaded");
        (await AllAsync()).ShouldBe(["one", "the server is overloaded"]);
        runtime.Write("agent", "two");
        runtime.Cut = null;
        (await AllAsync()).ShouldBe(["one", "the server is overloaded", "two"]);
        runtime.Write("agent", "never read: the transcript is complete");
        (await AllAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Control_characters_get_no_further_than_this()
    {
        runtime.Write("agent", "a\e[2Jb\u009bc", "https://me:secret@git.example.com");
        runtime.Ended = true;
        (await AllAsync()).ShouldBe(["a␛[2Jb\ufffdc", "https://***@git.example.com"]);
        (await File.ReadAllTextAsync(Transcript.Path)).ShouldNotContain("\e");
    }

    [Fact]
    public async Task Lines_that_the_courier_counted_and_nobody_has_are_named()
    {
        runtime.Write("agent", "one");
        runtime.Write("courier", """::speckit-async::result {"version":1,"task":"T001","outcome":"no-change","agentLogLines":3}""");
        runtime.Ended = true;
        (await AllAsync()).ShouldContain("2 of 3 lines of the agent's log are missing: its node no longer had them");
    }

    [Fact]
    public async Task The_agents_word_about_its_lines_counts_only_when_it_can_write_no_more()
    {
        var working = Views.Agent("T001", AgentPhase.Working);
        runtime.Agents.Add(working);
        runtime.Write("agent", "one");
        runtime.Write("courier", """::speckit-async::result {"version":1,"task":"T001","outcome":"no-change","agentLogLines":3}""");
        (await FirstAsync(2)).Count.ShouldBe(2);
        AttemptReader.Read(1, working, Transcript).Result.ShouldNotBeNull().AgentLogLines.ShouldBeNull();

        runtime.Agents[0] = Views.Agent("T001", AgentPhase.Ended, new AgentEnd.Killed("gone"));
        runtime.Ended = true;
        (await AllAsync()).ShouldContain("2 of 3 lines of the agent's log are missing: its node no longer had them");
        AttemptReader.Read(1, null, Transcript).Result.ShouldNotBeNull().AgentLogLines.ShouldBe(3);
    }

    private Task<List<string>> AllAsync(int skip = 0) => FirstAsync(int.MaxValue, skip);

    private async Task<List<string>> FirstAsync(int count, int skip = 0)
    {
        List<string> lines = [];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await foreach (
            var some in new AgentLog(runtime, ScriptedRuntime.Scope, Transcript, TimeProvider.System).FollowAsync(skip, limit.Token)
        )
        {
            lines.AddRange(some.Select(line => line.Text));
            if (lines.Count >= count)
            {
                break;
            }
        }

        return [.. lines.Take(count)];
    }

    private async Task ReadAsync(List<string> lines, int skip, CancellationToken ct)
    {
        await foreach (var some in new AgentLog(runtime, ScriptedRuntime.Scope, Transcript, TimeProvider.System).FollowAsync(skip, ct))
        {
            lines.AddRange(some.Select(line => line.Text));
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            waited.ShouldBeLessThan(3_000);
            await Task.Delay(10);
        }
    }
}
