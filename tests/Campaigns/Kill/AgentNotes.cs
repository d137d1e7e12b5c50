using System.Globalization;

namespace Campaigns.Kill;

/// <summary>Where agents note that they have begun; outside of everything that the tool knows.</summary>
internal sealed class AgentNotes : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("campaign-notes-").FullName;

    /// <summary>Task and attempt of every agent that has begun.</summary>
    internal IReadOnlyList<string> Begun => File.Exists(Log) ? [.. File.ReadAllLines(Log).Order(StringComparer.Ordinal)] : [];

    /// <summary>An agent that prints lines and then waits until it is released, without having changed anything.</summary>
    /// <param name="lines">How many lines.</param>
    internal static string Waiting(int lines) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"exec 9<> <(:); pause() {{ read -rt \"$1\" -u 9 || :; }}; for ((i = 1; i <= {lines}; i++)); do echo \"$TASK_ID line $i\"; pause 0.02; done; until [[ -e $notes/go ]]; do pause 0.1; done; mkdir -p work; echo done > \"work/$TASK_ID.txt\""
        );

    /// <summary>An agent whose first attempt at T001 succeeds and at all else fails with its work in the tree; later attempts wait, with
    /// theirs, until they are released.</summary>
    internal const string Revising =
        "mkdir -p work; echo \"by attempt $TASK_ATTEMPT\" >>\"work/$TASK_ID.txt\"; if [[ $TASK_ATTEMPT = 1 ]]; then [[ $TASK_ID = T001 ]]; else until [[ -e $notes/go ]]; do sleep 0.1; done; fi";

    /// <summary>Lets the waiting ones go on.</summary>
    internal void Release() => File.WriteAllText(Path.Combine(folder, "go"), "");

    private string Log => Path.Combine(folder, "begun");

    /// <summary>An agent that notes its beginning first.</summary>
    internal string Noting(string agent) => $"notes='{folder}'; echo \"$TASK_ID $TASK_ATTEMPT\" >>\"$notes/begun\"; {agent}";

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
