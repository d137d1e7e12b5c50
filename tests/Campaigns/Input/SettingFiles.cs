using System.Text;
using EndToEnd.Support;
using SpecKitExtension.Commands;
using SpecKitExtension.Configuration;
using SpecKitExtension.Rendering;

namespace Campaigns.Input;

/// <summary>Mutations of the two configuration files, of SPECKIT_ASYNC_… variables and of flags.</summary>
internal static class SettingFiles
{
    private const string Full = """
        {
          "$schema": "./config.schema.json",
          "runtime": "kubernetes", "maxParallel": 3, "environment": "dev", "namespace": "agents", "idPrefixes": ["T", "TDD-"],
          "branchTemplate": "specs/{feature}/task-{number}-{slug}-async",
          "agent": { "command": "opencode", "env": ["MODEL_NAME"], "secrets": ["MODEL_API_KEY"], "timeoutSeconds": 7200, "killSeconds": 15, "firstOutputSeconds": 600 },
          "clone": { "timeoutSeconds": 600, "depth": 50 },
          "delivery": { "denyPaths": [".github/workflows/**", "Jenkinsfile"], "checkpointSeconds": 300, "timeoutSeconds": 600 },
          "heartbeat": { "seconds": 5, "staleSeconds": 60 },
          "git": { "remote": "origin", "podUrl": "https://git.invalid/team/photos.git", "authorName": "A", "authorEmail": "a@localhost" },
          "cluster": { "context": "c", "kubeconfig": "k", "valuesFiles": ["values.yaml"], "taskDefaults": true },
          "local": { "directory": "agents" }, "cleanup": { "policy": "onSuccess", "keepFailedDays": 7 },
          "imageGraceSeconds": 600, "terminationGraceSeconds": 120
        }
        """;

    private static readonly string[] Keys =
    [
        .. SettingSpec.All.Select(spec => VariableSource.Variable(spec.Key)),
        "SPECKIT_ASYNC_",
        "SPECKIT_ASYNC___",
        "SPECKIT_ASYNC_A__B__",
        "NAMESPACE",
    ];
    private static readonly ValuesRenderer Values = new(new(null));

    /// <summary>Every case in this process.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        using TempDirectory project = new();
        project.Create(".specify/async");
        for (var index = 0; index < run.Count(1_200, 60_000); index++)
        {
            var name = $"settings {index}";
            await run.CaseAsync("config files, variables, flags", name, () =>
                InProcess.WithinAsync(() => Check(project, run.RandomFor(name)))
            );
        }

        for (var index = 0; index < run.Count(80, 400); index++)
        {
            var name = $"config {index}";
            await run.CaseAsync("config files, by a command", name, async () =>
            {
                await File.WriteAllTextAsync(project["tasks.md"], "- [ ] T001 [ASYNC] x\n");
                await File.WriteAllBytesAsync(
                    project[".specify/async/config.json"],
                    Mutator.Change(Encoding.UTF8.GetBytes(Full), run.RandomFor(name))
                );
                (await InProcess.RunAsync(project.Path, "lint", "tasks.md")).ShouldBeFinished(0, 3);
            });
        }
    }

    private static void Check(TempDirectory project, Random random)
    {
        var file = random.Next(3) switch
        {
            0 => Encoding.UTF8.GetBytes("{}"),
            1 => Encoding.UTF8.GetBytes($"{{\"{Hostile.Text(random)}\": {Hostile.Words(random)}}}"),
            _ => Mutator.Change(Encoding.UTF8.GetBytes(Full), random),
        };
        File.WriteAllBytes(project[".specify/async/config.json"], file);
        File.WriteAllBytes(
            project[".specify/async/config.local.json"],
            random.Next(2) == 0 ? Encoding.UTF8.GetBytes("{}") : Mutator.Change(Encoding.UTF8.GetBytes(Full), random)
        );
        Dictionary<string, string> variables = [];
        for (var count = random.Next(4); count > 0; count--)
        {
            variables[random.Next(6) == 0 ? $"SPECKIT_ASYNC_{Hostile.Text(random)}" : Keys[random.Next(Keys.Length)]] = Hostile.Words(
                random
            );
        }

        FlagValue[] flags =
            random.Next(3) == 0
                ? [new("maxParallel", "--max-parallel", Hostile.Words(random)), new("namespace", "--namespace", Hostile.Words(random))]
                : [];
        try
        {
            var settings = SettingsLoader.Load(project.Path, new(variables), flags);
            settings.PodNamespace.ShouldMatch(@"\A[a-z0-9-]+\z");
            settings.MaxParallel.ShouldBeGreaterThan(0);
            Terminal.ShouldBeHarmless(Values.Render([], ChartOverrides.Of(settings)), "values");
        }
        catch (SettingsProblemException refused)
        {
            refused.Problems.ShouldNotBeEmpty();
            var (code, message) = Failures.Explain(refused);
            code.ShouldBe(ExitCode.BadInput);
            Terminal.ShouldBeHarmless(Failures.Harmless(message), "the refusal");
        }
    }
}
