using System.Globalization;

namespace EndToEnd.Kubernetes;

/// <summary>Agents as bash command lines, so that any cluster can run them; pauses cost no process.</summary>
internal static class ScriptedAgent
{
    private const string Begin = "cat > /dev/null; exec 9<> <(:); pause() { read -rt \"$1\" -u 9 || :; }; mkdir -p work; ";

    /// <summary>Prints numbered lines, then does its work.</summary>
    internal static string Good(int lines = 3, double pause = 0.1) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Begin}for ((i = 1; i <= {lines}; i++)); do echo \"$TASK_ID line $i\"; pause {pause}; done; echo \"made by $TASK_ID, attempt $TASK_ATTEMPT\" > \"work/$TASK_ID.txt\""
        );

    /// <summary>Prints a line, leaves work behind, and waits until it is asked to stop.</summary>
    internal const string Patient =
        $"{Begin}echo \"half done by $TASK_ID\" > \"work/$TASK_ID.txt\"; echo \"$TASK_ID waits\"; while :; do pause 0.5; done";

    /// <summary>Prints a line, changes nothing, and waits until it is asked to stop.</summary>
    internal const string Idle = $"{Begin}echo \"$TASK_ID waits\"; while :; do pause 0.5; done";

    /// <summary>Fails with work in the tree.</summary>
    internal const string Failing = $"{Begin}echo half > \"work/$TASK_ID.txt\"; echo 'the tests do not pass'; exit 7";

    /// <summary>The lines that <see cref="Good"/> prints for a task.</summary>
    internal static IEnumerable<string> Lines(string task, int lines) =>
        Enumerable.Range(1, lines).Select(line => string.Create(CultureInfo.InvariantCulture, $"{task} line {line}"));
}
