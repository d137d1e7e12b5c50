using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>What must be true after the tool was killed.</summary>
internal static class Aftermath
{
    private static readonly string[] Tool = ["kubectl", "helm", "dotnet-speckit-async"];

    /// <summary>Fails unless what the tool has started for itself ends with it; the roles of pods are the same program and go on.</summary>
    internal static Task NothingOfTheToolRunsAsync(IMachines machines) =>
        Eventually.HoldsAsync(
            () =>
                !FeatureProcesses
                    .Of(machines.Origin.Root)
                    .Values.Any(line =>
                        !line.Contains(" pod ", StringComparison.Ordinal) && Tool.Any(name => line.Contains(name, StringComparison.Ordinal))
                    ),
            "the tool's programs are gone"
        );

    /// <summary>Fails unless a checkout, HEAD, branches, index and settings are as they were.</summary>
    internal static async Task UntouchedAsync(FeatureClone clone, string before, string why)
    {
        (await clone.FingerprintAsync()).ShouldBe(before, why);
        (await clone.Git.LinesAsync("worktree", "list")).Length.ShouldBe(1, why);
    }

    /// <summary>Fails unless every task has one delivery, by its first attempt, and nothing lies or runs anywhere.</summary>
    internal static async Task AllIsDoneOnceAsync(IMachines machines, IReadOnlyList<string> tasks, FeatureClone last)
    {
        await machines.Origin.DeliveredExactlyOnceAsync(tasks);
        machines.Notes.Begun.ShouldBe([.. tasks.Select(task => $"{task} 1").Order(StringComparer.Ordinal)], "every agent began once");
        await Eventually.HoldsAsync(() => machines.Attempts().Count == 0, "what is delivered is cleaned up");
        await NothingIsLeftAsync(machines, last);
        (await machines.Origin.Git.LinesAsync("worktree", "list")).Length.ShouldBe(1);
    }

    /// <summary>Fails unless nothing runs, and a later call clears away what killed ones have left in temporary directories.</summary>
    internal static async Task NothingIsLeftAsync(IMachines machines, FeatureClone last)
    {
        Left(machines).ForEach(folder => Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-2)));
        (await last.RunAsync("cleanup")).ShouldEndWith(0);
        Left(machines).ShouldBeEmpty("temporary directories");
        if (machines is LocalMachines)
        {
            await machines.Origin.NothingRunsAsync();
        }
        else
        {
            await NothingOfTheToolRunsAsync(machines);
        }
    }

    private static List<string> Left(IMachines machines) =>
        [
            .. ((string[])[machines.Origin["tmp"], Path.Combine(machines.Origin.Agents, ".staging")])
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories),
        ];
}
