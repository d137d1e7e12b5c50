using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>One container of a pod: waiting, then running, then terminated.</summary>
internal sealed class ContainerRun(Cluster cluster, JsonObject spec, bool isInit, string podDirectory)
{
    private IContainerProcess? _process;

    internal string Name { get; } = spec.Text("name")!;

    internal JsonObject Spec => spec;

    internal bool IsInit => isInit;

    internal string Field => isInit ? $"spec.initContainers{{{Name}}}" : $"spec.containers{{{Name}}}";

    internal string Directory { get; } = Path.Combine(podDirectory, "containers", spec.Text("name")!);

    internal ContainerLog Log { get; } = new();

    internal string WaitingReason { get; set; } = "PodInitializing";

    internal string? WaitingMessage { get; set; }

    internal string? Id { get; private set; }

    internal DateTimeOffset? StartedAt { get; private set; }

    internal DateTimeOffset? FinishedAt { get; private set; }

    internal int ExitCode { get; private set; }

    /// <summary>Why it ended, when the exit code does not tell: OOMKilled.</summary>
    internal string? KilledAs { get; private set; }

    internal string? Message { get; private set; }

    internal bool IsRunning => StartedAt is not null && FinishedAt is null;

    /// <exception cref="MissingReferenceException">A variable refers to something that does not exist.</exception>
    internal void Start(JsonObject pod, VolumeFiles volumes)
    {
        System.IO.Directory.CreateDirectory(Directory);
        PathMapping paths = new();
        foreach (var mount in spec["volumeMounts"].Objects())
        {
            var subPath = mount.Text("subPath") ?? "";
            var host = Path.Combine(volumes.DirectoryOf(mount.Text("name")!), subPath).TrimEnd('/');
            if (!File.Exists(host))
            {
                System.IO.Directory.CreateDirectory(host);
            }

            paths.Add(mount.Text("mountPath")!, host, subPath);
        }

        var result = Path.Combine(Directory, "termination-log");
        File.WriteAllText(result, "");
        paths.Add(spec.Text("terminationMessagePath") ?? "/dev/termination-log", result);
        ContainerEnvironment environment = new(cluster, pod, spec, paths);
        var variables = environment.Resolve(Directory);
        var directory = paths.Translate(spec.Text("workingDir") ?? Directory);
        var marker = $"{pod.Text("metadata", "uid")}/{Name}";
        _process = cluster.Options.Hollow
            ? new HollowProcess()
            : ContainerProcess.Start(
                environment.Command(),
                variables,
                System.IO.Directory.Exists(directory) ? directory : Directory,
                marker,
                Log
            );
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        StartedAt = DateTimeOffset.UtcNow;
        if (isInit && cluster.Options.Hollow)
        {
            EndHollow(0, "");
        }
    }

    /// <summary>Ends a container that runs no process.</summary>
    internal void EndHollow(int exitCode, string message)
    {
        File.WriteAllText(Path.Combine(Directory, "termination-log"), message);
        ((HollowProcess)_process!).End(exitCode);
    }

    internal async Task WaitAsync()
    {
        ExitCode = await _process!.WaitAsync();
        Message = ReadMessage();
        FinishedAt = DateTimeOffset.UtcNow;
        Log.End();
        _process.Dispose();
    }

    internal void Terminate()
    {
        if (IsRunning)
        {
            _process!.Terminate();
        }
    }

    internal void Kill(string? reason = null)
    {
        if (IsRunning)
        {
            KilledAs = reason;
            _process!.Kill();
        }
    }

    private string? ReadMessage()
    {
        var path = Path.Combine(Directory, "termination-log");
        var text = File.Exists(path)
            ? Encoding.UTF8.GetString(File.ReadAllBytes(path).AsSpan()[..(int)Math.Min(4096, new FileInfo(path).Length)])
            : "";
        return text.Length > 0 ? text
            : spec.Text("terminationMessagePolicy") == "FallbackToLogsOnError" && ExitCode != 0
                ? Encoding.UTF8.GetString([.. Log.Read(0).Lines.TakeLast(80).SelectMany(line => line.Bytes).TakeLast(2048)])
            : null;
    }
}
