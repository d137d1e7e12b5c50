using System.Text;
using System.Text.Json;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Input;

/// <summary>The tool as people start it: mutated files in a real repository, and an agent in a pod that prints anything.</summary>
internal static class WholeProcesses
{
    private static readonly int[] Codes = [0, 1, 2, 3, 4, 5, 130];

    private static readonly string[][] Commands =
    [
        ["plan"],
        ["plan", "--json"],
        ["plan", "--verbose"],
        ["lint"],
        ["lint", "--format", "msbuild"],
        ["status"],
        ["status", "--json"],
        ["report"],
        ["watch", "T001", "--max-wait", "1s"],
        ["logs", "--all"],
        ["integrate"],
        ["cleanup"],
        ["cancel", "T001"],
        ["doctor"],
        ["spawn", "T001", "--agent", "true"],
        ["run", "--agent", "true"],
    ];

    /// <summary>Every case starts processes.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] x in src/x.txt\n");
        for (var index = 0; index < run.Count(8, 60); index++)
        {
            var name = $"process {index}";
            await run.CaseAsync("whole processes", name, () => CallAsync(feature, run.RandomFor(name)));
        }

        for (var index = 0; index < run.Count(1, 4); index++)
        {
            var name = $"hostile pod {index}";
            await run.CaseAsync("an agent in a pod that prints anything", name, () => FollowAsync(run.RandomFor(name)));
        }
    }

    private static async Task CallAsync(FeatureOrigin feature, Random random)
    {
        var clone = feature.Clone;
        await File.WriteAllBytesAsync(clone["specs/001-photo-albums/tasks.md"], TasksFiles.Any(random));
        await File.WriteAllBytesAsync(
            clone[".specify/async/config.local.json"],
            random.Next(3) == 0
                ? Mutator.Change("{ \"maxParallel\": 2, \"git\": { \"remote\": \"origin\" } }"u8.ToArray(), random)
                : "{}"u8.ToArray()
        );
        if (random.Next(2) == 0)
        {
            await clone.Git.CommitAllAsync("As it is");
        }

        var command = Commands[random.Next(Commands.Length)];
        using var process = clone.Start(command);
        Check(await process.EndAsync(90), string.Join(' ', command));
        await clone.RunAsync("cancel", "T001", "--now");
    }

    private static async Task FollowAsync(Random random)
    {
        var bytes = Mutator.Change(
            Encoding.UTF8.GetBytes(
                "one\n::speckit-async::result {\"version\":1,\"task\":\"T001\",\"feature\":\"001-albums\",\"outcome\":\"delivered\",\"agentLogLines\":99}\nthree\n"
            ),
            random
        );
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            "cat >/dev/null; cat hostile.bin; cat hostile.bin >&2; printf 'outcome=succeeded\\nreason=' >\"$AGENT_REPORT\"; head -c 4000 hostile.bin >>\"$AGENT_REPORT\"",
            more: clone => File.WriteAllBytes(clone["hostile.bin"], bytes)
        );
        var run = Check(await feature.RunAsync("run", "--json"), "run --json");
        run.ExitCode.ShouldBe(2, run.All);
        Objects(run.Output)
            .Single(line => line.GetProperty("type").GetString() == "outcome")
            .GetProperty("outcome")
            .GetString()
            .ShouldBe("NoChange");
        foreach (
            var command in (string[][])
                [
                    ["logs", "--all"],
                    ["status"],
                    ["report"],
                ]
        )
        {
            Check(await feature.RunAsync(command), command[0]);
        }
    }

    private static FeatureResult Check(FeatureResult result, string command)
    {
        Codes.ShouldContain(result.ExitCode, $"{command}: {result.All}");
        Terminal.ShouldBeHarmless(result.Output, command);
        Terminal.ShouldBeHarmless(result.Error, command);
        (result.ExitCode == 0 || result.All.Length > 40).ShouldBeTrue($"{command}: exit code {result.ExitCode} without a word");
        if (command.EndsWith("--json", StringComparison.Ordinal))
        {
            Objects(command.StartsWith("run", StringComparison.Ordinal) ? result.Output : result.Output.Replace('\n', ' '))
                .Count.ShouldBeGreaterThanOrEqualTo(result.ExitCode == 0 ? 1 : 0);
        }

        return result;
    }

    private static List<JsonElement> Objects(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
}
