using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Which text of a task is meant: 16 hexadecimal digits over its id and its words. Boxes, markers, emphasis and dependencies are
/// no words of it.</summary>
internal sealed partial record TaskDigest
{
    private const int Digits = 16;
    private const int FewDigits = 6;
    private const RegexOptions Plain = RegexOptions.CultureInvariant;
    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;

    // Ids as most people write them: what a configuration takes for one must not change what a task is.
    private const string Blank = @"[\s\x1c-\x1f]";
    private const string Id = @"(?:T-?\d[\w.]*|TDD-\d+)";
    private const string Subject = $@"(?:{Id}(?:{Blank}*[-–]{Blank}*{Id})?|Phase{Blank}+\d+|US\d+|User{Blank}+Story{Blank}+\d+)";
    private const string Clause =
        $@"(?:depends{Blank}+on|depends|after|needs|requires|blocked{Blank}+by){Blank}*:?{Blank}*"
        + $"{Subject}(?:{Blank}*(?:,|&|and|,{Blank}*and){Blank}*{Subject})*";

    private static readonly char[] Blanks =
    [
        '\t',
        '\n',
        '\v',
        '\f',
        '\r',
        '\x1c',
        '\x1d',
        '\x1e',
        '\x1f',
        ' ',
        '\x85',
        '\u00a0',
        '\u1680',
        .. Enumerable.Range(0x2000, 11).Select(code => (char)code),
        '\u2028',
        '\u2029',
        '\u202f',
        '\u205f',
        '\u3000',
    ];

    private TaskDigest(string value) => Value = value;

    /// <summary>The sixteen digits.</summary>
    public string Value { get; }

    /// <summary>The first six of them, for names.</summary>
    public string Short => Value[..FewDigits];

    /// <summary>The digest of a task.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="raw">Its raw lines: its own, and those that belong to it.</param>
    public static TaskDigest Of(TaskId id, string raw) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id.Value}\n{Words(id, raw)}")))[..Digits]);

    /// <summary>Reads a digest; null when it is none.</summary>
    public static TaskDigest? TryParse(string? text) => text is not null && Form().IsMatch(text) ? new(text) : null;

    public override string ToString() => Value;

    /// <summary>The words that are hashed.</summary>
    internal static string Words(TaskId id, string raw)
    {
        var lines = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Words);
        var words = Gap().Replace(string.Join(' ', lines), " ").Trim(Blanks);
        if (words.StartsWith(id.Value, StringComparison.OrdinalIgnoreCase) && Boundary().IsMatch(words, id.Value.Length))
        {
            words = Colon().Replace(words[id.Value.Length..], "");
        }

        return End().Replace(words, "");
    }

    private static string Words(string line)
    {
        line = Boxes().Replace(Bullet().Replace(line, "").Trim(Blanks), "");
        line = Emphasis().Replace(Marker().Replace(line, " "), "");
        line = ClauseAtTheEnd().Replace(ClauseInBrackets().Replace(line, " "), "");
        return ClauseAlone().IsMatch(line) ? "" : line;
    }

    [GeneratedRegex(@"\A[0-9a-f]{16}\z", Plain)]
    private static partial Regex Form();

    [GeneratedRegex($@"\A{Blank}*(?:[-*+]|\d+[.)]){Blank}+", Plain)]
    private static partial Regex Bullet();

    [GeneratedRegex($@"\A(?:\[[ xX~-]\]{Blank}*(?:[-*+]{Blank}+)?)+", Plain)]
    private static partial Regex Boxes();

    [GeneratedRegex(@"\[(?:P|SYNC|ASYNC|US\d+)\]", AnyCase)]
    private static partial Regex Marker();

    [GeneratedRegex("[*_`]", Plain)]
    private static partial Regex Emphasis();

    /// <summary>As in <c>(depends on T001, T002)</c>.</summary>
    [GeneratedRegex($@"[(\[]{Blank}*{Clause}{Blank}*[)\]]", AnyCase)]
    private static partial Regex ClauseInBrackets();

    /// <summary>As in <c>… — after T001</c>.</summary>
    [GeneratedRegex($@"{Blank}[-–—]+{Blank}*{Clause}{Blank}*\.?\z", AnyCase)]
    private static partial Regex ClauseAtTheEnd();

    /// <summary>As in <c>- Depends on: T001</c>.</summary>
    [GeneratedRegex($@"\A{Blank}*{Clause}{Blank}*\.?{Blank}*\z", AnyCase)]
    private static partial Regex ClauseAlone();

    [GeneratedRegex($"{Blank}+", Plain)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\G\b", Plain)]
    private static partial Regex Boundary();

    [GeneratedRegex($@"\A{Blank}*:?{Blank}*", Plain)]
    private static partial Regex Colon();

    [GeneratedRegex($@"{Blank}*[:.]\z", Plain)]
    private static partial Regex End();
}
