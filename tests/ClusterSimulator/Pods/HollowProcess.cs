namespace ClusterSimulator.Pods;

/// <summary>No process at all: what a container writes and when it ends is up to the caller, so that hundreds of them cost
/// nothing.</summary>
internal sealed class HollowProcess : IContainerProcess
{
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> WaitAsync() => _end.Task;

    public void Terminate() => End(143);

    public void Kill() => End(137);

    public void Dispose() => End(137);

    internal void End(int exitCode) => _end.TrySetResult(exitCode);
}
