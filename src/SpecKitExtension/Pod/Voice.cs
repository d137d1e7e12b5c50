using System.Text;
using System.Text.RegularExpressions;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>What a role says into its log: lines of its own that nobody else can forge or make move a terminal.</summary>
/// <param name="role">The role's name.</param>
/// <param name="secrets">What never appears.</param>
/// <param name="write">Takes a line without its end.</param>
internal sealed partial class Voice(string role, Secrets secrets, Action<string> write)
{
    private const int StandardOutput = 1;

    /// <summary>A voice that speaks on standard output.</summary>
    public static Voice OnOutput(string role, Secrets secrets) => new(role, secrets, Print);

    /// <summary>A line of conversation.</summary>
    public void Say(string text) => write($"[{role}] {Plain(secrets.Hide(text))}");

    /// <summary>A line that programs read.</summary>
    public void Tell(string marked) => write(marked);

    /// <summary>A text without credentials.</summary>
    public string Hide(string text) => secrets.Hide(text);

    /// <summary>A text on one line, without control characters.</summary>
    public static string Plain(string text) => Controls().Replace(text, " ");

    /// <summary>What a program said, in few words.</summary>
    public static string Brief(ChildEnd end) => end.Cut ? Brief(Text(end), "out of time") : Brief(Text(end));

    private static string Text(ChildEnd end) =>
        Encoding.UTF8.GetString(end.Output)
        + "\n"
        + Encoding.UTF8.GetString(end.Error)
        + (end.WasKilled ? $"\nended by signal {end.Signal}" : "");

    private static string Brief(params string[] texts)
    {
        var lines = texts
            .SelectMany(text => text.Split('\n'))
            .Select(line => line.TrimEnd('\r'))
            .Where(line =>
                line.Length > 0
                && line != "Done"
                && !line.StartsWith("hint:", StringComparison.Ordinal)
                && !line.StartsWith("To ", StringComparison.Ordinal)
            );
        return Cut(string.Join("; ", lines), 600);
    }

    /// <summary>The beginning of a text.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static void Print(string line)
    {
        try
        {
            Linux.WriteAll(StandardOutput, Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (LinuxException)
        {
            // The reader went away; the work goes on, and its result is in git and in the termination message.
            return;
        }
    }

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]", RegexOptions.CultureInvariant)]
    private static partial Regex Controls();
}
