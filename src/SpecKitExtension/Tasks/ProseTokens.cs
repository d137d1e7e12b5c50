namespace SpecKitExtension.Tasks;

/// <summary>What prose is made of, as far as dependencies are concerned.</summary>
internal enum ProseKind
{
    /// <summary>Letters and digits with what joins them: <c>depends</c>, <c>T012-T015</c>, <c>src/a.py</c>.</summary>
    Word,

    /// <summary>What separates the items of a list, besides words: a comma, <c>&amp;</c>, <c>+</c>, a slash.</summary>
    Comma,
    Colon,
    Stop,
    Dash,
    Arrow,
    Open,
    Close,

    /// <summary>The end of a line whose text goes on.</summary>
    Break,

    /// <summary>The end of a line, and the bullet that the next one begins with.</summary>
    Bullet,
}

/// <summary>A piece of prose from one offset to before another.</summary>
internal readonly record struct ProseToken(ProseKind Kind, int Start, int End);

/// <summary>Takes prose apart; emphasis, quotes and backticks are nobody's part.</summary>
internal static class ProseTokens
{
    private const int LongestArrow = 8;

    public static List<ProseToken> Of(string text)
    {
        List<ProseToken> tokens = [];
        for (var at = 0; at < text.Length;)
        {
            at = char.IsLetterOrDigit(text[at]) ? Words(text, at, tokens) : Sign(text, at, tokens);
        }

        return tokens;
    }

    /// <returns>Where to go on.</returns>
    private static int Words(string text, int start, List<ProseToken> tokens)
    {
        var end = start + 1;
        while (end < text.Length && (IsPartOfWord(text[end]) || (IsJoint(text[end]) && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))))
        {
            end++;
        }

        // depends_on, blocked-by, and/or: words of their own, but nothing that has a number in it.
        var isName = text.AsSpan(start, end - start).ContainsAnyInRange('0', '9');
        for (var at = start; at < end; at++)
        {
            if (!isName && (IsJoint(text[at]) || text[at] == '_'))
            {
                Add(tokens, ProseKind.Word, start, at);
                start = at + 1;
            }
        }

        Add(tokens, ProseKind.Word, start, end);
        return end;
    }

    private static int Sign(string text, int at, List<ProseToken> tokens)
    {
        var rest = text.AsSpan(at);
        var end = at + 1;
        if (Arrow(rest) is var arrow and > 0)
        {
            end = at + arrow;
            Add(tokens, ProseKind.Arrow, at, end);
            return end;
        }

        if (rest is ['.', '.', ..] or ['…', ..])
        {
            end = at + Math.Max(1, rest.IndexOfAnyExcept('.', '…') is var other and >= 0 ? other : rest.Length);
            Add(tokens, ProseKind.Dash, at, end);
            return end;
        }

        ProseKind? kind = rest[0] switch
        {
            ',' or '，' or '、' or '&' or '+' or '/' => ProseKind.Comma,
            ':' or '：' => ProseKind.Colon,
            ';' => ProseKind.Stop,
            '.' or '!' or '?' when rest.Length == 1 || !char.IsLetterOrDigit(rest[1]) => ProseKind.Stop,
            '-' or '–' or '—' => ProseKind.Dash,
            '(' or '[' or '{' => ProseKind.Open,
            ')' or ']' or '}' => ProseKind.Close,
            '\n' => LineEnd(text, ref end),
            _ => null,
        };
        if (kind is { } found)
        {
            Add(tokens, found, at, end);
        }

        return end;
    }

    private static ProseKind LineEnd(string text, ref int end)
    {
        var line = text.AsSpan(end);
        var next = line.TrimStart(" \t>");
        var indent = line.Length - next.Length;
        if (next is [] or ['\n', ..])
        {
            return ProseKind.Stop;
        }

        var digits = next.IndexOfAnyExceptInRange('0', '9');
        var bullet = next is ['-' or '*' or '+' or '•', ' ' or '\t', ..] ? 1 : digits > 0 && next[digits..] is ['.' or ')', ' ' or '\t', ..] ? digits + 1 : 0;
        end += bullet > 0 ? indent + bullet : 0;
        return bullet > 0 ? ProseKind.Bullet : ProseKind.Break;
    }

    /// <summary>Length of <c>→</c>, <c>-></c>, <c>--></c>, <c>=></c>, <c>-.-></c>, or 0.</summary>
    private static int Arrow(ReadOnlySpan<char> text)
    {
        if (text is ['→' or '⟶' or '⇒' or '➔' or '➜' or '⮕', ..])
        {
            return 1;
        }

        var shaft = text[..Math.Min(text.Length, LongestArrow)].IndexOfAnyExcept('-', '=', '.');
        return shaft > 0 && text[0] != '.' && text[shaft] == '>' ? shaft + 1 : 0;
    }

    private static bool IsPartOfWord(char character) => TaskGrammar.IsWordCharacter(character) || character is '\'' or '’';

    private static bool IsJoint(char character) => character is '-' or '.' or '/';

    private static void Add(List<ProseToken> tokens, ProseKind kind, int start, int end)
    {
        if (end > start)
        {
            tokens.Add(new(kind, start, end));
        }
    }
}
