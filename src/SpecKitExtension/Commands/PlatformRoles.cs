using System.Globalization;
using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>What the program does in pods of the release itself: <c>helm test</c> and the clean-up job.</summary>
internal static class PlatformRoles
{
    /// <summary>Whether a command line is one of theirs.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args is ["pod", "test" or "sweep"];

    /// <summary>Plays a role.</summary>
    /// <param name="role">test or sweep.</param>
    /// <param name="variables">The environment.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string role, Variables variables) =>
        role == "test" ? TestAsync(name => variables[name]) : SweepAsync(variables);

    private static async Task<int> TestAsync(Func<string, string?> variable)
    {
        if (CertificateBundle.Write(variable) is { } problem)
        {
            Console.Out.WriteLine($"FAILED: {problem}");
            return (int)ExitCode.ToolFailed;
        }

        return (int)(
            await new Reachability(variable, Console.Out.WriteLine).RunAsync(CancellationToken.None) ? ExitCode.Done : ExitCode.ToolFailed
        );
    }

    private static async Task<int> SweepAsync(Variables variables)
    {
        if (
            variables["NAMESPACE"] is not { Length: > 0 } space
            || !int.TryParse(variables["SWEEP_KEEP_DAYS"], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        )
        {
            Console.Error.WriteLine("NAMESPACE and SWEEP_KEEP_DAYS (a whole number) must be set; the release's clean-up job sets them.");
            return (int)ExitCode.Usage;
        }

        try
        {
            using ClusterApi api = new(new(new ToolRunner(variables), name => variables[name], "/"), new(space, null, null));
            var removed = await new PodSweep(api, TimeSpan.FromDays(days), Console.Out.WriteLine).RunAsync(CancellationToken.None);
            Console.Out.WriteLine($"{removed} ended agents removed that ended more than {days} days ago");
            return (int)ExitCode.Done;
        }
        catch (ToolFailedException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return (int)ExitCode.ToolFailed;
        }
    }
}
