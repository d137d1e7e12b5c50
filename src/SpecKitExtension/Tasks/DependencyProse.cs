using System.Buffers;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>A sentence that says that something depends on something.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Subject">The words before "depends on".</param>
/// <param name="Objects">The words behind it, up to where the sentence turns to something else.</param>
internal sealed record DependencySentence(int Line, string Subject, string Objects);

/// <summary>Finds "depends on", and "Dependencies:", in prose.</summary>
internal static partial class DependencyProse
{
    private const int LongestDenial = 12;

    private static readonly SearchValues<char> BeforeId = SearchValues.Create(" \t*`~[(");

    /// <summary>What a task says of itself, e.g. <c>(depends on T012, T013)</c>.</summary>
    public static IEnumerable<IdRange> OfTask(string text, TaskId task, TaskGrammar grammar) => !MayName(text) ? [] :
        Sentences(text, 0)
            .Where(sentence => SubjectId(sentence.Subject, grammar) is not { } subject || subject.Equals(task))
            .SelectMany(sentence => IdRange.In(sentence.Objects, grammar));

    /// <summary>All sentences of a line that name a dependency; what is denied is left out.</summary>
    public static IEnumerable<DependencySentence> Sentences(string text, int line) => MayName(text) ? Find(text, line) : [];

    private static bool MayName(string text) => text.Contains("depend", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<DependencySentence> Find(string text, int line)
    {
        var before = text;
        for (var verb = Verb().Match(text); verb.Success;)
        {
            var next = verb.NextMatch();
            var behind = verb.Index + verb.Length;
            var between = text[behind..(next.Success ? next.Index : text.Length)];
            var subject = ReferenceEquals(before, text) ? text[..verb.Index] : before[(NextSubject(before) ?? 0)..];
            if (!Denial().IsMatch(subject[^Math.Min(subject.Length, LongestDenial)..]))
            {
                var objects = next.Success && NextSubject(between) is { } another ? between[..another] : between;
                yield return new(line, subject[(LastEnd(subject) + 1)..], Objects(objects));
            }

            before = between;
            verb = next;
        }
    }

    /// <summary>The words behind "depends on" up to where the sentence turns, or the parenthesis around it ends.</summary>
    private static string Objects(string text)
    {
        var turn = Turn().Match(text);
        var objects = turn.Success ? text[..turn.Index] : text;
        return objects[..EndOfParenthesis(objects)];
    }

    /// <summary>Where, between two "depends on", the second one's subject begins; null when it goes on about what the first one depends on.</summary>
    private static int? NextSubject(string between)
    {
        var seam = Math.Max(between.LastIndexOf(','), LastEnd(between));
        seam = seam >= 0 ? seam : between.LastIndexOf(" and ", StringComparison.OrdinalIgnoreCase);
        return seam < 0 || Relative().IsMatch(between) ? null : seam;
    }

    /// <summary>The id right before "depends on", if there is one.</summary>
    private static TaskId? SubjectId(string subject, TaskGrammar grammar)
    {
        var words = subject.AsSpan().TrimEnd(" \t*`_~:]");
        var start = words.LastIndexOfAny(BeforeId) + 1;
        return grammar.ListedIdLength(words[start..]) is var length and > 0 && length == words.Length - start ? TaskId.FromGrammar(words[start..].ToString()) : null;
    }

    private static int LastEnd(string subject)
    {
        var end = -1;
        foreach (var match in End().EnumerateMatches(subject))
        {
            end = match.Index;
        }

        return end;
    }

    private static int EndOfParenthesis(string text)
    {
        var depth = 0;
        for (var at = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0)
            {
                return at;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@"\bdepend(?:s|ing|ent)?(?:[ \t]+(?:only|solely|just|directly|exclusively|also))?[ \t-]+(?:up)?on\b|\bdependenc(?:y|ies)[*_`]*[ \t]*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Verb();

    [GeneratedRegex(@"[;→\n]|[.!?](?=\s|$)|\s[-–—]\s(?!\s*(?:\p{L}+-?)?[0-9])|\b(?:but|can|may|might|so|because|since|not|unlike|except|blocks?|blocking|before|while|then|enables?|in parallel)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Turn();

    [GeneratedRegex(@"[;\n]|[.!?](?=\s)")]
    private static partial Regex End();

    [GeneratedRegex(@"(?:\bnot|n't|n’t|\bnever|\blonger)\s+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Denial();

    [GeneratedRegex(@"\b(?:which|that)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Relative();
}
