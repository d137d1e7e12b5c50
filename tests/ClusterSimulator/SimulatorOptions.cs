using System.Security.Cryptography.X509Certificates;

namespace ClusterSimulator;

/// <summary>What a simulated cluster starts with.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>TCP port on loopback; 0 lets the system choose, and a restart keeps the choice.</summary>
    public int Port { get; init; }

    /// <summary>The server's certificate; it then speaks TLS with HTTP/2 and HTTP/1.1, as a real one does. Null is plain
    /// HTTP/1.1.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Namespaces that exist. The first is the kubeconfig's.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["agents", "default"];

    /// <summary>The words that stand for the image's ENTRYPOINT: the program, and before a role's name <c>pod</c>.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Variables that every container gets and its own env overrides, for example GIT_CONFIG_GLOBAL.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables of the container <c>agent</c> that win over the pod's, for example AGENT_COMMAND of a scripted agent.</summary>
    public IReadOnlyDictionary<string, string> AgentEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Secrets of the first namespace: name, then key and value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Where volumes live; null is a new temporary directory that goes away with the simulator.</summary>
    public string? Root { get; init; }

    /// <summary>Containers run no process: init containers end well at once, others say nothing until the caller writes their log and ends
    /// them.</summary>
    public bool Hollow { get; init; }

    /// <summary>How long a deleted pod stays after its containers have ended, until its node has confirmed that nothing is left of
    /// it.</summary>
    public TimeSpan Terminating { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an open watch that allows it gets a bookmark.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(5);
}
