using System.Globalization;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>
/// Stands in for the kubelet where there is no cluster: runs the three roles of one attempt as processes. It isolates nothing from the
/// user who runs it.
/// </summary>
/// <remarks>
/// The attempt's directory holds env/ROLE (NAME=VALUE, each ended by NUL), task/ (prompt, stop), logs/ROLE.log, ROLE.pid, ROLE.exit,
/// result/ROLE, and `ended` when all is over. While the attempt lives this process holds a lock on `lock`, so that a dead one is never
/// taken for a live one.
/// </remarks>
internal sealed class LocalSupervisor
{
    /// <summary>The exit code that says: this attempt exists already.</summary>
    public const int AlreadyThere = 17;

    private const int StandardOutput = 1;
    private const int PollInterval = 50;
    private readonly LocalFolder folder;
    private readonly Func<(bool Came, TimeSpan Passed)> stop;
    private readonly TimeSpan grace;
    private readonly Dictionary<string, int> living = [];
    private bool asked;
    private bool ended;

    private LocalSupervisor(LocalFolder folder, Func<(bool Came, TimeSpan Passed)> stop, TimeSpan grace)
    {
        (this.folder, this.stop, this.grace) = (folder, stop, grace);
    }

    /// <summary>How to start a supervisor in a session of its own: when the caller is killed with all its programs, the attempt has not
    /// begun or goes on.</summary>
    /// <param name="staging">The prepared directory, which becomes the attempt's own in one step.</param>
    /// <param name="final">Where to.</param>
    /// <param name="grace">Seconds from the wish to end to SIGKILL.</param>
    /// <param name="environment">Where its few variables come from.</param>
    /// <returns>Null when it has begun; else its exit code and what it said.</returns>
    public static ChildEnd? Start(LocalFolder staging, LocalFolder final, int grace, Variables environment)
    {
        Dictionary<string, string> variables = new()
        {
            ["PATH"] = environment["PATH"] ?? "",
            ["HOME"] = "/",
            ["DOTNET_gcServer"] = "0",
        };
        foreach (var name in (string[])["DOTNET_ROOT", "TMPDIR"])
        {
            variables[name] = environment[name] ?? "";
        }

        ChildStart start = new(
            [.. OwnProgram.Words, "pod", "supervise", staging.Path, final.Path, grace.ToString(CultureInfo.InvariantCulture)],
            variables.Where(variable => variable.Value.Length > 0).ToDictionary(),
            staging.Path
        );
        var log = Linux.CreateFile(null, Linux.InBytes(staging.In("logs", "supervisor.log")), 0x180);
        var answer = Linux.Pipe();
        try
        {
            var process = start.Spawn(answer.Write, log);
            Linux.Close(answer.Write);
            var word = new byte[16];
            if (Linux.Read(answer.Read, word) > 0)
            {
                return null;
            }

            ProcessEnd? end;
            while ((end = Linux.Reap(process)) is null)
            {
                Thread.Sleep(1);
            }

            return new(end.Value.ExitCode, end.Value.Signal, [], File.ReadAllBytes(staging.In("logs", "supervisor.log")), Cut: false);
        }
        finally
        {
            Linux.Close(log);
            Linux.Close(answer.Read);
        }
    }

    /// <summary>Supervises one attempt from its beginning to its end.</summary>
    /// <param name="staging">The prepared directory.</param>
    /// <param name="final">Where the attempt lives.</param>
    /// <param name="grace">From the wish to end to SIGKILL.</param>
    /// <param name="stop">Whether somebody wants it to end, and for how long already.</param>
    /// <param name="clock">The time.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string staging, string final, TimeSpan grace, Func<(bool Came, TimeSpan Passed)> stop, TimeProvider clock)
    {
        using FileStream owner = new(Path.Combine(staging, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (Path.Exists(final) || !Linux.Move(staging, final))
        {
            return AlreadyThere;
        }

        Linux.KeepChildren();
        LocalSupervisor supervisor = new(new(final), stop, grace);
        File.WriteAllText(supervisor.folder.In("supervisor.pid"), $"{Environment.ProcessId}\n");
        SayBegun();
        supervisor.Supervise(clock);
        return 0;
    }

    private static void SayBegun()
    {
        try
        {
            Linux.WriteAll(StandardOutput, "begun\n"u8);
        }
        catch (LinuxException)
        {
            // Whoever started the attempt has been killed meanwhile. It goes on all the same, and the next one who asks finds it.
        }
        finally
        {
            Linux.Close(StandardOutput);
        }
    }

    private void Supervise(TimeProvider clock)
    {
        Begin("clone");
        if (Finish("clone") == 0)
        {
            Begin("agent");
            Begin("courier");
            Finish("agent", "courier");
        }

        foreach (var part in (string[])["work", "courier", "home", "tmp", "signals", "env"])
        {
            Pod.Folders.Remove(folder.In(part));
        }

        File.Delete(folder.In("gitconfig"));
        File.Delete(folder.In("gitsigning"));
        Write("ended", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
    }

    /// <summary>A role gets only the variables prepared for it; they never appear in an argument list.</summary>
    private void Begin(string role)
    {
        var file = folder.In("env", role);
        var variables = File.ReadAllText(file)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(words => words[0], words => words[1]);
        File.Delete(file);
        var log = Linux.CreateFile(null, Linux.InBytes(folder.In("logs", $"{role}.log")), 0x180);
        try
        {
            var process = new ChildStart([.. OwnProgram.Words, "pod", role], variables, folder.Path).Spawn(log, log);
            living[role] = process;
            File.WriteAllText(folder.In($"{role}.pid"), $"{process}\n");
        }
        finally
        {
            Linux.Close(log);
        }
    }

    /// <summary>Waits until roles have ended.</summary>
    /// <returns>The last one's exit code.</returns>
    private int Finish(params string[] roles)
    {
        var code = 0;
        while (roles.Any(living.ContainsKey))
        {
            foreach (var (role, process) in living.ToArray())
            {
                if (Linux.Reap(process) is { } end)
                {
                    // What a role left behind ends with it, as a container's processes do.
                    Linux.Signal(-process, Linux.KillSignal);
                    living.Remove(role);
                    code = end.ExitCode;
                    Write($"{role}.exit", code.ToString(CultureInfo.InvariantCulture));
                }
            }

            Obey();
            Thread.Sleep(PollInterval);
        }

        return asked && code == 0 && roles is ["clone"] ? 143 : code;
    }

    private void Obey()
    {
        var (came, passed) = stop();
        if (came && !asked)
        {
            asked = true;
            living.Values.ToList().ForEach(process => Linux.Signal(process, Linux.TermSignal));
        }
        else if (came && passed > grace && !ended)
        {
            ended = true;
            living.Values.ToList().ForEach(process => Linux.Signal(-process, Linux.KillSignal));
        }
    }

    /// <summary>Whole or not at all.</summary>
    private void Write(string name, string text)
    {
        File.WriteAllText(folder.In(name + ".part"), text + "\n", new UTF8Encoding(false));
        File.Move(folder.In(name + ".part"), folder.In(name), overwrite: true);
    }
}
