using System.Globalization;
using System.Text;
using SpecKitExtension.Git;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>What a commit of ours says of itself.</summary>
/// <param name="Parent">Its parent.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="Outcome">How the agent ended; null while it works.</param>
internal sealed record CommitCard(string Parent, string Tree, string? Outcome)
{
    /// <summary>What was left out of the tree.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What the agent used.</summary>
    public TaskUsage? Usage { get; init; }

    /// <summary>Whether it changes nothing and only tells that there was an attempt.</summary>
    public bool IsTrace { get; init; }

    /// <summary>Whether build servers may build it: what is no delivery asks them not to.</summary>
    public bool IsDelivery { get; init; }
}

/// <summary>Makes commits: the configured author, the task's message, and our trailers as a paragraph of their own at the end.</summary>
/// <param name="git">git.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">Where it is told that a commit could not be signed.</param>
internal sealed class Commits(PodGit git, PodSettings settings, Voice voice)
{
    /// <summary>Makes one, signed where there is a key. A delivery that cannot be signed is none; what is only kept, is kept
    /// unsigned.</summary>
    /// <returns>Its hash.</returns>
    /// <exception cref="PodFailedException">git has not made it.</exception>
    public string Make(CommitCard card, Func<bool> mayGoOn)
    {
        var signs = settings.Signs;
        for (var attempt = 1; ; attempt++)
        {
            string[] sign = signs ? ["-S"] : [];
            var end = git.Run(
                new(["commit-tree", .. sign, "-p", card.Parent, "-F", "-", card.Tree])
                {
                    Input = Encoding.UTF8.GetBytes(Message(card)),
                    Signs = signs,
                },
                mayGoOn
            );
            if (end.Succeeded)
            {
                return ByteText.Of(end.Output).Trim();
            }

            if ((end.WasKilled || git.UseSpare()) && attempt < 3)
            {
                continue;
            }

            if (!signs || card.IsDelivery)
            {
                throw new PodFailedException($"cannot {(signs ? "sign and " : "")}commit: {Voice.Brief(end)}");
            }

            voice.Say($"a commit of kept work is not signed: {Voice.Brief(end)}");
            signs = false;
        }
    }

    private string Message(CommitCard card)
    {
        var said = settings
            .CommitMessage.Replace("\r", "", StringComparison.Ordinal)
            .Replace("\0", "", StringComparison.Ordinal)
            .TrimEnd()
            .Split('\n', 2);

        // At the subject's end: servers that want a ticket want it at the beginning.
        StringBuilder text = new(card.IsDelivery ? said[0] : $"{said[0]} [skip ci]");
        text.Append(said.Length > 1 ? $"\n{said[1]}\n\n" : "\n\n");
        Trailer("Task", settings.Task);
        Trailer("Task-Digest", settings.Digest);
        Trailer("Feature", settings.Feature);
        Trailer("Attempt", settings.Attempt.ToString(CultureInfo.InvariantCulture));
        Trailer("Base-Commit", settings.BaseCommit);
        Trailer("Agent-Outcome", card.Outcome);
        Trailer(
            "Left-Out",
            card.LeftOut.Count == 0
                ? "0"
                : string.Create(CultureInfo.InvariantCulture, $"{card.LeftOut.Count} {PodResult.NamesJson(card.LeftOut)}")
        );
        Trailer("Usage", card.Usage is { } usage ? usage.ToJson() : null);
        Trailer("Files-Changed", card.IsTrace ? "0" : null);
        return text.ToString();

        void Trailer(string name, string? value) => _ = value is null ? text : text.Append(name).Append(": ").Append(value).Append('\n');
    }
}
