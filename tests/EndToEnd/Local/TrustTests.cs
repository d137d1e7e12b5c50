using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>What a clone may decide on the machine of whoever cloned it.</summary>
public sealed class TrustTests
{
    private const string One = "- [ ] T001 [ASYNC] One\n";

    [Fact]
    public async Task A_program_of_a_committed_kubeconfig_runs_only_after_trust()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, settings: json =>
        {
            json["runtime"] = "kubernetes";
            json["cluster"] = new JsonObject { ["kubeconfig"] = "deploy/kubeconfig" };
        });
        var clone = feature.Clone;
        var mark = feature["the plugin ran"];
        clone.Write(
            "deploy/kubeconfig",
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: bash, interactiveMode: Never, args: [-c, 'touch "{{{mark.Replace(
                "'",
                "''",
                StringComparison.Ordinal
            )}}}"; exit 1'] } } }]
            """
        );
        await NobodyAgreesAsync(clone);
        foreach (
            var command in (string[][])
                [
                    ["status"],
                    ["doctor"],
                    ["plan"],
                    ["logs", "T001"],
                    ["watch", "T001"],
                    ["cancel", "T001"],
                    ["cleanup"],
                    ["spawn", "T001"],
                    ["run"],
                ]
        )
        {
            var ran = await clone.RunAsync(command);
            ran.All.ShouldContain("cluster.kubeconfig", customMessage: command[0]);
            ran.All.ShouldContain("dotnet speckit-async trust", customMessage: command[0]);
            File.Exists(mark).ShouldBeFalse(command[0]);
        }

        (await clone.RunAsync("run")).ShouldEndWith(3).Error.ShouldContain(".specify/async/config.json:");
        (await clone.RunAsync("trust", "--show"))
            .ShouldEndWith(0)
            .Output.ShouldContain("cluster.kubeconfig = deploy/kubeconfig (with deploy/kubeconfig as now)");
        await clone.RunAsync("status");
        File.Exists(mark).ShouldBeFalse("to look is not to agree");

        (await clone.RunAsync("trust")).ShouldEndWith(0).Output.ShouldContain("Agreed");
        await clone.RunAsync("status");
        File.Exists(mark).ShouldBeTrue("it is the developer's word that counts");
        (await feature.BranchesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_committed_runtime_command_and_directory_start_nothing_before_trust()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, settings: json =>
            json["agent"] = new JsonObject { ["command"] = "echo done > album.txt; echo written" }
        );
        var clone = feature.Clone;
        await NobodyAgreesAsync(clone);
        var refused = (await clone.RunAsync("run", "--allow-unconfined")).ShouldEndWith(3);
        foreach (var key in (string[])["runtime", "local.directory", "agent.command"])
        {
            refused.Error.ShouldContain($" {key} reaches beyond this repository");
        }

        (await feature.BranchesAsync()).ShouldBeEmpty();
        feature.AttemptFolders().ShouldBeEmpty();
        (await clone.RunAsync("trust")).ShouldEndWith(0);
        (await clone.RunAsync("run", "--allow-unconfined")).ShouldEndWith(0);

        clone.Write(
            ".specify/async/config.json",
            (await File.ReadAllTextAsync(clone[".specify/async/config.json"])).Replace("album.txt", "other.txt", StringComparison.Ordinal)
        );
        (await clone.RunAsync("status")).ShouldEndWith(3).Error.ShouldContain("agent.command");
    }

    [Fact]
    public async Task A_config_local_json_that_came_with_the_repository_needs_trust_too()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One, settings: json => json.Remove("runtime"));
        var clone = feature.Clone;
        await NobodyAgreesAsync(clone);
        clone.Write(".specify/async/config.local.json", """{ "git": { "podUrl": "https://git.evil.example/x.git" } }""");
        (await clone.RunAsync("plan")).ShouldEndWith(0).Error.ShouldNotContain("git.podUrl");
        await clone.Git.RunAsync("add", "--force", ".specify/async/config.local.json");
        (await clone.RunAsync("plan"))
            .ShouldEndWith(0)
            .Error.ShouldContain(".specify/async/config.local.json:1: git.podUrl reaches beyond this repository");
    }

    private static async Task NobodyAgreesAsync(FeatureClone clone)
    {
        clone.Trusts = false;
        (await clone.RunAsync("trust", "--withdraw")).ShouldEndWith(0);
    }
}
