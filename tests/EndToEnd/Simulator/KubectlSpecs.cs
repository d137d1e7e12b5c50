using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

/// <summary>The real kubectl takes the simulator for a cluster.</summary>
public sealed class KubectlSpecs : IAsyncLifetime, IDisposable
{
    private Simulator _simulator = null!;
    private Kubectl _kubectl = null!;

    public async Task InitializeAsync()
    {
        _simulator = await Simulator.StartAsync();
        _kubectl = await Kubectl.ForAsync(_simulator);
    }

    public async Task DisposeAsync() => await _simulator.DisposeAsync();

    public void Dispose() => _kubectl.Dispose();

    [Theory]
    [InlineData("--validate=true")]
    [InlineData("--validate=false")]
    [InlineData("--dry-run=server")]
    public async Task I_can_create_pods_from_a_document(string option)
    {
        // The comment keeps kubectl from taking the stream for JSON, which has no "---".
        var pods =
            $"# pods\n{SamplePod.Create("agent-t001").ToJsonString()}\n---\n{SamplePod.Create("agent-T002").ToJsonString()}\n---\n{SamplePod.Create("agent-t003").ToJsonString()}\n";
        var result = await _kubectl.RunAsync(["create", option, "-o", "name", "-f", "-"], pods);
        result.Output.ShouldBe("pod/agent-t001\npod/agent-t003\n");
        result.Error.ShouldContain("The Pod \"agent-T002\" is invalid: metadata.name: Invalid value");
        (await _kubectl.OutputOfAsync(["get", "pods", "-o", "name"])).Length.ShouldBe(option == "--dry-run=server" ? 0 : 29);
    }

    [Fact]
    public async Task A_field_that_no_pod_has_is_named()
    {
        var pod = SamplePod.Create("agent-t001");
        pod["spec"]!["containers"]![0]!["bogus"] = 1;
        (await _kubectl.RunAsync(["create", "-f", "-"], pod.ToJsonString())).Error.ShouldContain(
            "unknown field \"spec.containers[0].bogus\""
        );
        (await _kubectl.RunAsync(["create", "--validate=false", "-f", "-"], pod.ToJsonString())).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_number_where_text_belongs_is_refused()
    {
        var pod = SamplePod.Create("agent-t001");
        pod["metadata"]!["annotations"]!["speckit-async/attempt"] = 1;
        (await _kubectl.RunAsync(["create", "--validate=false", "-f", "-"], pod.ToJsonString())).Error.ShouldContain(
            "cannot unmarshal number"
        );
    }

    [Fact]
    public async Task I_can_follow_annotate_wait_and_delete()
    {
        await _kubectl.OutputOfAsync(
            ["create", "-f", "-"],
            SamplePod
                .Create("agent-t001", agent: "until [ -s \"$STOP_FILE\" ]; do echo working; sleep 0.2; done; echo stopped")
                .ToJsonString()
        );
        await _kubectl.OutputOfAsync(["wait", "--for=jsonpath={.status.phase}=Running", "pod/agent-t001", "--timeout=20s"]);
        var following = _kubectl.OutputOfAsync(["logs", "-f", "agent-t001"]);
        await _kubectl.OutputOfAsync(["annotate", "--overwrite", "pod", "agent-t001", "speckit-async/stop=please"]);
        (await following).ShouldEndWith("working\nstopped");
        await _kubectl.OutputOfAsync(["wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/agent-t001", "--timeout=20s"]);
        (await _kubectl.OutputOfAsync(["get", "pods", "-l", "speckit-async/task=t001"])).ShouldContain("Completed");
        (await _kubectl.OutputOfAsync(["get", "events"])).ShouldContain("Successfully assigned agents/agent-t001 to node1");
        (await _kubectl.OutputOfAsync(["describe", "pod", "agent-t001"])).ShouldContain("Container started");
        (await _kubectl.OutputOfAsync(["delete", "pod", "agent-t001"])).ShouldContain("deleted");
        (await _kubectl.RunAsync(["get", "pod", "agent-t001"])).Error.ShouldContain("(NotFound)");
    }

    [Fact]
    public async Task Delete_waits_until_the_containers_have_stopped()
    {
        await _kubectl.OutputOfAsync(
            ["create", "-f", "-"],
            SamplePod.Create("agent-t001", agent: "trap 'sleep 1; exit' TERM; while :; do sleep 0.05; done").ToJsonString()
        );
        await _kubectl.OutputOfAsync(["wait", "--for=condition=Initialized", "pod/agent-t001", "--timeout=20s"]);
        await Task.Delay(500);
        var clock = Stopwatch.StartNew();
        await _kubectl.OutputOfAsync(["delete", "pod", "agent-t001"]);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task I_am_told_what_I_may_do()
    {
        (await _kubectl.OutputOfAsync(["auth", "can-i", "create", "pods"])).ShouldBe("yes");
        _simulator.Faults.Deny("get", "pods/log");
        (await _kubectl.OutputOfAsync(["auth", "can-i", "get", "pods"])).ShouldBe("yes");
        var log = await _kubectl.RunAsync(["auth", "can-i", "get", "pods", "--subresource=log"]);
        (log.ExitCode, log.Output.Trim()).ShouldBe((1, "no"));
        _simulator.Faults.Deny("list", "secrets");
        (await _kubectl.RunAsync(["get", "secrets"])).Error.ShouldContain(
            "secrets is forbidden: User \"simulator\" cannot list resource \"secrets\" in API group \"\" in the namespace \"agents\""
        );
    }

    [Fact]
    public async Task A_ConfigMap_comes_back_as_it_went_in()
    {
        const string Document =
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"agentic-sdlc-orchestrator-task-defaults"},"data":{"values.yaml":"a: 1"}}""";
        await _kubectl.OutputOfAsync(["create", "-f", "-"], Document);
        (
            await _kubectl.OutputOfAsync([
                "get",
                "configmap",
                "agentic-sdlc-orchestrator-task-defaults",
                "-o",
                "jsonpath={.data.values\\.yaml}",
            ])
        ).ShouldBe("a: 1");
        (await _kubectl.RunAsync(["create", "-f", "-"], Document)).Error.ShouldContain("AlreadyExists");
    }

    [Fact]
    public async Task Too_many_requests_make_kubectl_try_again()
    {
        _simulator.Faults.FailNext(1, 429, "/pods");
        (await _kubectl.RunAsync(["get", "pods"])).ExitCode.ShouldBe(0);
        _simulator.Cluster.Requests.Count(request => request.Contains("/pods", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_proxy_on_a_unix_socket_carries_lists_and_watches()
    {
        var socket = Path.Combine(Path.GetDirectoryName(_kubectl.Kubeconfig)!, "socket");
        using var proxy = _kubectl.Start("proxy", $"--unix-socket={socket}");
        try
        {
            (await proxy.StandardOutput.ReadLineAsync())!.ShouldContain("Starting to serve");
            using SocketsHttpHandler handler = new()
            {
                ConnectCallback = async (_, stop) =>
                {
                    Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            };
            using HttpClient client = new(handler) { BaseAddress = new("http://localhost") };
            using var watch = await client.GetStreamAsync(
                new Uri("/api/v1/namespaces/agents/pods?watch=1&timeoutSeconds=20", UriKind.Relative)
            );
            using StreamReader reader = new(watch);
            await _kubectl.OutputOfAsync(["create", "-f", "-"], SamplePod.Create("agent-t001").ToJsonString());
            JsonNode.Parse((await reader.ReadLineAsync())!).Text("object", "metadata", "name").ShouldBe("agent-t001");
        }
        finally
        {
            proxy.Kill(entireProcessTree: true);
        }
    }
}
