using System.Text.Json.Nodes;
using EndToEnd.Charts;

namespace EndToEnd.Kubernetes;

/// <summary>What no simulator can answer.</summary>
public sealed class RealClusterTests
{
    private const string Secret = "speckit-async-test-git";

    [SkippableFact]
    public async Task An_agent_finds_no_git_credential_and_no_service_account_token()
    {
        TestCluster.MustBeReal();
        var token = $"marker-{Guid.NewGuid():N}";
        const string Search = """
            cat > /dev/null; mkdir -p work; id > work/T001.txt
            [ "$(id -u)" != 0 ] || echo 'LEAK: root'
            half=marker; half+=-
            env | grep -i "$half" && echo 'LEAK: environment'
            cat /proc/[0-9]*/environ 2> /dev/null | tr '\0' '\n' | grep "$half" && echo 'LEAK: processes'
            for process in /proc/[0-9]*; do tr '\0' ' ' < "$process/cmdline" 2> /dev/null | grep -E 'dotnet-speckit-async pod (clone|courier)' && echo 'LEAK: process namespace'; done
            grep -rIlsE "${half}[0-9a-f]{32}" / --exclude-dir=proc --exclude-dir=sys && echo 'LEAK: files'
            find / -xdev -name 'token*' -path '*secrets*' 2> /dev/null | grep . && echo 'LEAK: token file'
            ls -d /var/run/secrets /run/secrets /courier /etc/git-credentials 2> /dev/null | grep . && echo 'LEAK: directories'
            grep -E ' /(courier|etc/git-credentials|var/run/secrets)' /proc/mounts && echo 'LEAK: mounts'
            touch /probe 2> /dev/null && echo 'LEAK: writable root'
            grep -q '^CapEff:[[:space:]]*0000000000000000' /proc/self/status || echo 'LEAK: capabilities'
            grep -q '^NoNewPrivs:[[:space:]]*1' /proc/self/status || echo 'LEAK: privileges'
            echo 'searched everywhere'
            """;
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            Search.ReplaceLineEndings("; "),
            json => json["cleanup"] = new JsonObject { ["policy"] = "never" },
            more: clone =>
                clone.Write(
                    "values.yaml",
                    TestCluster.Values() + $"git: {{auth: token, secretName: {Secret}, token: {{secretKey: token}}}}\n"
                )
        );
        feature.Cluster.TryKubectl(["delete", "secret", Secret]);
        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = Secret },
                ["stringData"] = new JsonObject { ["token"] = token },
            }.ToJsonString()
        );
        var result = (await feature.RunAsync("run")).ShouldEndWith(0);
        result.Output.ShouldContain("[T001] searched everywhere");
        result.Output.ShouldNotContain("LEAK");
        (result.All + feature.Cluster.Kubectl(["get", "pods,events", "-o", "json"])).ShouldNotContain(token);
    }

    [SkippableFact]
    public async Task A_namespace_that_enforces_the_restricted_standard_takes_agents_and_nothing_weaker()
    {
        TestCluster.MustBeReal();
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature
            .Cluster.Kubectl(["get", "namespace", TestCluster.Namespace, "-o", "jsonpath={.metadata.labels}"])
            .ShouldContain("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
        var weak = feature.Cluster.TryKubectl(
            ["create", "-f", "-"],
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"weak"},"spec":{"containers":[{"name":"a","image":"a"}]}}"""
        );
        weak.Refusal().ShouldContain("violates PodSecurity");
        (await feature.RunAsync("run")).ShouldEndWith(0).Output.ShouldContain("1 of 1 ASYNC tasks delivered");
    }

    [SkippableFact]
    public async Task A_release_installs_and_upgrades_and_publishes_its_values()
    {
        TestCluster.MustBeReal();
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        var space = $"speckit-async-test-{Guid.NewGuid().ToString("N")[..6]}";
        var release = ChartFiles.BuiltRelease("dev");
        try
        {
            for (var turn = 0; turn < 2; turn++)
            {
                ProgramResult
                    .Of(
                        ChartFiles.Helm,
                        [
                            "upgrade",
                            "--install",
                            "dev",
                            release,
                            "--namespace",
                            space,
                            "--create-namespace",
                            "--set",
                            "agentic-sdlc-orchestrator.externalSecret.enabled=false",
                        ],
                        "",
                        start => start.Environment["KUBECONFIG"] = feature.Cluster.Kubeconfig
                    )
                    .Output();
            }

            feature
                .Cluster.Kubectl([
                    "get",
                    "configmap",
                    "agentic-sdlc-orchestrator-task-defaults",
                    "--namespace",
                    space,
                    "-o",
                    "jsonpath={.data.chartVersion}",
                ])
                .ShouldNotBeEmpty();
            feature.Cluster.Kubectl(["get", "pods", "--namespace", space, "-o", "name"]).ShouldBeEmpty();
        }
        finally
        {
            feature.Cluster.TryKubectl(["delete", "namespace", space, "--wait=false"]);
        }
    }
}
