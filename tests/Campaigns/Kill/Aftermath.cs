using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>What must be true after the tool was killed.</summary>
internal static class Aftermath
{
    private static readonly string[] Tool = ["kubectl", "helm", "dotnet-speckit-async"];

    /// <summary>Fails unless what the tool has started for itself ends with it; the roles of pods are the same program and go on.</summary>
    internal static Task NothingOfTheToolRunsAsync(IDesks desks) => Eventually.HoldsAsync(
        () => !FeatureProcesses.Of(desks.Origin.Root).Values.Any(line => !line.Contains(" pod ", StringComparison.Ordinal) && Tool.Any(name => line.Contains(name, StringComparison.Ordinal))),
        "the tool's programs are gone");

    /// <summary>Fails unless a checkout, HEAD, branches, index and settings are as they were.</summary>
    internal static async Task UntouchedAsync(FeatureClone clone, string before, string why)
    {
        (await clone.FingerprintAsync()).ShouldBe(before, why);
        (await clone.Git.LinesAsync("worktree", "list")).Length.ShouldBe(1, why);
    }

    /// <summary>Fails unless every task has one delivery, by its first attempt, and nothing lies or runs anywhere.</summary>
    internal static async Task AllIsDoneOnceAsync(IDesks desks, IReadOnlyList<string> tasks, FeatureClone last)
    {
        await desks.Origin.DeliveredExactlyOnceAsync(tasks);
        desks.Notes.Begun.ShouldBe([.. tasks.Select(task => $"{task} 1").Order(StringComparer.Ordinal)], "every agent began once");
        await Eventually.HoldsAsync(() => desks.Attempts().Count == 0, "what is delivered is cleaned up");
        await NothingIsLeftAsync(desks, last);
        (await desks.Origin.Git.LinesAsync("worktree", "list")).Length.ShouldBe(1);
    }

    /// <summary>Fails unless nothing runs, and a later call clears away what killed ones have left in temporary directories.</summary>
    internal static async Task NothingIsLeftAsync(IDesks desks, FeatureClone last)
    {
        Left(desks).ForEach(folder => Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-2)));
        (await last.RunAsync("cleanup")).ShouldEndWith(0);
        Left(desks).ShouldBeEmpty("temporary directories");
        if (desks is LocalDesks)
        {
            await desks.Origin.NothingRunsAsync();
        }
        else
        {
            await NothingOfTheToolRunsAsync(desks);
        }
    }

    private static List<string> Left(IDesks desks) =>
        [.. ((string[])[desks.Origin["tmp"], Path.Combine(desks.Origin.Agents, ".staging")]).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)];
}
