using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>The pod's git credential, and the repository it is for.</summary>
public sealed class CredentialTests
{
    private const string First = "first-token-8c1f0a4e";
    private const string Second = "second-token-77d2b9c3";
    private const string Mine = "the-developers-own-password";

    [SkippableFact]
    public async Task A_rotated_token_is_picked_up_and_shows_nowhere()
    {
        await using var feature = await CreateAsync(
            ScriptedAgent.Good(1) + "; for ((i = 0; i < 200; i++)); do pause 0.2; [ ! -e \"$HOME/go\" ] || break; done; echo ready",
            First
        );
        await using var server = await ServeAsync(feature, First);
        using CancellationTokenSource stop = new();
        var arguments = SampleArgumentsAsync(stop.Token);
        using var run = feature.Start("run");
        await run.SaysAsync("T001 line 1");
        server.Passwords.TryRemove(First, out _);
        server.Passwords[Second] = true;

        // What the kubelet does with a changed secret within a minute or so.
        var volume = Directory
            .EnumerateDirectories(feature.Cluster.Simulator.Cluster.Root, "git-credentials", SearchOption.AllDirectories)
            .Single();
        File.Delete(Path.Combine(volume, "token"));
        await File.WriteAllTextAsync(Path.Combine(volume, "token"), Second + "\n");
        await File.WriteAllTextAsync(Path.Combine(volume, "..", "agent-home", "go"), "");
        var result = (await run.EndAsync()).ShouldEndWith(0);
        await stop.CancelAsync();

        result.Output.ShouldContain("1 of 1 ASYNC tasks delivered");
        server.Visits.ShouldContain($"git-upload-pack {First}");
        server.Visits.ShouldContain($"git-receive-pack {Second}");
        StringBuilder everything = new(result.All);
        everything.AppendLine(await arguments);
        everything.AppendLine(feature.Cluster.Kubectl(["get", "pods,events", "-o", "json"]));
        foreach (var container in (string[])["clone", "agent", "courier"])
        {
            everything.AppendLine(feature.Cluster.Kubectl(["logs", feature.PodOf("T001"), "-c", container]));
        }

        foreach (var file in feature.Transcripts("T001"))
        {
            everything.AppendLine(await File.ReadAllTextAsync(file));
        }

        everything.ToString().ShouldContain("git-credentials");
        foreach (
            var secret in (string[])
                [
                    First,
                    Second,
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(First)),
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Second)),
                ]
        )
        {
            everything.ToString().ShouldNotContain(secret);
        }
    }

    [SkippableFact]
    public async Task A_token_that_is_refused_is_a_failed_start_with_what_git_said()
    {
        await using var feature = await CreateAsync(ScriptedAgent.Good(1), "a-wrong-token-000000");
        await using var server = await ServeAsync(feature, First);
        var result = (await feature.RunAsync("run")).ShouldEndWith(2);
        result.Output.ShouldContain("StartFailed: clone failed: cannot clone: ");
        result.Output.ShouldContain("Authentication failed");
        result.Output.ShouldNotContain("a-wrong-token-000000");
        (await feature.RunAsync("status")).Output.ShouldContain("Authentication failed");
    }

    [SkippableFact]
    public async Task Pods_may_reach_the_repository_by_another_address_but_not_another_repository()
    {
        await using var feature = await CreateAsync(ScriptedAgent.Good(1), First);
        await using var server = await ServeAsync(feature, First);
        feature.Cluster.Simulator.Faults.PutInState("*", "succeeded");
        (await feature.RunAsync("spawn", "T001", "--repo", "ssh://git@127.0.0.1:2222/origin.git")).ShouldEndWith(0);
        Repository(feature).ShouldBe("ssh://git@127.0.0.1:2222/origin.git");
        feature.Cluster.Kubectl(["delete", "pod", feature.PodOf("T001")]);
        feature.Clone.Variables["SPECKIT_ASYNC_GIT__POD_URL"] = "git@127.0.0.1:/Origin";
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        Repository(feature).ShouldBe("git@127.0.0.1:/Origin");
        feature.Clone.Variables["SPECKIT_ASYNC_GIT__POD_URL"] = "ssh://git@127.0.0.1/another.git";
        (await feature.RunAsync("status")).ShouldEndWith(1).Error.ShouldContain("are different repositories");
        feature.Clone.Variables.Remove("SPECKIT_ASYNC_GIT__POD_URL");
        (await feature.RunAsync("spawn", "T001", "--repo", "https://user:secret@127.0.0.1/origin.git"))
            .ShouldEndWith(3)
            .Error.ShouldNotContain("secret");
    }

    private static async Task<ClusterFeature> CreateAsync(string agent, string token)
    {
        Skip.If(TestCluster.IsReal, "The git server of this test runs on this machine's loopback, which only simulated pods reach.");
        const string Values = "git: {auth: token, secretName: git, token: {secretKey: git-token}, username: robot}\n";
        return await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            agent,
            json => json["cleanup"] = new JsonObject { ["policy"] = "never" },
            options =>
                options with
                {
                    Environment = new Dictionary<string, string> { ["RETRY_SECONDS"] = "0" },
                    Secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>
                    {
                        ["git"] = new Dictionary<string, string> { ["git-token"] = token },
                    },
                },
            more: clone => clone.Write("values.yaml", Values)
        );
    }

    /// <summary>Serves the origin over HTTP; the developer has a password of their own.</summary>
    private static async Task<GitServer> ServeAsync(ClusterFeature feature, string token)
    {
        var server = await GitServer.StartAsync(Path.GetDirectoryName((await feature.OriginAsync()).Git.Directory)!);
        server.Passwords[token] = server.Passwords[Mine] = true;
        await File.AppendAllTextAsync(
            feature["home/.gitconfig"],
            $"[credential]\n\thelper = \"!f() {{ echo username=me; echo password={Mine}; }}; f\"\n"
        );
        await feature.Clone.Git.RunAsync("remote", "set-url", "origin", $"http://127.0.0.1:{server.Port}/origin.git");
        return server;
    }

    private static string Repository(ClusterFeature feature) =>
        feature.Pods().Single()["spec"]!["initContainers"]![0]!["env"]!
            .AsArray()
            .Single(variable => variable!["name"]!.GetValue<string>() == "GIT_REPO")!["value"]!.GetValue<string>();

    /// <returns>The command lines of every process that was seen.</returns>
    private static async Task<string> SampleArgumentsAsync(CancellationToken stop)
    {
        HashSet<string> seen = [];
        while (!stop.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                try
                {
                    seen.Add(await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), CancellationToken.None));
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    continue;
                }
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return string.Join('\n', seen);
    }
}
