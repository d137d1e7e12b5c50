using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>The pieces that callers put together themselves: spawn, watch, logs, status, cleanup.</summary>
public sealed class SpawnAndWatchTests
{
    private const string Tasks = """
        # Tasks

        ## Phase 1: Free

        - [ ] T001 [P] [ASYNC] One in `src/one.txt`
        - [ ] T002 [P] [ASYNC] Two in `src/two.txt`
        - [ ] T003 [P] [SYNC] Mine

        ## Phase 2: Behind mine

        - [ ] T004 [ASYNC] Four in `src/four.txt`
        """;

    [Fact]
    public async Task I_can_spawn_follow_in_bounded_calls_and_read_the_log_again()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var clone = feature.Clone;
        var agent = clone.WriteAgent(
            "counting",
            """
            mkdir -p src; echo done >src/one.txt
            for number in $(seq 1 60); do echo "line $number"; sleep 0.05; done
            """
        );
        (await clone.StatusAsync()).StartNow.ShouldBe(["T001", "T002"]);
        (await clone.StatusAsync("--max-parallel", "1")).StartNow.ShouldBe(["T001"]);
        var spawn = (await clone.RunAsync("spawn", "T001", "--json", "--agent", agent)).ShouldEndWith(0);
        JsonDocument.Parse(spawn.Output).RootElement.GetProperty("tasks")[0].GetProperty("answer").GetString().ShouldBe("started");

        List<string> seen = [];
        var cursor = "";
        for (var (calls, running) = (0, true); running; calls++)
        {
            calls.ShouldBeLessThan(60);
            var watch = (await clone.RunAsync("watch", "T001", "--cursor", cursor, "--max-wait", "0.5s", "--max-lines", "8")).ShouldEndWith(
                0
            );
            var lines = watch.Output.TrimEnd('\n').Split('\n');
            cursor = lines[^1]["cursor: ".Length..];
            running = lines[^2].StartsWith("T001 running: ", StringComparison.Ordinal);
            var shown = lines.Where(line => line.StartsWith("[T001] ", StringComparison.Ordinal)).ToList();
            shown.Count.ShouldBeLessThanOrEqualTo(8);
            var more = Regex.Match(watch.Output, @"^\((\d+) earlier new lines are in (.*)\)$", RegexOptions.Multiline);
            if (more.Success)
            {
                var file = clone[more.Groups[2].Value];
                var before = int.Parse(more.Groups[1].Value, CultureInfo.InvariantCulture);
                var all = File.ReadLines(file)
                    .Where(line => !line.Contains(" begin ", StringComparison.Ordinal))
                    .Select(line => line.Split(' ', 3))
                    .ToList();
                seen.AddRange(
                    all.Skip(seen.Count)
                        .Take(before)
                        .Select(parts =>
                            parts[1] == "courier" && parts[2].StartsWith("::speckit", StringComparison.Ordinal) ? "" : $"[T001] {parts[2]}"
                        )
                );
            }

            seen.AddRange(shown);
        }

        seen.Where(line => line.StartsWith("[T001] line ", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(1, 60).Select(number => $"[T001] line {number}"));
        var logs = (await clone.RunAsync("logs", "T001")).ShouldEndWith(0);
        Regex.Count(logs.Output, @"\[T001\] line \d+\n").ShouldBe(60, "from the transcript");
        var transcript = Directory.EnumerateFiles(clone.Transcripts("001-photo-albums"), "agent-t001-*.log").Single();
        File.ReadLines(transcript)
            .Select(line => DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture))
            .ShouldAllBe(at => at > DateTimeOffset.UtcNow.AddHours(-1));
        (await clone.RunAsync("logs", "agent-T001", "--json"))
            .ShouldEndWith(0)
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString())
            .ShouldAllBe(type => type == "log");
        (await clone.RunAsync("spawn", "T001", "--agent", agent))
            .ShouldEndWith(0)
            .Output.ShouldBe("T001: delivered already on specs/001-photo-albums/task-001-one-in-src-one-txt-async\n");

        var run = (await clone.RunAllAsync("good", "T001", "T002", "--json", "--max-parallel", "1")).ShouldEndWith(0);
        var types = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString())
            .ToList();
        (types[0], types[^1]).ShouldBe(("plan", "summary"));
        ((string[])["spawned", "state", "log", "outcome"]).ShouldBeSubsetOf(types!);
        feature.AttemptFolders().ShouldBeEmpty("the run has cleared away what was delivered before it came, too");
        (await clone.RunAsync("spawn", "T004", "--json", "--agent", agent)).ShouldEndWith(2);
        (await clone.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldBe("");
        (await clone.RunAsync("logs", "T001")).ShouldEndWith(0).Output.ShouldBe(logs.Output);
    }

    [Fact]
    public async Task Logs_stream_while_the_agent_works_and_end_with_its_verdict()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var clone = feature.Clone;
        (await clone.RunAsync("logs", "T001")).ShouldEndWith(1).Error.ShouldContain("T001 has no agent and no transcript here.");
        (await clone.RunAsync("watch", "T003")).ShouldEndWith(1).Error.ShouldContain("T003 is marked [SYNC], so it is yours");
        var agent = clone.WriteAgent(
            "gated",
            $$"""
            echo started; until [ -e "{{feature["go"]}}" ]; do sleep 0.1; done; exit 3
            """
        );
        (await clone.RunAsync("spawn", "T001", "T002", "--agent", agent)).ShouldEndWith(0);
        using var one = clone.Start("logs", "T001");
        using var all = clone.Start("logs", "--all");
        await one.SaysAsync("[T001] started");
        await all.SaysAsync("[T002] started");
        one.HasEnded.ShouldBeFalse();
        var head = await clone.ShellAsync("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "logs", "T001");
        head.ShouldEndWith(130).Error.ShouldBe("", "nobody was there any more to whom it could say something");
        await File.WriteAllTextAsync(feature["go"], "");
        (await one.EndAsync()).ShouldEndWith(2).Output.ShouldContain("[courier] agent-failed: the agent command ended with exit code 3");
        (await all.EndAsync()).ShouldEndWith(2);
    }

    [Fact]
    public async Task Spawn_says_why_it_does_not_start_something()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var clone = feature.Clone;
        string[] good = ["--agent", FeatureClone.Agent("good")];
        (await clone.RunAsync(["spawn", "T004", .. good])).ShouldEndWith(2).Output.ShouldBe("T004: blocked by T003 [SYNC]\n");
        (await clone.RunAsync(["spawn", "T003", .. good])).ShouldEndWith(2).Output.ShouldContain("T003: is marked [SYNC], so it is yours");
        (await clone.RunAsync(["spawn", .. good])).ShouldEndWith(1).Error.ShouldContain("Name the tasks to start");
        (await clone.RunAsync(["spawn", "T001", "T002", "--branch", "x", .. good]))
            .ShouldEndWith(1)
            .Error.ShouldContain("--branch names the branch of one task");
        (await clone.RunAsync(["spawn", "T001", "--branch", "a..b", .. good]))
            .ShouldEndWith(1)
            .Error.ShouldContain("`a..b` is no name that git takes for a branch");
        (await clone.RunAsync(["spawn", "T001", "--repo", "https://git.example.com/other.git", .. good]))
            .ShouldEndWith(1)
            .Error.ShouldContain("are different repositories");
        (await clone.RunAsync("spawn", "T001"))
            .ShouldEndWith(1)
            .Error.ShouldContain("The local runtime gives an agent your rights and no isolation.");
        (await feature.BranchesAsync()).ShouldBeEmpty();
        Directory.Exists(feature.Agents).ShouldBeFalse();
    }

    [Fact]
    public async Task Work_on_a_branch_of_ones_own_choice_is_found_again()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var clone = feature.Clone;
        (
            await clone.RunAsync(
                "spawn",
                "T001",
                "--branch",
                "topic/one",
                "--repo",
                feature.Git.Directory,
                "--context-dir",
                "specs/001-photo-albums",
                "--agent",
                FeatureClone.Agent("good")
            )
        ).ShouldEndWith(0);
        (await clone.RunAsync("logs", "T001")).ShouldEndWith(0);
        var status = await clone.StatusAsync();
        (status.Of("T001", "outcome"), status.Of("T001", "branch")).ShouldBe(("Delivered", "topic/one"));
        (await clone.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("kept");
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0).Output.ShouldNotContain("+ agent-");
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0).Output.ShouldContain("merged topic/one into main");
        (await clone.RunAsync("cleanup"))
            .ShouldEndWith(0)
            .Output.ShouldContain("removed", customMessage: "now HEAD says where the work is");
    }
}
