using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>The status document of a running pod, field for field as the kubelet writes it.</summary>
internal static class PodStatus
{
    /// <param name="phase">Null: worked out from the containers.</param>
    /// <param name="reason">Why the pod was ended from outside, with its message: DeadlineExceeded, Evicted.</param>
    internal static JsonObject Build(
        JsonObject pod,
        IReadOnlyList<ContainerRun> runs,
        bool mounted,
        string? phase,
        (string Reason, string Message)? reason,
        string podIp
    )
    {
        var now = Json.Seconds(DateTimeOffset.UtcNow);
        var previous = pod["status"] as JsonObject ?? [];
        var main = runs.Where(run => !run.IsInit).ToArray();
        var init = runs.Where(run => run.IsInit).ToArray();
        var initialized = Array.TrueForAll(init, run => run is { FinishedAt: not null, ExitCode: 0 });
        phase ??= initialized && Array.TrueForAll(main, run => run.StartedAt is not null) ? "Running" : "Pending";
        JsonObject status = new() { ["observedGeneration"] = pod.Number("metadata", "generation") ?? 1, ["phase"] = phase };
        if (reason is var (why, message))
        {
            (status["message"], status["reason"]) = (message, why);
        }

        status["conditions"] = Json.Array(
            Conditions(phase, main, init, initialized, mounted).Select(condition => Condition(pod, previous, now, condition))
        );
        status["hostIP"] = "10.244.0.1";
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = "10.244.0.1" });
        if (mounted)
        {
            status["podIP"] = podIp;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = podIp });
        }

        status["startTime"] = previous.Text("startTime") ?? now;
        if (init.Length > 0)
        {
            status["initContainerStatuses"] = Json.Array(init.Select(Container));
        }

        status["containerStatuses"] = Json.Array(main.Select(Container));
        status["qosClass"] = pod.Text("status", "qosClass");
        status["resources"] = new JsonObject();
        return status;
    }

    private static IEnumerable<(string Type, bool Value, string? Reason, string? Message)> Conditions(
        string phase,
        ContainerRun[] main,
        ContainerRun[] init,
        bool initialized,
        bool mounted
    )
    {
        var ended = phase switch
        {
            "Succeeded" => "PodCompleted",
            "Failed" => "PodFailed",
            _ => null,
        };
        var unready = main.Where(run => !run.IsRunning).Select(run => run.Name).ToArray();
        var ready = initialized && unready.Length == 0;
        var incomplete = string.Join(' ', init.Where(run => run is not { FinishedAt: not null, ExitCode: 0 }).Select(run => run.Name));
        var notReady = ready ? null : ended ?? "ContainersNotReady";
        var why = ready || ended is not null ? null : $"containers with unready status: [{string.Join(' ', unready)}]";
        yield return ("PodReadyToStartContainers", mounted && ended is null, null, null);
        yield return initialized
            ? ("Initialized", true, phase == "Succeeded" ? ended : null, null)
            : ("Initialized", false, "ContainersNotInitialized", $"containers with incomplete status: [{incomplete}]");
        yield return ("Ready", ready, notReady, why);
        yield return ("ContainersReady", ready, notReady, why);
        yield return ("PodScheduled", true, null, null);
    }

    private static JsonObject Condition(
        JsonObject pod,
        JsonObject previous,
        string now,
        (string Type, bool Value, string? Reason, string? Message) condition
    )
    {
        var value = condition.Value ? "True" : "False";
        var before = previous["conditions"]
            .Objects()
            .FirstOrDefault(known => known.Text("type") == condition.Type && known.Text("status") == value);
        JsonObject result = new()
        {
            ["type"] = condition.Type,
            ["observedGeneration"] = pod.Number("metadata", "generation") ?? 1,
            ["status"] = value,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = before.Text("lastTransitionTime") ?? now,
        };
        foreach (
            var (name, text) in new[] { ("reason", condition.Reason), ("message", condition.Message) }.Where(pair => pair.Item2 is not null)
        )
        {
            result[name] = text;
        }

        return result;
    }

    private static JsonObject Container(ContainerRun run)
    {
        JsonObject status = new()
        {
            ["name"] = run.Name,
            ["state"] = State(run),
            ["lastState"] = new JsonObject(),
            ["ready"] = run.IsInit ? run is { FinishedAt: not null, ExitCode: 0 } : run.IsRunning,
            ["restartCount"] = 0,
            ["image"] = run.Spec.Text("image"),
            ["imageID"] = run.Id is null ? "" : "sha256:4d97cb18c63c12ec6466b08981e2ac53f120f4ca9ef1100ea3020515c79a169c",
            ["started"] = run.IsRunning,
        };
        if (run.Id is not null)
        {
            status["containerID"] = $"containerd://{run.Id}";
            status["resources"] = run.Spec["resources"]?.DeepClone() ?? new JsonObject();
            status["user"] = new JsonObject
            {
                ["linux"] = new JsonObject
                {
                    ["uid"] = 0,
                    ["gid"] = 0,
                    ["supplementalGroups"] = new JsonArray(0),
                },
            };
        }

        if (run.Spec["volumeMounts"] is { } mounts)
        {
            status["volumeMounts"] = mounts.DeepClone();
        }

        return status;
    }

    private static JsonObject State(ContainerRun run)
    {
        if (run.StartedAt is not { } startedAt)
        {
            JsonObject waiting = run.WaitingMessage is null ? [] : new() { ["message"] = run.WaitingMessage };
            waiting["reason"] = run.WaitingReason;
            return new() { ["waiting"] = waiting };
        }

        if (run.FinishedAt is not { } finishedAt)
        {
            return new() { ["running"] = new JsonObject { ["startedAt"] = Json.Seconds(startedAt) } };
        }

        JsonObject terminated = new()
        {
            ["exitCode"] = run.ExitCode,
            ["reason"] = run.KilledAs ?? (run.ExitCode == 0 ? "Completed" : "Error"),
        };
        if (run.Message is not null)
        {
            terminated["message"] = run.Message;
        }

        (terminated["startedAt"], terminated["finishedAt"]) = (Json.Seconds(startedAt), Json.Seconds(finishedAt));
        terminated["containerID"] = $"containerd://{run.Id}";
        return new() { ["terminated"] = terminated };
    }
}
