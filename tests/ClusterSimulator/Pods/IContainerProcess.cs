namespace ClusterSimulator.Pods;

/// <summary>What runs in a container.</summary>
internal interface IContainerProcess : IDisposable
{
    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code; 128 + n after signal n.</returns>
    Task<int> WaitAsync();

    void Terminate();

    void Kill();
}
