using System.Diagnostics;
using ClusterSimulator;

namespace EndToEnd.SimulatorSpecs;

internal sealed record KubectlResult(int ExitCode, string Output, string Error);

/// <summary>The real kubectl against one simulator, with a home (and so a discovery cache) of its own.</summary>
internal sealed class Kubectl : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("kubectl-").FullName;

    private Kubectl() { }

    internal string Kubeconfig => Path.Combine(_home, "kubeconfig");

    internal static async Task<Kubectl> ForAsync(Simulator simulator)
    {
        Kubectl kubectl = new();
        await simulator.WriteKubeconfigAsync(kubectl.Kubeconfig);
        return kubectl;
    }

    internal async Task<KubectlResult> RunAsync(string[] arguments, string input = "")
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    /// <returns>What it printed.</returns>
    internal async Task<string> OutputOfAsync(string[] arguments, string input = "")
    {
        var result = await RunAsync(arguments, input);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output.Trim();
    }

    internal Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("kubectl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["HOME"], start.Environment["KUBECONFIG"]) = (_home, Kubeconfig);
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
