using System.Collections.Frozen;
using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Reads the words behind a verb of dependency: which of them it is about, and where the sentence turns to something else.</summary>
/// <param name="text">The text.</param>
/// <param name="tokens">Its tokens.</param>
/// <param name="grammar">Which words are ids.</param>
/// <param name="takesAll">Whether ids count wherever they stand before the sentence turns; otherwise only those in a list right behind the verb.</param>
/// <param name="isInside">Whether the verb stands in a parenthesis, which then holds all that belongs to it.</param>
internal sealed class DependencyObjects(string text, List<ProseToken> tokens, TaskGrammar grammar, bool takesAll, bool isInside)
{
    private const int FewWords = 8;

    private static readonly FrozenSet<string> Lists = Words("and or plus both also as well then to through on of the for task tasks completion all phase phases story stories user");
    private static readonly FrozenSet<string> Turns = Words("but can may might not unlike except while see unless");
    private static readonly FrozenSet<string> Reasons = Words("because since so then");

    private readonly StringBuilder _taken = new();
    private readonly StringBuilder _rest = new();
    private bool _takes = true;
    private bool _hasWord;
    private bool _hasName;

    /// <summary>The words that the verb is about.</summary>
    public string Taken => _taken.ToString();

    /// <summary>Words in the same parenthesis, or behind a list, that it may also be about.</summary>
    public string Rest => _rest.ToString();

    /// <summary>Whether a task or a phase is named right at a token.</summary>
    public static bool NamesAt(string text, List<ProseToken> tokens, int at, TaskGrammar grammar)
    {
        for (var few = FewWords; few > 0 && at < tokens.Count && (tokens[at].Kind is ProseKind.Open or ProseKind.Break || (IsIn(Lists, text, tokens[at]) && !IsPhase(text, tokens, at))); few--)
        {
            at++;
        }

        return at < tokens.Count && (IsId(text, tokens[at], grammar) || IsPhase(text, tokens, at));
    }

    /// <summary>Whether the few words from a token on name one.</summary>
    public static bool NamesBehind(string text, List<ProseToken> tokens, int at, TaskGrammar grammar)
    {
        for (var end = Math.Min(tokens.Count, at + FewWords); at < end && tokens[at].Kind != ProseKind.Stop; at++)
        {
            if (IsId(text, tokens[at], grammar) || IsPhase(text, tokens, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="first">The first token behind the verb.</param>
    /// <param name="limit">The token before which to stop.</param>
    public void Read(int first, int limit)
    {
        var depth = 0;
        var isList = false;
        for (var at = first; at < limit; at++)
        {
            var token = tokens[at];
            switch (token.Kind)
            {
                case ProseKind.Open:
                    depth++;
                    break;
                case ProseKind.Close when depth == 0:
                    return;
                case ProseKind.Close:
                    depth--;
                    break;
                case ProseKind.Arrow:
                case ProseKind.Stop when !isInside && depth == 0:
                case ProseKind.Break when !isInside && depth == 0 && !GoesOn(at, first):
                case ProseKind.Bullet when !(isList || at == first) || !NamesAt(text, tokens, at + 1, grammar):
                    return;
                case ProseKind.Bullet:
                    (isList, _takes) = (true, true);
                    break;
                case ProseKind.Dash when _hasWord && !IsId(at + 1) && !IsNumber(at + 1):
                case ProseKind.Stop or ProseKind.Comma:
                    _takes = (token.Kind == ProseKind.Comma && _takes && takesAll) || NamesAt(text, tokens, at + 1, grammar);
                    break;
                case ProseKind.Word when IsIn(Turns, text, token) || IsTogether(at):
                    if (depth == 0)
                    {
                        return;
                    }

                    while (at + 1 < limit && tokens[at + 1].Kind != ProseKind.Close)
                    {
                        at++;
                    }

                    continue;
                case ProseKind.Word when IsIn(Reasons, text, token):
                    _takes = Is(token, "then") && NamesAt(text, tokens, at + 1, grammar);
                    break;
                case ProseKind.Word when Is(token, "and") || Is(token, "plus"):
                    _takes |= NamesAt(text, tokens, at + 1, grammar);
                    break;
                case ProseKind.Word when !takesAll && depth == 0 && !IsId(at) && !IsNumber(at) && !IsIn(Lists, text, token) && !IsPhase(text, tokens, at):
                    _takes = false;
                    break;
                default:
                    break;
            }

            Take(token);
            _hasWord |= token.Kind == ProseKind.Word;
            _hasName |= IsId(at) || IsPhase(text, tokens, at);
        }
    }

    /// <summary>Whether a sentence goes on in the next line: it has named nothing yet, or it ends with a comma or "and".</summary>
    private bool GoesOn(int at, int first) => !_hasName || (at > first && (tokens[at - 1].Kind == ProseKind.Comma || Is(tokens[at - 1], "and") || Is(tokens[at - 1], "or")));

    private void Take(ProseToken token)
    {
        var part = _takes ? _taken : _rest;
        part.Append(token.Kind == ProseKind.Bullet ? "," : text.AsSpan(token.Start, token.End - token.Start)).Append(' ');
    }

    private bool IsTogether(int at) => Is(tokens[at], "in") && at + 1 < tokens.Count && Is(tokens[at + 1], "parallel");

    private bool IsId(int at) => at < tokens.Count && IsId(text, tokens[at], grammar);

    private bool IsNumber(int at) => at < tokens.Count && char.IsAsciiDigit(text[tokens[at].Start]);

    private bool Is(ProseToken token, string word) => text.AsSpan(token.Start, token.End - token.Start).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsId(string text, ProseToken token, TaskGrammar grammar) => token.Kind == ProseKind.Word && grammar.ListedIdLength(text.AsSpan(token.Start)) > 0;

    /// <summary>"Phase 3", "US2", "User Story 2".</summary>
    private static bool IsPhase(string text, List<ProseToken> tokens, int at)
    {
        if (tokens[at].Kind != ProseKind.Word)
        {
            return false;
        }

        var word = text.AsSpan(tokens[at].Start, tokens[at].End - tokens[at].Start);
        return word.StartsWith("phase", StringComparison.OrdinalIgnoreCase) || word.StartsWith("stor", StringComparison.OrdinalIgnoreCase) ? HasNumber(text, tokens, at + 1)
            : word.Equals("user", StringComparison.OrdinalIgnoreCase) ? at + 1 < tokens.Count && text.AsSpan(tokens[at + 1].Start).StartsWith("stor", StringComparison.OrdinalIgnoreCase) && HasNumber(text, tokens, at + 2)
            : word.Length is > 2 and < 9 && word.StartsWith("US", StringComparison.OrdinalIgnoreCase) && word[2..].IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool HasNumber(string text, List<ProseToken> tokens, int at) => at < tokens.Count && text.AsSpan(tokens[at].Start, tokens[at].End - tokens[at].Start) is [>= '0' and <= '9', ..] or ['N' or 'n'];

    private static bool IsIn(FrozenSet<string> words, string text, ProseToken token) => token.Kind == ProseKind.Word && words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.AsSpan(token.Start, token.End - token.Start));

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
