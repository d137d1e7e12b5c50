namespace SpecKitExtension.Tasks;

/// <summary>Which words are task ids: a prefix, up to six digits, an optional letter and dotted numbers, e.g. <c>T012</c>, <c>T-015</c>,
/// <c>T014a</c>, <c>T024.1</c>, <c>TDD-R01</c>.</summary>
internal sealed class TaskGrammar
{
    private const int MostDigits = 6;

    private TaskGrammar(IReadOnlyList<string> prefixes) => Prefixes = prefixes;

    /// <summary>spec-kit's <c>T</c> and the <c>TDD-</c> of its fork's tdd extension.</summary>
    public static TaskGrammar Default { get; } = Create(["T", "TDD-"]);

    /// <summary>The accepted prefixes; one that ends with a hyphen may be followed by a letter (<c>TDD-R01</c>), another by a hyphen
    /// (<c>T-015</c>).</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <param name="prefixes">ASCII letters and digits that begin with a letter and end with a letter or a hyphen.</param>
    /// <exception cref="ArgumentException">There is no prefix, or one is not of that form; the message says which.</exception>
    public static TaskGrammar Create(IReadOnlyList<string> prefixes)
    {
        if (prefixes.Count == 0)
        {
            throw new ArgumentException("At least one prefix of task ids is needed, e.g. \"T\".", nameof(prefixes));
        }

        foreach (var prefix in prefixes)
        {
            if (!IsPrefix(prefix))
            {
                throw new ArgumentException(
                    $"\"{prefix}\" cannot be a prefix of task ids. Use letters and digits that begin with a letter and end with a letter or a hyphen, e.g. \"T\" or \"TDD-\".",
                    nameof(prefixes)
                );
            }
        }

        return new([.. prefixes]);
    }

    /// <summary>Length of the id that the text begins with, or 0; what follows may be no part of a word.</summary>
    public int IdLength(ReadOnlySpan<char> text)
    {
        var length = Longest(text, IsWordCharacter);
        var next = text[length..];
        return next is ['-', var after, ..] && (IsWordCharacter(after) || after == '-') ? 0 : length;
    }

    /// <summary>As <see cref="IdLength"/>, but a hyphen may follow, as in the range <c>T012-T015</c>, or a script that is written without
    /// blanks.</summary>
    public int ListedIdLength(ReadOnlySpan<char> text) =>
        Longest(text, character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private int Longest(ReadOnlySpan<char> text, Func<char, bool> goesOn)
    {
        var longest = 0;
        foreach (var prefix in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                longest = Math.Max(longest, IdLength(text, prefix, goesOn));
            }
        }

        return longest;
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static int IdLength(ReadOnlySpan<char> text, string prefix, Func<char, bool> goesOn)
    {
        var at = prefix.Length;
        if (at < text.Length && (prefix[^1] == '-' ? char.IsAsciiLetter(text[at]) : text[at] == '-'))
        {
            at++;
        }

        var digits = Digits(text[at..]);
        if (digits is 0 or > MostDigits)
        {
            return 0;
        }

        at += digits;
        var end = Ends(text, at, goesOn) ? at : 0;
        if (at < text.Length && char.IsAsciiLetter(text[at]) && Ends(text, at + 1, goesOn))
        {
            end = ++at;
        }

        while (end == at && at < text.Length && text[at] == '.' && Digits(text[(at + 1)..]) is var part and > 0 and <= 3)
        {
            at += 1 + part;
            end = Ends(text, at, goesOn) ? at : end;
        }

        return end;
    }

    private static bool Ends(ReadOnlySpan<char> text, int at, Func<char, bool> goesOn) => at == text.Length || !goesOn(text[at]);

    private static int Digits(ReadOnlySpan<char> text)
    {
        var other = text.IndexOfAnyExceptInRange('0', '9');
        return other < 0 ? text.Length : other;
    }

    private static bool IsPrefix(string prefix) =>
        prefix.Length > 0
        && char.IsAsciiLetter(prefix[0])
        && (char.IsAsciiLetter(prefix[^1]) || prefix[^1] == '-')
        && prefix.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
