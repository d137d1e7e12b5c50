using SpecKitExtension.Pod.OpenCode;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Doctor;

/// <summary>What is asked of a machine that runs agents itself.</summary>
internal static class LocalChecks
{
    /// <summary>The machine is one that agents can run on.</summary>
    public static Check Machine() =>
        new("machine", [], _ =>
            Task.FromResult(
                OperatingSystem.IsLinux()
                    ? Finding.Ok("Linux")
                    : Finding.Failed(
                        "the local runtime needs Linux",
                        "Use a cluster (--runtime kubernetes), or a Linux machine or container."
                    )
            )
        );

    /// <summary>The agent's command can be found, and is an OpenCode that runs agents.</summary>
    /// <param name="tools">Asks it for its version.</param>
    /// <param name="command">The agent's command; null for OpenCode.</param>
    /// <param name="program">OpenCode.</param>
    /// <param name="mine">Whether it is run as the developer's own.</param>
    public static Check Agent(IToolRunner tools, string? command, string program, bool mine) => new("agent", ["machine"], async ct =>
        {
            if (command is not null)
            {
                return Finding.Ok($"agents run `{command}`");
            }

            const string Other = "or name another command with --agent.";
            try
            {
                var version = await OpenCodeVersion.AskAsync(tools, program, ct);
                return (mine ? OpenCodeVersion.ProblemOfMine(version) : OpenCodeVersion.Problem(version)) is { } problem
                        ? Finding.Failed(problem, $"Install {OpenCodeVersion.Tried} (`{OpenCodeVersion.Install}`), {Other}")
                    : version == OpenCodeVersion.Tried ? Finding.Ok($"agents run OpenCode {version}")
                    : Finding.Warning(
                        $"agents run OpenCode {version ?? "of a version that it does not say"}; {OpenCodeVersion.Tried} is the one that was tried",
                        $"If they behave oddly: `{OpenCodeVersion.Install}`."
                    );
            }
            catch (ToolMissingException)
            {
                return Finding.Failed(
                    "opencode is not on PATH",
                    $"Install OpenCode {OpenCodeVersion.Tried} (`{OpenCodeVersion.Install}`), {Other}"
                );
            }
        });

    /// <summary>What the developer's own OpenCode does with the files of <c>init</c>.</summary>
    /// <param name="tools">Asks it for its version.</param>
    /// <param name="program">OpenCode.</param>
    /// <param name="plugin">Whether the project has the plugin of <c>init --live</c>.</param>
    public static Check Terminal(IToolRunner tools, string program, bool plugin) => new("opencode", [], async ct =>
        {
            var version = await OpenCodeVersion.AskAsync(tools, program, ct);
            return OpenCodeVersion.IsSupported(version)
                    ? Finding.Ok($"OpenCode {version ?? "(it does not say its version)"} in your terminal")
                : !plugin
                    ? Finding.Ok(
                        $"OpenCode {version} in your terminal has the commands and subagents of this project; `init --live` needs version 1"
                    )
                : Finding.Warning(
                    $"OpenCode {version} in your terminal does not load the plugin of `init --live`, which is made for version 1",
                    $"`init --remove` and `init` install what works in both, or use {OpenCodeVersion.Tried}: `{OpenCodeVersion.Install}`."
                );
        });

    /// <summary>Attempts can have their directories.</summary>
    public static Check Directory(string directory) => new("directory", [], _ =>
        {
            System.IO.Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".doctor-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Task.FromResult(Finding.Ok(directory));
        });
}
