using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class FaultTests
{
    [SkippableFact]
    public async Task Expired_watches_overload_errors_and_broken_connections_pass_unnoticed()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), ScriptedAgent.Good(30, 0.1));
        var simulator = feature.Cluster.Simulator;
        simulator.Faults.FailNext(2, 500, "/pods");
        simulator.Faults.ExpireNextWatches(2);
        simulator.Faults.LogLineDelay = TimeSpan.FromSeconds(0.05);
        using var run = feature.Start("run");
        await run.SaysAsync("T001 line 5");
        simulator.CompactHistory();
        simulator.Faults.FailNext(3, 429, "/pods");
        simulator.DropConnections();
        await run.SaysAsync("T002 line 20");
        simulator.Faults.FailNext(4, 500, "/");
        simulator.DropConnections();
        (await run.EndAsync()).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        feature.Transcript("T001").ShouldBe(ScriptedAgent.Lines("T001", 30));
        feature.Transcript("T002").ShouldBe(ScriptedAgent.Lines("T002", 30));
    }

    [SkippableFact]
    public async Task A_creation_that_fails_in_passing_is_tried_again()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"));
        var simulator = feature.Cluster.Simulator;
        simulator.Faults.PutInState("*", "succeeded");
        (await feature.RunAsync("status")).ShouldEndWith(0);
        using var spawn = feature.Start("spawn", "T001", "T002");
        await Eventually.HoldsAsync(
            () => simulator.Cluster.Requests.Any(request => request.Contains("configmaps", StringComparison.Ordinal)),
            "values are asked for",
            60
        );
        simulator.Faults.FailNext(1, 500, "/pods");
        (await spawn.EndAsync())
            .ShouldEndWith(0)
            .Output.Split('\n')
            .Count(line => line.StartsWith("Pod agent-", StringComparison.Ordinal))
            .ShouldBe(2);
        feature.Pods().Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task Without_the_right_to_see_events_values_and_logs_a_task_is_still_delivered()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), ScriptedAgent.Good(3));
        foreach (
            var (verb, resource) in ((string, string)[])
                [("*", "events"), ("*", "configmaps"), ("*", "pods/log"), ("delete", "pods"), ("patch", "pods")]
        )
        {
            feature.Cluster.Simulator.Faults.Deny(verb, resource);
        }

        var result = (await feature.RunAsync("run")).ShouldEndWith(0);
        result.Output.ShouldContain("1 of 1 ASYNC tasks delivered");
        result.Output.ShouldContain("[T001] the log of agent cannot be read: ");
        result.Output.ShouldContain("cannot get resource \"pods/log\"");
        result.Error.ShouldContain("is kept: lines of its log are missing here");
        feature.Pods().Count.ShouldBe(1);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("kept (lines of its log are missing here)");
        feature.Clone.Write(".specify/async/config.local.json", """{"cleanup": {"policy": "always"} }""");
        Directory.Delete(Path.GetDirectoryName(feature.Transcripts("T001").Single())!, recursive: true);
        (await feature.RunAsync("cleanup")).ShouldEndWith(4).Error.ShouldContain("cannot delete resource \"pods\"");
    }

    [SkippableTheory]
    [InlineData("list", 4)]
    [InlineData("watch", 4)]
    [InlineData("create", 2)]
    public async Task Without_the_right_to_pods_the_right_is_named(string verb, int code)
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Cluster.Simulator.Faults.Deny(verb, "pods");
        (await feature.RunAsync("run")).ShouldEndWith(code).All.ShouldContain($"cannot {verb} resource \"pods\"");
    }

    [SkippableFact]
    public async Task Cancel_without_its_right_says_so()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), ScriptedAgent.Idle);
        feature.Cluster.Simulator.Faults.Deny("patch", "pods");
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        (await feature.RunAsync("cancel", "T001")).ShouldEndWith(4).Error.ShouldContain("cannot patch resource \"pods\"");
    }

    [SkippableTheory]
    [InlineData("status")]
    [InlineData("run")]
    [InlineData("spawn", "T001")]
    [InlineData("logs", "--all")]
    [InlineData("watch", "--max-wait", "1s")]
    [InlineData("cancel", "T001")]
    [InlineData("cleanup")]
    public async Task A_namespace_that_does_not_exist_is_named_by_every_command(params string[] command)
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        (await feature.RunAsync([.. command, "--namespace", "absent"]))
            .ShouldEndWith(4)
            .Error.ShouldContain("The namespace absent does not exist.\nInstall the release first, or choose another with --namespace.");
        (await (await feature.OriginAsync()).BranchesAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Whoever_may_not_see_namespaces_is_told_that_nothing_was_found_there()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Cluster.Simulator.Faults.Deny("get", "namespaces");
        (await feature.RunAsync("status", "--namespace", "absent"))
            .ShouldEndWith(0)
            .Error.ShouldContain("the namespace absent; whether it exists is not visible to you");
    }

    [SkippableTheory]
    [InlineData("run")]
    [InlineData("spawn", "T001")]
    public async Task A_server_that_is_too_old_for_agents_is_named_before_any_begins(params string[] command)
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Cluster.Simulator.Faults.GitVersion = "v1.27.9";
        (await feature.RunAsync(command)).ShouldEndWith(4).Error.ShouldContain("v1.27.9");
        feature.Cluster.Simulator.Cluster.Store.List("pods", null).Items.ShouldBeEmpty();
        (await feature.RunAsync("status")).ShouldEndWith(0);
    }

    [SkippableFact]
    public async Task What_is_missing_is_named()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        var variables = feature.Clone.Variables;
        (await feature.RunAsync("status", "--context", "absent")).ShouldEndWith(4).Error.ShouldContain("context \"absent\" does not exist");
        var (path, kubeconfig) = (variables["PATH"], variables["KUBECONFIG"]);
        variables["SPECKIT_ASYNC_CLUSTER__KUBECONFIG"] = "absent.yaml";
        (await feature.RunAsync("status")).ShouldEndWith(0, "git alone tells").Error.ShouldContain("absent.yaml");
        (await feature.RunAsync("run")).ShouldEndWith(4).Error.ShouldContain("absent.yaml");
        variables.Remove("SPECKIT_ASYNC_CLUSTER__KUBECONFIG");
        variables["PATH"] = Without(feature, path, "kubectl");
        (await feature.RunAsync("status")).ShouldEndWith(0);
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(4).Error.ShouldContain("`kubectl` was not found on PATH");
        variables["PATH"] = Without(feature, path, "helm");
        (await feature.RunAsync("run")).ShouldEndWith(4).Error.ShouldContain("`helm` was not found on PATH");
        variables["PATH"] = path;
        File.WriteAllText(feature["broken"], Regex.Replace(File.ReadAllText(kubeconfig), "(127\\.0\\.0\\.1):[0-9]+", "$1:1"));
        variables["KUBECONFIG"] = feature["broken"];
        (await feature.RunAsync("status"))
            .ShouldEndWith(0, "git alone tells")
            .Error.ShouldContain("The cluster does not answer: 127.0.0.1:1 refuses the connection.");
        var unreachable = (await feature.RunAsync("run")).ShouldEndWith(4);
        unreachable.Error.ShouldContain("The cluster does not answer: 127.0.0.1:1 refuses the connection.");
        feature.TemporaryFiles().ShouldBeEmpty();
    }

    /// <summary>A PATH with every program of another but one.</summary>
    internal static string Without(ClusterFeature feature, string path, string missing)
    {
        var folder = Directory.CreateDirectory(feature[$"without-{missing}"]).FullName;
        foreach (var program in path.Split(':').Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(folder, Path.GetFileName(program));
            if (Path.GetFileName(program) != missing && !File.Exists(link))
            {
                File.CreateSymbolicLink(link, program);
            }
        }

        return folder;
    }
}
