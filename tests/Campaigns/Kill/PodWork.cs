using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EndToEnd.Entrypoint;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>What the agent of a case does, and where it must be afterwards.</summary>
internal sealed class PodWork
{
    private const int BaseFiles = 300;
    private const string Patch = "::speckit-async::patch ";
    private readonly Pod pod;

    /// <summary>Chooses files and writes the agent that makes them, one after the other, each in one step.</summary>
    internal PodWork(Random random, Pod pod)
    {
        this.pod = pod;
        StringBuilder script = new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"#!/bin/bash\nfinished={PodTrouble.Quoted(pod["finished"])}\ncat >/dev/null\necho $$ >{PodTrouble.Quoted(pod["agent.pid"])}\nmkdir -p work\n"
            )
        );
        for (var file = random.Next(3, 14); file > 0; file--)
        {
            var lines = random.Next(1, 3) == 1 ? random.Next(1, 40) : random.Next(1_000, 4_000);
            script.Append(
                CultureInfo.InvariantCulture,
                $"for ((i = 0; i < {lines}; i++)); do echo \"file {file} line $i\"; done >\"$TMPDIR/new\"; mv \"$TMPDIR/new\" work/{file}.{lines}; echo work/{file}.{lines} >>\"$finished\"; echo made {file}\n"
            );
            script.Append(random.Next(3) == 0 ? "sleep 0.3\n" : "");
        }

        File.WriteAllText(pod["agent.sh"], script.Append(random.Next(3) == 0 ? "exit 3\n" : "exit 0\n").ToString());
        File.SetUnixFileMode(pod["agent.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        pod.Agent(pod["agent.sh"]);
    }

    /// <summary>Fills a base that takes a moment to copy.</summary>
    internal static void Seed(string directory)
    {
        for (var file = 0; file < BaseFiles; file++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, "base", (file % 10).ToString(CultureInfo.InvariantCulture)));
            File.WriteAllText(Path.Combine(folder.FullName, $"{file}.txt"), new string('x', file * 20));
        }
    }

    /// <summary>The remote, wherever it is now.</summary>
    internal static Git Remote(Pod pod) => Directory.Exists(pod["away.git"]) ? new(pod["away.git"]) : pod.Origin;

    /// <summary>The process that plays the courier at the moment, below the one that begins it anew; 0 for none.</summary>
    internal static int LifeOf(int courier)
    {
        try
        {
            return Directory
                .EnumerateDirectories($"/proc/{courier}/task")
                .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The agent's files of a commit.</summary>
    internal static async Task<string[]> NamesAsync(Git git, string commit) => [.. (await IdsAsync(git, commit)).Keys];

    /// <summary>Fails unless every file that counts is on the task branch, the salvage branch or in the log, and the task is delivered once
    /// at most.</summary>
    internal async Task CheckAsync(PodTrouble trouble, string log)
    {
        var remote = Remote(pod);
        var isCut =
            File.Exists(pod["hit"])
            && (
                trouble.Victim is PodVictim.AgentRole or PodVictim.AgentCommand or PodVictim.BothRoles
                || (trouble.Victim is PodVictim.Role or PodVictim.Copy && trouble.Signal == "TERM")
            );
        var counts = await File.ReadAllLinesAsync(isCut ? pod["hit"] : pod["finished"]);
        var branch = await IdsAsync(remote, pod.Branch);
        var salvage = await remote.TipAsync(pod.Salvage) is { Length: > 0 } tip ? await IdsAsync(remote, tip) : [];
        var logged = await PrintedAsync(log);
        foreach (var file in counts.Where(line => line.Length > 0))
        {
            var id = IdOf(file);
            new[] { branch, salvage, logged }.ShouldContain(place => place.GetValueOrDefault(file) == id, $"{file} is lost");
        }

        foreach (var (file, id) in branch.Concat(salvage).Concat(logged))
        {
            id.ShouldBe(IdOf(file), $"{file} is whole");
        }

        await CheckOnceAsync(remote, trouble, counts, branch);
    }

    private async Task CheckOnceAsync(Git remote, PodTrouble trouble, string[] counts, Dictionary<string, string> branch)
    {
        var commits = await remote.LinesAsync("rev-list", $"{pod.Base}..refs/heads/{pod.Branch}");
        commits.Length.ShouldBeLessThanOrEqualTo(1, "delivered once at most");
        if (trouble.IsWholePod)
        {
            return;
        }

        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(pod["result-courier"]));
        var outcome = result.RootElement.GetProperty("outcome").GetString();
        if (outcome == "delivered")
        {
            commits.ShouldBe([result.RootElement.GetProperty("commit").GetString()!]);
            counts.Where(line => line.Length > 0).ShouldAllBe(file => branch.ContainsKey(file));
        }
        else if (trouble.Victim is not (PodVictim.Remote or PodVictim.RemoteForAWhile))
        {
            // A remote that went away in the middle of a push may have taken it.
            commits.ShouldBeEmpty($"the result says {outcome}");
        }
    }

    private static async Task<Dictionary<string, string>> IdsAsync(Git git, string commit)
    {
        var lines = await git.LinesAsync(
            "ls-tree",
            "-r",
            commit.Contains('/', StringComparison.Ordinal) ? "refs/heads/" + commit : commit,
            "--",
            "work"
        );
        return lines
            .Where(line => line.Length > 0)
            .Select(line => line.Split('\t'))
            .ToDictionary(words => words[1], words => words[0].Split(' ')[2]);
    }

    /// <summary>What the log's last patch makes of the base.</summary>
    private async Task<Dictionary<string, string>> PrintedAsync(string log)
    {
        var last = log.LastIndexOf("the work follows as a patch", StringComparison.Ordinal);
        if (last < 0)
        {
            return [];
        }

        var packed = Convert.FromBase64String(
            string.Concat(
                log[last..].Split('\n').Where(line => line.StartsWith(Patch, StringComparison.Ordinal)).Select(line => line[Patch.Length..])
            )
        );
        await using (GZipStream unzip = new(new MemoryStream(packed), CompressionMode.Decompress))
        {
            await using var file = File.Create(pod["patch"]);
            await unzip.CopyToAsync(file);
        }

        await pod.Human.RunAsync("apply", "--index", "--binary", pod["patch"]);
        return await IdsAsync(pod.Human, (await pod.Human.RunAsync("write-tree")).Trim());
    }

    /// <summary>The hash of a file's content, which its name tells.</summary>
    private static string IdOf(string file)
    {
        var words = Path.GetFileName(file).Split('.');
        var content = string.Concat(
            Enumerable
                .Range(0, int.Parse(words[1], CultureInfo.InvariantCulture))
                .Select(line => string.Create(CultureInfo.InvariantCulture, $"file {words[0]} line {line}\n"))
        );
        var bytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0{content}"));
#pragma warning disable CA5350 // git's own hash.
        return Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
    }
}
