using System.CommandLine;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>trust</c>: shows what the committed configuration wants to decide on this machine, and remembers that the developer
/// agrees.</summary>
internal static class TrustCommand
{
    private static readonly Option<bool> Show = new("--show") { Description = "Only show it." };
    private static readonly Option<bool> Withdraw = new("--withdraw") { Description = "Forget what was agreed to here." };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "trust",
            "Show what the committed configuration wants to decide on this machine, and agree to it.",
            "dotnet speckit-async trust --show",
            "dotnet speckit-async trust"
        )
        {
            Show,
            Withdraw,
        };
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        var repository = await GitRepository.FindAsync(host.Tools, host.Directory, ct);
        var project = FeatureLocation.FindProject(host, repository);
        Consent consent = new(project, repository.Root, host.Variables);
        if (parsed.GetValue(Withdraw))
        {
            consent.Withdraw();
            host.Out.Write("Nothing is agreed to here any more.\n");
            return (int)ExitCode.Done;
        }

        var settings = await Session.LoadSettingsAsync(host, project, repository, parsed, ct);
        foreach (var claim in settings.Claims)
        {
            host.Out.Write(
                Sanitizer.Clean(
                    $"{claim.Said.Origin}: {claim.Said.Key} = {claim.Said.Text}{(claim.Files.Count > 0 ? $" (with {string.Join(", ", claim.Files)} as now)" : "")}"
                ) + "\n"
            );
        }

        if (settings.Claims.Count == 0)
        {
            host.Out.Write("The committed configuration decides nothing beyond this repository; there is nothing to agree to.\n");
        }
        else if (parsed.GetValue(Show))
        {
            host.Out.Write(
                consent.IsGiven(settings.Claims)
                    ? "You have agreed to this.\n"
                    : "You have not agreed to this. If you do: dotnet speckit-async trust\n"
            );
        }
        else
        {
            consent.Give(settings.Claims);
            host.Out.Write("Agreed, for exactly these values on this machine. Take it back: dotnet speckit-async trust --withdraw\n");
        }

        return (int)ExitCode.Done;
    }
}
