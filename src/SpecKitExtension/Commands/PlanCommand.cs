using System.CommandLine;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>plan</c>: waves, states and names of every task; starts nothing and asks no server.</summary>
internal static class PlanCommand
{
    private static readonly Option<string?> TasksFile = new("--tasks")
    {
        Description = "Another tasks.md than the feature's.",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write plan.json, every ASYNC task's prompt and commit message, and each wave's helm values into this directory.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Say of every task also why it waits, its branch, pod and files.",
    };

    private static readonly Option<bool> Manifests = new("--manifests")
    {
        Description = "Render the pods too (needs helm, no cluster): into --out, else to standard output instead of the plan.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "plan",
            "Show waves, states, branches and pods of every task; start nothing.",
            "dotnet speckit-async plan",
            "dotnet speckit-async plan --json | jq '.tasks[] | select(.state == \"ready\")'",
            "dotnet speckit-async plan --manifests | kubectl create --dry-run=server -f -",
            "dotnet speckit-async plan --tasks specs/001-albums/tasks.md --out /tmp/plan"
        )
        {
            CommonOptions.Feature,
            TasksFile,
            Out,
            Manifests,
            Verbose,
            CommonOptions.Json,
        };
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        var repository = await FindRepositoryAsync(host, ct);
        var project = FeatureLocation.FindProject(host, repository);
        var settings = await Session.LoadSettingsAsync(host, project, repository, parsed, ct);
        Session.NameWithheld(host, settings, needed: false);
        var location = FeatureLocation.Find(host, project, repository, parsed.GetValue(CommonOptions.Feature), parsed.GetValue(TasksFile));
        var plan = Planner.Make(
            TaskListReader.Read(location.RelativeTasksFile, location.ReadTasks(), TaskGrammar.Create(settings.IdPrefixes))
        );
        var url = repository is null ? null : await repository.FindRemoteUrlAsync(settings.Git.Remote, ct);
        FeatureName feature = new(location.Name);
        var key = url is null ? null : RepositoryKey.From(settings.Git.PodUrl ?? url);
        NamedPlan named = new(
            plan,
            feature.Value,
            location.RelativeDirectory,
            location.RelativeTasksFile,
            task => BranchName.For(feature, task.Id, task.Text, settings.BranchTemplate).Value,
            task => key is null ? null : PodName.For(key, feature, task.Id, 1).Value
        );
        var directory = parsed.GetValue(Out) is { } said ? Path.GetFullPath(said, host.Directory) : null;
        var podsOnly = parsed.GetValue(Manifests) && directory is null;
        (podsOnly ? host.Error : host.Out).Write(
            parsed.GetValue(CommonOptions.Json) ? PlanJson.For(named) + "\n" : PlanText.For(named, host.Screen, parsed.GetValue(Verbose))
        );
        if (plan.HasErrors)
        {
            return (int)ExitCode.BadInput;
        }

        if (directory is not null || podsOnly)
        {
            var waves =
                url is null || repository is null
                    ? null
                    : await new PlanPods(host, settings, location, repository, url).RenderAsync(named, parsed.GetValue(Manifests), ct);
            if (waves is null && parsed.GetValue(Manifests))
            {
                throw new UsageException(
                    $"Pods have names only in a repository with a remote `{settings.Git.Remote}`.\nRun this in the feature's repository, or leave --manifests out."
                );
            }

            Write(host, directory, named, location, waves ?? []);
        }

        return (int)ExitCode.Done;
    }

    private static void Write(Host host, string? directory, NamedPlan named, FeatureLocation location, IReadOnlyList<PlanPods.Wave> waves)
    {
        if (directory is null)
        {
            host.Out.Write(string.Concat(waves.SelectMany(wave => wave.Manifests).Select(manifest => $"---\n{manifest}\n")));
            return;
        }

        PlanFiles.Write(directory, named, location, waves);
        host.Error.Write($"Written to {directory}.\n");
    }

    /// <summary>A plan needs no repository; with one it can name pods.</summary>
    private static async Task<GitRepository?> FindRepositoryAsync(Host host, CancellationToken ct)
    {
        try
        {
            return await GitRepository.FindAsync(host.Tools, host.Directory, ct);
        }
        catch (ToolFailedException failure)
        {
            host.Error.WriteLine(Failures.Harmless($"{failure.Message.Split('\n')[0]}\nThe plan goes without: pods have no names yet."));
            return null;
        }
    }
}
