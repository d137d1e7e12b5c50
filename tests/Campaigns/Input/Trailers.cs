using System.Text;
using System.Text.RegularExpressions;
using EndToEnd.Support;
using SpecKitExtension.Git;
using SpecKitExtension.Tools;

namespace Campaigns.Input;

/// <summary>Commit messages that pretend to be a courier's, in a real repository.</summary>
internal static partial class Trailers
{
    private const int Commits = 150;
    private const string Message =
        "T001: Build it\n\nSome words.\n\nTask: T001\nFeature: 001-albums\nAttempt: 1\nBase-Commit: 0123456789012345678901234567890123456789\nAgent-Outcome: succeeded\n";

    /// <summary>Some histories; each holds many messages.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(2, 40); index++)
        {
            var name = $"history {index}";
            await run.CaseAsync($"git trailers, {Commits} commits each", name, () => CheckAsync(run.RandomFor(name)));
        }
    }

    private static async Task CheckAsync(Random random)
    {
        using TempDirectory folder = new();
        var git = await Git.InitAsync(folder["work"]);
        await ImportAsync(git, random);
        GitRepository repository = new(new ToolRunner(Variables.OfProcess()), git.Directory);
        var found = await DeliveryTrailers.FindAsync(repository, new("001-albums"), ["main"], CancellationToken.None);
        var merged = await DeliveryTrailers.FindMergedAsync(repository, new("001-albums"), "main", CancellationToken.None);
        merged.Count.ShouldBeGreaterThan(0);
        found.ShouldAllBe(delivery => Hash().IsMatch(delivery.Base), "a base is handed to git");
        foreach (var delivery in found.Concat(merged))
        {
            Hash().IsMatch(delivery.Commit).ShouldBeTrue(delivery.Commit);
            delivery.Attempt.ShouldBeInRange(1, 9_999, "attempts are counted up");
        }
    }

    private static async Task ImportAsync(Git git, Random random)
    {
        using MemoryStream stream = new();
        for (var index = 0; index < Commits; index++)
        {
            var message = Mutator.Change(Encoding.UTF8.GetBytes(Odd(random)), random).Where(octet => octet != 0).ToArray();
            stream.Write(
                Encoding.UTF8.GetBytes(
                    $"commit refs/heads/main\ncommitter A <a@localhost> {1_700_000_000 + index} +0000\ndata {message.Length}\n"
                )
            );
            stream.Write(message);
            stream.Write("\n"u8);
        }

        await File.WriteAllBytesAsync(Path.Combine(git.Directory, "import"), stream.ToArray());
        using var import = ProgramRun.Start("bash", ["-c", "git fast-import --quiet --force < import"], [], git.Directory);
        (await import.EndAsync()).ShouldBe(0, import.Output);
    }

    private static string Odd(Random random) =>
        random.Next(5) switch
        {
            0 => Message.Replace("Attempt: 1", $"Attempt: {(random.Next(2) == 0 ? "2147483647" : "0")}", StringComparison.Ordinal),
            1 => Message.Replace(
                "0123456789012345678901234567890123456789",
                random.Next(2) == 0 ? "--output=pwned" : "HEAD",
                StringComparison.Ordinal
            ),
            _ => Message,
        };

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex Hash();
}
