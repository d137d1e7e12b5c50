using System.Collections.Concurrent;
using System.Text;

namespace Campaigns.Secret;

/// <summary>Looks at all processes again and again: their arguments, and the variables of those that belong to a scene.</summary>
internal sealed class ProcessWatch : IAsyncDisposable
{
    // Calls of the tool live no longer than some tens of milliseconds.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, bool> arguments = [];
    private readonly ConcurrentDictionary<string, bool> variables = [];
    private volatile bool over;
    private readonly Func<IReadOnlyList<string>> roots;
    private readonly Task watching;

    /// <param name="roots">Directories; a process that has one in its variables belongs to the scene.</param>
    internal ProcessWatch(Func<IReadOnlyList<string>> roots)
    {
        this.roots = roots;
        watching = Task.Run(WatchAsync);
    }

    /// <summary>The command lines that were seen.</summary>
    internal IEnumerable<string> Arguments => arguments.Keys;

    /// <summary>The environments that were seen, a variable a line.</summary>
    internal IEnumerable<string> Environments => variables.Keys;

    /// <summary>The environments of what runs in an agent's container, or role.</summary>
    internal IEnumerable<string> AgentEnvironments => Environments.Where(IsAgent);

    /// <summary>Whether these are the variables of an agent's container, or role.</summary>
    internal static bool IsAgent(string environment) =>
        ((string[])["\nAGENT_COMMAND=", "\nAGENT_REPORT=", "/volumes/agent-home\n"]).Any(sign =>
            environment.Contains(sign, StringComparison.Ordinal)
        );

    public async ValueTask DisposeAsync()
    {
        over = true;
        await watching;
    }

    private async Task WatchAsync()
    {
        HashSet<(string, string)> seen = [];
        while (!over)
        {
            var own = roots();
            foreach (
                var process in Directory
                    .EnumerateDirectories("/proc")
                    .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]) && Path.GetFileName(path) != $"{Environment.ProcessId}")
            )
            {
                var line = Read(process, "cmdline");
                arguments[line] = true;
                if (!seen.Add((process, line)))
                {
                    continue;
                }

                var environment = $"\n{Read(process, "environ")}";
                if (own.Any(root => environment.Contains(root, StringComparison.Ordinal)))
                {
                    variables[environment] = true;
                }
            }

            await Task.Delay(Pause);
        }
    }

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file))).Replace('\0', '\n');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
