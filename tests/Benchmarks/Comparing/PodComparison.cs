using System.Globalization;
using EndToEnd.Entrypoint;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>What the roles of a pod cost: the agent's output beside the same output into nothing, and their own processor time.</summary>
internal static class PodComparison
{
    private const int Seconds = 4;
    private const int MegabytesPerSecond = 50;
    private const int Rounds = 3;
    private const int Lines = 20_000;
    private const int Agents = 4;
    private const int TaskSeconds = 60;

    /// <summary>Prints a tenth of a second's output every tenth of a second, and says how long all of it took.</summary>
    private const string Printing = """
        #!/bin/bash
        began=${EPOCHREALTIME/./}
        for ((part = 1; part <= PARTS; part++)); do
          cat "$CHUNK"
          left=$((began + part * 100000 - ${EPOCHREALTIME/./}))
          ((left <= 0)) || read -rt "0.$(printf %06d $left)" -u 9
        done 9<> <(:)
        echo $((${EPOCHREALTIME/./} - began)) >"$TOOK"
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool) =>
        [await PrintAsync(tool, 100), await PrintAsync(tool, 8_192), await LostAsync(tool), await OwnTimeAsync(tool)];

    private static async Task<Figure> PrintAsync(Tool tool, int line)
    {
        using var pod = await NewPodAsync(tool);
        var lines = MegabytesPerSecond * 100_000 / line;
        await File.WriteAllTextAsync(pod["chunk"], string.Concat(Enumerable.Repeat(new string('x', line - 1) + "\n", lines)));
        await ScriptAsync(
            pod["print"],
            Printing.Replace("PARTS", (Seconds * 10).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        pod.Agent(pod["print"]);
        Dictionary<string, string> variables = new()
        {
            ["CHUNK"] = pod["chunk"],
            ["TOOK"] = pod["took"],
            ["AGENT_ENV"] = "CHUNK TOOK",
            ["LOG_MAX_BYTES"] = "2000000000",
        };
        foreach (var (name, value) in variables)
        {
            pod.Settings[name] = value;
        }

        Must((await pod.RunAsync("clone")).ExitCode == 0, "clone");
        pod.Through = ["bash", "-c", $"\"$@\" | wc -l >'{Plain(pod["count"])}'", "-"];
        double alone = double.MaxValue,
            through = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            using var nothing = ProgramRun.Start("bash", ["-c", "\"$0\" >/dev/null", pod["print"]], variables, "/");
            await nothing.EndAsync();
            alone = Math.Min(alone, await TookAsync(pod));
            await pod.RunAsync("agent");
            through = Math.Min(through, await TookAsync(pod));
            var count = int.Parse((await File.ReadAllTextAsync(pod["count"])).Trim(), CultureInfo.InvariantCulture);
            Must(count == lines * Seconds * 10, $"keep more than {count} of {lines * Seconds * 10} lines");
        }

        return new(
            $"an agent's {MegabytesPerSecond} MB a second in lines of {line} bytes",
            "`> /dev/null`",
            through / alone,
            1.1,
            "",
            FormattableString.Invariant($"{through:0.00} s / {alone:0.00} s for {Seconds * MegabytesPerSecond} MB")
        );
    }

    private static async Task<Figure> LostAsync(Tool tool)
    {
        var busy = Enumerable
            .Range(0, Environment.ProcessorCount)
            .Select(_ => ProgramRun.Start("bash", ["-c", "while :; do :; done"], [], "/"))
            .ToList();
        var lost = await Task.WhenAll(
            Enumerable
                .Range(0, Agents)
                .Select(async _ =>
                {
                    using var pod = await NewPodAsync(tool);
                    Must((await pod.RunAsync("clone")).ExitCode == 0, "clone");
                    pod.Agent($"seq {Lines}");
                    return Lines - (await pod.RunAsync("agent")).Output.Split('\n').Count(line => line.Length > 0);
                })
        );
        busy.ForEach(run => run.Dispose());
        return new($"{Agents} agents of {Lines} lines at once, all cores busy", "none lost", lost.Sum(), 0, "lines", "");
    }

    /// <summary>The roles' time less that of the programs that they call, which each tell their own.</summary>
    private static async Task<Figure> OwnTimeAsync(Tool tool)
    {
        using var pod = await NewPodAsync(tool);
        Directory.CreateDirectory(pod["bin"]);
        var git = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "git"))
            .First(File.Exists);
        await ScriptAsync(pod["bin/git"], $"#!/bin/bash\n{git} \"$@\"\ncode=$?\ntimes >>'{Plain(pod["others"])}'\nexit $code\n");
        await ScriptAsync(pod["work.sh"], $"#!/bin/bash\necho work >work.txt\nsleep {TaskSeconds}\ntimes >>'{Plain(pod["others"])}'\n");
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        pod.Agent(pod["work.sh"]);
        pod.Through = ["bash", "-c", $"TIMEFORMAT='%U %S'; {{ time \"$@\" 2>&3; }} 3>&2 2>>'{Plain(pod["all"])}'", "-"];
        Must((await pod.RunAsync("clone")).ExitCode == 0, "clone");
        Must((await pod.WorkAsync()).ExitCode == 0, "deliver");
        var all = (await File.ReadAllTextAsync(pod["all"])).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Sum(Number);
        var others = (await File.ReadAllTextAsync(pod["others"]))
            .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Sum(time => Number(time[(time.IndexOf('m', StringComparison.Ordinal) + 1)..^1]));
        return new(
            $"a pod's own processor time for a task of {TaskSeconds} s",
            "git and agent apart",
            all - others,
            0.3,
            "s",
            FormattableString.Invariant($"{all:0.00} s in all, {others:0.00} s of git and agent")
        );
    }

    private static void Must(bool done, string what) => _ = done ? true : throw new InvalidOperationException($"The pod did not {what}.");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<double> TookAsync(Pod pod) => Number((await File.ReadAllTextAsync(pod["took"])).Trim()) / 1_000_000;

    private static string Plain(string path) => path.Replace("'", @"'\''", StringComparison.Ordinal);

    private static async Task<Pod> NewPodAsync(Tool tool)
    {
        var pod = await Pod.WithBaseAsync();
        pod.Program = [tool.Program, "pod"];
        return pod;
    }

    private static async Task ScriptAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
