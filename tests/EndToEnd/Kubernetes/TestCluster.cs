using System.Security.Cryptography.X509Certificates;
using ClusterSimulator;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>Where the agents of a test run: the simulator, or the cluster that variables name.</summary>
/// <remarks>
/// SPECKIT_ASYNC_TEST_KUBECONFIG and SPECKIT_ASYNC_TEST_IMAGE choose a real cluster: its namespace speckit-async-test is made, enforces the
/// Restricted standard, gets the chart's release, and stays. SPECKIT_ASYNC_TEST_GIT_URL is a repository that this machine and the pods may
/// read and write without signing in; tests use features of their own in it.
/// </remarks>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly string? RealKubeconfig = Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_KUBECONFIG");
    private static readonly string? Image = Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_IMAGE");
    private static readonly Lazy<X509Certificate2> ServerCertificate = new(SimulatorCertificate.Create);
    private static readonly Lazy<Task> Release = new(InstallAsync);

    private TestCluster(Simulator? simulator, string kubeconfig, string home)
    {
        (Simulated, Kubeconfig, Home) = (simulator, kubeconfig, home);
    }

    /// <summary>The repository that pods of a real cluster reach.</summary>
    internal static string? GitUrl => IsReal ? Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_GIT_URL") : null;

    internal static bool IsReal => RealKubeconfig is not null && Image is not null;

    internal static string Namespace => IsReal ? "speckit-async-test" : "agent-orchestrator-dev";

    /// <summary>The simulator; null on a real cluster.</summary>
    internal Simulator? Simulated { get; }

    internal string Kubeconfig { get; }

    private string Home { get; }

    /// <summary>The simulator; the test is skipped where a real cluster would have to be broken.</summary>
    internal Simulator Simulator
    {
        get
        {
            Skip.If(Simulated is null, "This test breaks the API server, which only the simulator lets it do.");
            return Simulated!;
        }
    }

    /// <summary>Skips a test that asks what only a real cluster can answer.</summary>
    internal static void MustBeReal() =>
        Skip.IfNot(
            IsReal && GitUrl is not null,
            "Only a real cluster can answer this: set SPECKIT_ASYNC_TEST_KUBECONFIG, SPECKIT_ASYNC_TEST_IMAGE and SPECKIT_ASYNC_TEST_GIT_URL."
        );

    /// <summary>Skips a test that needs an API server that evaluates policies, and nothing else.</summary>
    internal static void MustHaveApiServer() =>
        Skip.IfNot(IsReal, "Only a real API server can answer this: set SPECKIT_ASYNC_TEST_KUBECONFIG and SPECKIT_ASYNC_TEST_IMAGE.");

    /// <summary>kubectl as the real cluster's administrator.</summary>
    internal static string Administer(string[] arguments, string input = "") => TryAdminister(arguments, input).Output();

    /// <summary>kubectl as the real cluster's administrator.</summary>
    internal static ProgramResult TryAdminister(string[] arguments, string input = "") =>
        ProgramResult.Of("kubectl", arguments, input, start => start.Environment["KUBECONFIG"] = RealKubeconfig);

    /// <summary>helm as the real cluster's administrator.</summary>
    internal static ProgramResult TryHelm(string[] arguments, string input) =>
        ProgramResult.Of(ChartFiles.Helm, arguments, input, start => start.Environment["KUBECONFIG"] = RealKubeconfig);

    /// <summary>Connects.</summary>
    /// <param name="home">A directory for kubeconfig and caches.</param>
    /// <param name="options">Changes the simulator.</param>
    internal static async Task<TestCluster> StartAsync(string home, Func<SimulatorOptions, SimulatorOptions>? options = null)
    {
        var kubeconfig = Path.Combine(home, "kubeconfig");
        if (IsReal)
        {
            Skip.If(GitUrl is null, "A real cluster needs SPECKIT_ASYNC_TEST_GIT_URL, a repository that its pods can push to.");
            await Release.Value;
            File.Copy(RealKubeconfig!, kubeconfig, overwrite: true);
            return new(null, kubeconfig, home);
        }

        SimulatorOptions defaults = new()
        {
            Certificate = ServerCertificate.Value,
            Namespaces = [Namespace],
            Entrypoint = OwnTool.Pod,
        };
        var simulator = await Simulator.StartAsync(options?.Invoke(defaults) ?? defaults);
        await simulator.WriteKubeconfigAsync(kubeconfig);
        return new(simulator, kubeconfig, home);
    }

    /// <summary>The real kubectl in the namespace.</summary>
    /// <returns>What it printed.</returns>
    internal string Kubectl(string[] arguments, string input = "") => TryKubectl(arguments, input).Output();

    /// <summary>The real kubectl in the namespace.</summary>
    internal ProgramResult TryKubectl(string[] arguments, string input = "") =>
        ProgramResult.Of("kubectl", ["--namespace", Namespace, .. arguments], input, start =>
        {
            (start.Environment["KUBECONFIG"], start.Environment["HOME"]) = (Kubeconfig, Home);
        });

    /// <summary>Values that pods need here.</summary>
    internal static string Values() =>
        Image is null || !IsReal
            ? "{}\n"
            : $$$"""
                pod:
                  image: { {{{ImageValues()}}} }
                  resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: "1", memory: 512Mi}}
                  disk: {agentGiB: 1, courierGiB: 1, requestGiB: 1}
                courier:
                  resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: "1", memory: 512Mi}}
                networkPolicy: {extraEgress: [{to: [{ipBlock: {cidr: 0.0.0.0/0} }], ports: [{protocol: TCP, port: {{{GitPort()}}}}]}]}

                """;

    public async ValueTask DisposeAsync()
    {
        if (Simulated is not null)
        {
            await Simulated.DisposeAsync();
        }
    }

    private static string ImageValues()
    {
        var digest = Image!.IndexOf('@', StringComparison.Ordinal);
        var tag = Image.LastIndexOf(':');
        return digest > 0
            ? $"repository: \"{Image[..digest]}\", digest: \"{Image[(digest + 1)..]}\""
            : $"repository: \"{Image[..tag]}\", tag: \"{Image[(tag + 1)..]}\"";
    }

    /// <summary>The git server is inside, where the policy lets nobody go by itself.</summary>
    private static int GitPort() =>
        Uri.TryCreate(GitUrl, UriKind.Absolute, out var address) && address.Port > 0 ? address.Port
        : address?.Scheme == "git" ? 9418
        : 22;

    private static Task InstallAsync()
    {
        const string Labels =
            """{"pod-security.kubernetes.io/enforce":"restricted","pod-security.kubernetes.io/enforce-version":"latest"}""";
        Run(
            "kubectl",
            ["apply", "-f", "-"],
            $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Namespace}}","labels":{{Labels}} } }"""
        );
        Run(
            ChartFiles.Helm,
            ["upgrade", "--install", "speckit-async-test", ChartFiles.Chart, "--namespace", Namespace, "--values", "-"],
            Values()
        );
        return Task.CompletedTask;
    }

    private static void Run(string program, string[] arguments, string input) =>
        ProgramResult.Of(program, arguments, input, start => start.Environment["KUBECONFIG"] = RealKubeconfig).Output();
}
