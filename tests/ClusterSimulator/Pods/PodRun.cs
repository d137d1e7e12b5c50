using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>The kubelet's work on one pod: mount, run init containers in turn, run the containers together, report, stop.</summary>
internal sealed class PodRun
{
    private static int _lastIp = 1;

    private readonly Cluster _cluster;
    private readonly ObjectKey _key;
    private readonly JsonObject _pod;
    private readonly string _directory;
    private readonly string _podIp = $"10.244.0.{2 + (Interlocked.Increment(ref _lastIp) % 250)}";
    private readonly VolumeFiles _volumes;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _publishing = new();
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private int _deadlines;
    private (string, string)? _reason;
    private bool _mounted;
    private bool _lost;
    private Task _done = Task.CompletedTask;

    internal PodRun(Cluster cluster, ObjectKey key, JsonObject pod)
    {
        (_cluster, _key, _pod) = (cluster, key, pod);
        _directory = Path.Combine(cluster.Root, "pods", pod.Text("metadata", "uid")!);
        _volumes = new(cluster, _directory);
        Events = new(cluster.Store, key, pod);
        Containers =
        [
            .. pod.At("spec", "initContainers").Objects().Select(spec => new ContainerRun(cluster, spec, isInit: true, _directory)),
            .. pod.At("spec", "containers").Objects().Select(spec => new ContainerRun(cluster, spec, isInit: false, _directory)),
        ];
        if (!Containers.Any(run => run.IsInit))
        {
            Containers.ForEach(run => run.WaitingReason = "ContainerCreating");
        }
    }

    internal List<ContainerRun> Containers { get; }

    internal PodEvents Events { get; }

    /// <summary>The containers are gone from the node, and their logs with them.</summary>
    internal bool LogsGone { get; set; }

    private bool IsStopping => _stopping.Task.IsCompleted;

    internal bool IsDone => _done.IsCompleted;

    internal Task Done => _done;

    internal void Start() =>
        _done = Task.Run(async () =>
        {
            try
            {
                await RunAsync();
            }
            catch (Exception broken)
            {
                // A manifest that this simulator cannot run shows as a failed pod that says so.
                _reason = ("SimulatorError", broken.ToString());
                Publish("Failed");
            }
            finally
            {
                if (!_cluster.Options.Hollow)
                {
                    Signals.KillAll(session: -1, _directory);
                }
            }
        });

    /// <summary>Takes note of a change: downward-API files, and the hard deadline, which may be shortened.</summary>
    internal void Refresh()
    {
        _volumes.Refresh(_cluster.Store.Find(_key) ?? _pod);
        _ = KeepDeadlineAsync();
    }

    /// <summary>SIGTERM to every container at the same moment, SIGKILL after the grace; ends when the pod has ended.</summary>
    internal async Task StopAsync(TimeSpan grace, (string, string)? reason = null)
    {
        _reason ??= reason;
        _stopping.TrySetResult();
        foreach (var run in Containers.Where(run => run.IsRunning))
        {
            Events.Add("Normal", "Killing", $"Stopping container {run.Name}", run.Field);
            run.Terminate();
        }

        await Task.WhenAny(_done, Task.Delay(grace));
        while (!_done.IsCompleted)
        {
            Containers.ForEach(run => run.Kill());
            await Task.WhenAny(_done, Task.Delay(100));
        }
    }

    /// <summary>The node is gone: processes die, nobody reports.</summary>
    internal async Task LoseAsync()
    {
        (_lost, LogsGone) = (true, true);
        Containers.ForEach(run => run.Log.Break());
        await StopAsync(TimeSpan.Zero);
    }

    private async Task RunAsync()
    {
        _cluster.Store.Update(_key, Schedule);
        Events.Add("Normal", "Scheduled", $"Successfully assigned {_key.Namespace}/{_key.Name} to node1");
        Publish();
        _ = KeepDeadlineAsync();
        if (await MountAsync() && await InitializeAsync())
        {
            await Task.WhenAll(Containers.Where(run => !run.IsInit).Select(RunContainerAsync));
        }

        Publish(_reason is null && Containers.TrueForAll(run => run is { FinishedAt: not null, ExitCode: 0 }) ? "Succeeded" : "Failed");
    }

    private static void Schedule(JsonObject pod)
    {
        pod["spec"]!["nodeName"] = "node1";
        pod.Child("status")["conditions"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "True",
                ["lastProbeTime"] = null,
                ["lastTransitionTime"] = Json.Seconds(DateTimeOffset.UtcNow),
            }
        );
    }

    /// <summary>Ends the pod when its hard deadline is over; a later deadline takes the place of an earlier one.</summary>
    private async Task KeepDeadlineAsync()
    {
        var mine = Interlocked.Increment(ref _deadlines);
        if ((_cluster.Store.Find(_key) ?? _pod).Number("spec", "activeDeadlineSeconds") is { } seconds)
        {
            var left = _began.AddSeconds(seconds) - DateTimeOffset.UtcNow;
            await Task.WhenAny(_stopping.Task, Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero));
            if (mine == Volatile.Read(ref _deadlines) && !IsStopping && !IsDone)
            {
                await ExceedDeadlineAsync();
            }
        }
    }

    private async Task ExceedDeadlineAsync()
    {
        const string Message = "Pod was active on the node longer than the specified deadline";
        Events.Add("Normal", "DeadlineExceeded", Message);
        await StopAsync(TimeSpan.FromSeconds(_pod.Number("spec", "terminationGracePeriodSeconds") ?? 30), ("DeadlineExceeded", Message));
    }

    private async Task<bool> MountAsync()
    {
        while (_volumes.Mount(_cluster.Store.Find(_key) ?? _pod) is { } failure)
        {
            Events.Add("Warning", "FailedMount", failure);
            await Task.WhenAny(_stopping.Task, Task.Delay(TimeSpan.FromSeconds(1)));
            if (IsStopping)
            {
                return false;
            }
        }

        _mounted = true;
        Publish();
        return true;
    }

    private async Task<bool> InitializeAsync()
    {
        foreach (var run in Containers.Where(run => run.IsInit))
        {
            await RunContainerAsync(run);
            if (run is not { FinishedAt: not null, ExitCode: 0 } || IsStopping)
            {
                return false;
            }
        }

        return true;
    }

    private async Task RunContainerAsync(ContainerRun run)
    {
        var image = $"Container image \"{run.Spec.Text("image")}\" already present on machine and can be accessed by the pod";
        while (run.StartedAt is null && !IsStopping)
        {
            Events.Add("Normal", "Pulled", image, run.Field);
            try
            {
                run.Start(_cluster.Store.Find(_key) ?? _pod, _volumes);
            }
            catch (MissingReferenceException missing)
            {
                (run.WaitingReason, run.WaitingMessage) = ("CreateContainerConfigError", missing.Message);
                Events.Add("Warning", "Failed", $"Error: {missing.Message}", run.Field);
                Publish();
                await Task.WhenAny(_stopping.Task, Task.Delay(TimeSpan.FromSeconds(1)));
            }
        }

        if (run.StartedAt is not null)
        {
            Events.Add("Normal", "Created", "Container created", run.Field);
            Events.Add("Normal", "Started", "Container started", run.Field);
            Publish();
            if (IsStopping)
            {
                run.Terminate();
            }

            await run.WaitAsync();
            Publish();
        }
    }

    private void Publish(string? phase = null)
    {
        // One at a time, so that an older view of the containers never overwrites a newer one.
        lock (_publishing)
        {
            if (!_lost)
            {
                _cluster.Store.Update(_key, pod =>
                    pod["status"] = PodStatus.Build(pod, Containers, _mounted, phase, phase is null ? null : _reason, _podIp)
                );
            }
        }
    }
}
