using System.Globalization;
using SpecKitExtension.Agents.Local;
using SpecKitExtension.Pod;
using SpecKitExtension.Pod.OpenCode;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>The roles that this program plays in a pod, or as a process of the local runtime; no developer types them.</summary>
internal static class PodCommand
{
    private const string Usage =
        "usage: dotnet-speckit-async pod clone|agent|courier|test|sweep|opencode|credential OPERATION|supervise STAGING FINAL GRACE";

    /// <summary>Whether a command line is one of a role: it needs nothing that the commands of a developer need, and starts without
    /// it.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args is ["pod", ..];

    /// <summary>Plays a role.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The roles of a pod, and the local runtime, need Linux.");
            return (int)ExitCode.Usage;
        }

        if (PlatformRoles.IsMeant(args))
        {
            return PlatformRoles.RunAsync(args[1], Variables.OfProcess()).GetAwaiter().GetResult();
        }

        using var stop = StopSignals.Take(TimeProvider.System);
        Linux.KeepChildren();
        switch (args)
        {
            case ["pod", "clone"]:
                return CloneRole.Run(Prepared(), stop, TimeProvider.System);
            case ["pod", "agent"]:
                return AgentRole.Run(Prepared(), stop, TimeProvider.System);
            case ["pod", "courier"]:
                return CourierLives.Run(Settings(), stop, TimeProvider.System);
            case ["pod", "courier-life"]:
                return CourierLives.RunLife(Prepared(), stop, TimeProvider.System);
            case ["pod", "opencode"]:
                return OpenCodeRole.Run(PodVariables.Inherited(), stop);
            case ["pod", "credential", var operation]:
                return CredentialRole.Run(Settings(), operation, Console.Out.Write);
            case ["pod", "supervise", var staging, var final, var grace]:
                var seconds = TimeSpan.FromSeconds(int.Parse(grace, CultureInfo.InvariantCulture));
                return LocalSupervisor.Run(staging, final, seconds, () => (stop.Came, stop.Passed), TimeProvider.System);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static PodSettings Settings() => PodSettings.Read(Variables.OfProcess().All.GetValueOrDefault);

    /// <summary>The settings of a role that starts programs, which then find the platform's certificates.</summary>
    private static PodSettings Prepared()
    {
        var settings = Settings();
        return settings with { Problem = settings.Problem ?? CertificateBundle.Write(Variables.OfProcess().All.GetValueOrDefault) };
    }
}
