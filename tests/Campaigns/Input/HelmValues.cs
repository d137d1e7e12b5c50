using System.Text;
using EndToEnd.Charts;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace Campaigns.Input;

/// <summary>Titles, prompts, addresses and settings through the real helm: they arrive as they are, in a pod of the same shape.</summary>
internal static class HelmValues
{
    private const int Wave = 20;
    private const string Base = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>A wave of pods a case.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{Path.GetDirectoryName(ChartFiles.Helm)}:{path}");
        for (var index = 0; index < run.Count(1, 15); index++)
        {
            var name = $"helm {index}";
            await run.CaseAsync($"values of {Wave} pods, by helm", name, () => CheckAsync(run.RandomFor(name)));
        }

        Environment.SetEnvironmentVariable("PATH", path);
    }

    private static async Task CheckAsync(Random random)
    {
        TaskValues[] tasks = [.. Enumerable.Range(1, Wave).Select(number => Any(number, random))];

        // Settings with the rest are refused before.
        var command = string.Concat(
            WellFormed(Hostile.Words(random), 2_000).Where(character => YamlEncoder.CanBeChecked(character.ToString()))
        );
        OrderedDictionary<string, object?> overrides = new()
        {
            ["agent"] = new OrderedDictionary<string, object?> { ["command"] = command },
            ["delivery"] = new OrderedDictionary<string, object?> { ["denyPaths"] = new[] { command, "**" } },
        };
        var manifests = await InProcess.WithinAsync(() =>
            new ManifestRenderer(
                new ToolRunner(Variables.OfProcess()),
                new(new(null)),
                Path.GetDirectoryName(ChartFiles.Chart)!
            ).RenderAsync(tasks, new(null, [], overrides), "agents", CancellationToken.None)
        );
        manifests.Count.ShouldBe(Wave);
        foreach (var (task, manifest) in tasks.Zip(manifests))
        {
            Pod pod = new(YamlObjects.Of(manifest).ShouldHaveSingleItem());
            pod.Name.ShouldBe(task.Name.Value);
            pod.Containers.Select(container => container["name"]!.GetValue<string>()).ShouldBe(["clone", "agent", "courier"]);
            pod.Containers.ShouldAllBe(container =>
                container["image"]!.GetValue<string>().StartsWith("localhost/agentic-sdlc-opencode:", StringComparison.Ordinal)
            );
            pod.Environment("clone")["GIT_REPO"].ShouldBe(task.Repo);
            pod.Environment("courier")["COMMIT_MESSAGE"].ShouldBe(task.CommitMessage);
            pod.Environment("courier")["GIT_BRANCH"].ShouldBe(task.Branch.Value);
            Encoding.UTF8.GetString(Convert.FromBase64String(pod.Annotation("speckit-async/prompt-base64"))).ShouldBe(task.Prompt);
            (command.Length == 0 || pod.Environment("agent")["AGENT_COMMAND"] == command).ShouldBeTrue();
            pod.Environment("courier")["DENY_PATHS"].ShouldBe($"{command}\n**");
        }
    }

    private static TaskValues Any(int number, Random random)
    {
        var id = TaskId.FromGrammar($"T{number:000}");
        FeatureName feature = new("001-albums");
        return new(
            RepositoryKey.From("https://git.invalid/team/photos.git"),
            feature,
            id,
            TaskDigest.Of(id, Hostile.Words(random)),
            1,
            BranchName.For(feature, id, Hostile.Words(random), BranchName.DefaultTemplate),
            $"https://git.invalid/{WellFormed(Hostile.Words(random), 500)}",
            Base,
            "specs/001-albums",
            $"x{WellFormed(Hostile.Words(random), 4_000)}",
            $"x{WellFormed(Hostile.Words(random), 20_000)}"
        );
    }

    /// <summary>Of characters only; no variable takes a zero byte.</summary>
    private static string WellFormed(string text, int longest) =>
        Hostile.WellFormed(text.Length > longest ? text[..longest] : text).Replace("\0", "", StringComparison.Ordinal);
}
