using System.CommandLine;
using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Doctor;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>doctor</c>: every precondition with its status and, where it is broken, the fix.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "doctor",
            "Check every precondition; say what is broken and how to fix it.",
            "dotnet speckit-async doctor",
            "dotnet speckit-async doctor --runtime local"
        )
        {
            CommonOptions.Agent,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using DoctorSubjects subjects = new(host, parsed);
        List<CheckResult> results = [];
        await foreach (var result in CheckRun.RunAsync(await subjects.ChecksAsync(ct), ct))
        {
            results.Add(result);
            if (!parsed.GetValue(CommonOptions.Json))
            {
                host.Out.Write(DoctorText.For(result));
            }
        }

        if (parsed.GetValue(CommonOptions.Json))
        {
            host.Out.Write(DoctorText.Json(results) + "\n");
        }

        return (int)(
            results.Find(result => result.Finding.Status == CheckStatus.Failed) switch
            {
                null => ExitCode.Done,
                { Name: "settings" or "tasks" or "committed" } => ExitCode.BadInput,
                { Name: "feature" } => ExitCode.Usage,
                _ => ExitCode.ToolFailed,
            }
        );
    }
}
