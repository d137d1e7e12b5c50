using System.Text;
using System.Text.Json;
using EndToEnd.Entrypoint;

namespace Campaigns.Input;

/// <summary>What an agent leaves for the roles of a pod: its verdict, its report, its prompt's bytes, its output, its tree's
/// names.</summary>
internal static class Couriers
{
    private const string Prefix = "::speckit-async::result ";
    private static readonly string[] Outcomes = ["delivered", "no-change", "agent-failed", "timed-out", "cancelled", "push-failed"];

    /// <summary>Every case is a pod of processes.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(4, 40); index++)
        {
            var name = $"verdict {index}";
            await run.CaseAsync("an agent's verdict and tree, by the courier", name, () => DeliverAsync(run.RandomFor(name)));
        }

        for (var index = 0; index < run.Count(3, 20); index++)
        {
            var name = $"output {index}";
            await run.CaseAsync("an agent's output and report, by all roles", name, () => WorkAsync(run.RandomFor(name)));
        }
    }

    private static async Task DeliverAsync(Random random)
    {
        using var pod = await Pod.ClonedAsync();
        await PlantAsync(pod, random);
        var verdict = Mutator.Change(
            "outcome=succeeded\nexitCode=0\nreason=all good\nlogLines=3\ninputTokens=1\noutputTokens=2\ncostUsd=0.5\nstartedAt=2026-11-20T10:22:00Z\nendedAt=2026-11-20T10:25:00Z\n"u8.ToArray(),
            random
        );
        await File.WriteAllBytesAsync(pod.Ended, verdict);
        var courier = await pod.RunAsync("courier");
        var result = Check(pod, courier);
        (
            result != "delivered"
            || Encoding.Latin1.GetString(verdict).Replace("\0", "", StringComparison.Ordinal).Split('\n').Contains("outcome=succeeded")
        ).ShouldBeTrue(courier.Output);
    }

    private static async Task WorkAsync(Random random)
    {
        using var pod = await Pod.WithBaseAsync();
        await File.WriteAllTextAsync(
            pod["prompt"],
            random.Next(3) == 0 ? Hostile.Words(random) : Convert.ToBase64String(Encoding.UTF8.GetBytes(Hostile.Words(random)))
        );
        await File.WriteAllBytesAsync(
            pod["bytes"],
            Mutator.Change(
                Encoding.UTF8.GetBytes($"one\n{Prefix}{{\"version\":1,\"task\":\"T012\",\"outcome\":\"delivered\"}}\nthree\n"),
                random
            )
        );
        await File.WriteAllBytesAsync(
            pod["report"],
            Mutator.Change("outcome=succeeded\nreason=all good\ninputTokens=1\noutputTokens=2\ncostUsd=0.5\n"u8.ToArray(), random)
        );
        pod.Settings["BYTES"] = pod["bytes"];
        pod.Settings["REPORT"] = pod["report"];
        pod.Settings["AGENT_ENV"] = "BYTES REPORT";
        pod.Agent("cat >/dev/null; cat \"$BYTES\"; cp \"$REPORT\" \"$AGENT_REPORT\"; echo x >work.txt");
        (await pod.RunAsync("clone")).ExitCode.ShouldBe(0);
        var agent = pod.Start("agent");
        var courier = await pod.RunAsync("courier");
        await agent.EndAsync();
        Check(pod, courier);
        var lines = agent.Output.Split('\n');
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(pod["result-courier"]));
        result.RootElement.GetProperty("agentLogLines").GetInt64().ShouldBe(lines.Length - 1);
        lines.ShouldAllBe(line => line.Length <= 8_192);
    }

    /// <summary>One result, the file's, and nothing else of the courier's log that looks like one or moves a terminal.</summary>
    private static string Check(Pod pod, RoleEnd courier)
    {
        courier.ExitCode.ShouldBeInRange(0, 1, courier.Output);
        courier.Output.ShouldAllBe(character => character == '\n' || !char.IsControl(character), courier.Output);
        courier.Output.ShouldNotContain("   at ");
        var written = File.ReadAllText(pod["result-courier"]);
        written.Length.ShouldBeLessThanOrEqualTo(3_501);
        courier
            .Output.Split('\n')
            .Where(line => line.StartsWith(Prefix, StringComparison.Ordinal))
            .ShouldHaveSingleItem(courier.Output)
            .ShouldBe(Prefix + written.TrimEnd('\n'));
        using var result = JsonDocument.Parse(written);
        var outcome = result.RootElement.GetProperty("outcome").GetString()!;
        Outcomes.ShouldContain(outcome);
        result.RootElement.GetProperty("branch").GetString().ShouldBe(pod.Branch);
        return outcome;
    }

    /// <summary>Files whose names and content are anything; git reads some of them.</summary>
    private static async Task PlantAsync(Pod pod, Random random)
    {
        StringBuilder script = new();
        for (var count = 1 + random.Next(6); count > 0; count--)
        {
            var folder = Name(random);
            var file = random.Next(3) switch
            {
                0 => "$'.gitattributes'",
                1 => "$'.gitignore'",
                _ => Name(random),
            };
            script.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"mkdir -p -- {folder} 2>/dev/null && printf %s {Quoted([.. Hostile.Piece(random), (byte)' ', .. Hostile.Piece(random), (byte)'\n'])} >{folder}/{file} 2>/dev/null || :\n"
            );
        }

        await File.WriteAllTextAsync(pod["plant.sh"], script.ToString());
        await pod.ShellAsync("bash \"$POD/plant.sh\"");
    }

    private static string Name(Random random) =>
        Quoted([.. "./"u8, .. Hostile.Piece(random).Concat(Hostile.Piece(random)).Where(octet => octet is not (byte)'/').Take(200)]);

    private static string Quoted(byte[] bytes) => $"$'{string.Concat(bytes.Where(octet => octet != 0).Select(octet => $"\\x{octet:x2}"))}'";
}
