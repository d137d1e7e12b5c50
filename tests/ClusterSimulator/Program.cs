using System.Globalization;
using System.Runtime.InteropServices;
using ClusterSimulator;

const string Usage = """
    usage: ClusterSimulator [--port N] [--kubeconfig FILE] [--namespace NAME]… [--entrypoint WORD]… [--root DIR] [--tls true]
                            [--env NAME=VALUE]… [--agent-env NAME=VALUE]… [--secret NAME:KEY=VALUE]…
    """;

Dictionary<string, List<string>> arguments = [];
for (var at = 0; at < args.Length; at += 2)
{
    if (!args[at].StartsWith("--", StringComparison.Ordinal) || at + 1 == args.Length)
    {
        await Console.Error.WriteLineAsync(Usage);
        return 1;
    }

    arguments.TryAdd(args[at][2..], []);
    arguments[args[at][2..]].Add(args[at + 1]);
}

string? One(string name) => arguments.GetValueOrDefault(name)?[^1];
Dictionary<string, string> Pairs(string name) =>
    arguments.GetValueOrDefault(name, []).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

SimulatorOptions options = new()
{
    Port = int.Parse(One("port") ?? "0", CultureInfo.InvariantCulture),
    Certificate = One("tls") is "true" ? SimulatorCertificate.Create() : null,
    Namespaces = arguments.GetValueOrDefault("namespace") ?? new SimulatorOptions().Namespaces,
    Entrypoint = arguments.GetValueOrDefault("entrypoint") ?? ["dotnet-speckit-async", "pod"],
    Root = One("root"),
    Environment = Pairs("env"),
    AgentEnvironment = Pairs("agent-env"),
    Secrets = Pairs("secret")
        .Select(pair => (Name: pair.Key.Split(':', 2), pair.Value))
        .GroupBy(secret => secret.Name[0])
        .ToDictionary(
            group => group.Key,
            IReadOnlyDictionary<string, string> (group) => group.ToDictionary(secret => secret.Name[1], secret => secret.Value)
        ),
};

await using var simulator = await Simulator.StartAsync(options);
if (One("kubeconfig") is { } kubeconfig)
{
    await simulator.WriteKubeconfigAsync(kubeconfig);
}

Console.WriteLine(simulator.Address);
TaskCompletionSource stopped = new();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopped.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await stopped.Task;
return 0;
