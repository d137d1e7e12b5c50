using SpecKitExtension.Tools;

namespace SpecKitExtension.Doctor;

/// <summary>What is asked of a machine that runs agents itself.</summary>
internal static class LocalChecks
{
    /// <summary>The programs that the scripts use.</summary>
    private static readonly string[] Needed = ["bash", "setsid", "flock", "timeout", "tar", "find", "iconv"];

    /// <summary>The programs are there.</summary>
    public static Check Tools(Programs programs) => new("programs", [], _ =>
    {
        var missing = Needed.Where(program => programs.TryFind(program) is null).ToList();
        return Task.FromResult(missing.Count == 0
            ? Finding.Ok(string.Join(", ", Needed))
            : Finding.Failed($"missing: {string.Join(", ", missing)}", "Install them (bash, util-linux, coreutils, tar, findutils); the local runtime needs Linux."));
    });

    /// <summary>The agent's command can be found.</summary>
    public static Check Agent(Programs programs, string? command) => new("agent", ["programs"], _ => Task.FromResult(
        command is not null ? Finding.Ok($"agents run `{command}`")
        : programs.TryFind("opencode") is not null ? Finding.Ok("agents run OpenCode")
        : Finding.Failed("opencode is not on PATH", "Install OpenCode 1.18.33 (`npm install --global opencode-ai@1.18.33`), or name another command with --agent.")));

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
