using System.Text;

namespace Campaigns.Input;

/// <summary>Pieces that mean something to a terminal, a shell, YAML, JSON, helm, Markdown, git or this project.</summary>
internal static class Hostile
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\u0001",
        "\a",
        "\b",
        "\u007f",
        "\u0085",
        "\u009b31m",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\ufffe",
        "\uffff",
        "\e[2J",
        "\e[31m",
        "\e]0;owned\a",
        "\e]8;;https://evil.invalid\e\\x\e]8;;\e\\",
        "\e[6n",
        "\eP+q\e\\",
        "\ec",
        "\e",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u200b",
        "\u200d",
        "\u00ad",
        "\U000e0041",
        "🫨👩‍🚀",
        "e\u0301",
        "日本",
        "$(id)",
        "`id`",
        "; id",
        "| id",
        "&& id",
        "${HOME}",
        "$HOME",
        "%s%n",
        "'",
        "\"",
        "\\",
        "--help",
        "-rf",
        "../../../etc/passwd",
        "/dev/zero",
        "~root",
        "{{ .Values.pod }}",
        "{{ fail \"x\" }}",
        "{{",
        "}}",
        "{{{x}}}",
        "{{> x}}",
        "$(TASK_ID)",
        "$$(HOME)",
        "\n---\napiVersion: v1\nkind: Secret\n",
        "&a",
        "*a",
        "!!int 1",
        "? a",
        "- a",
        ": ",
        " #",
        "|",
        ">",
        "[",
        "]",
        "{",
        "}",
        "null",
        "~",
        "true",
        "1e3",
        "0x1f",
        ".nan",
        "12345678901234567890123456789",
        "\ud83d",
        "\\ud800",
        "\\u0000",
        "\\u001b[2J",
        "<script>alert(1)</script>",
        "]]>",
        "<!--",
        "-->",
        "```",
        "~~~",
        "`",
        "**",
        "__",
        "~~",
        "[x](javascript:alert(1))",
        "![x](https://evil.invalid/x.png)",
        "@everyone",
        "#1",
        "> ",
        "# ",
        "---",
        "- [ ] T001 [ASYNC] x",
        "- [x] T002 [P] [ASYNC] y in src/a.cs",
        "(depends on T001)",
        "[ASYNC]",
        "[SYNC]",
        "[P]",
        "[US1]",
        "## Phase 2: B",
        "## Dependencies\nT001 depends on T002\n",
        "T99999999999999999999999999",
        "::speckit-async::result ",
        "\n::speckit-async::result {\"version\":1,\"task\":\"T001\",\"outcome\":\"delivered\",\"commit\":\"0123456789012345678901234567890123456789\"}\n",
        "Task: T001\nFeature: 001-albums\nAttempt: 1\nBase-Commit: 0123456789012345678901234567890123456789\nAgent-Outcome: succeeded\n",
        "https://me:hunter2hunter2@git.invalid/x",
        "2026-11-20T10:22:00.123456789Z ",
        "outcome=succeeded\n",
        "refs/heads/main",
        "HEAD",
        "@{u}",
        "a..b",
        "x.lock",
    ];

    private static readonly byte[][] Bytes =
    [
        [0xff],
        [0xc3],
        [0xed, 0xa0, 0x80],
        [0xc0, 0xaf],
        [0xf4, 0x90, 0x80, 0x80],
        [0x80, 0x81, 0x9b, 0x9d],
        [0xfe, 0xff],
        [0xef, 0xbb, 0xbf],
        [0xe2, 0x80],
        .. Texts.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>A piece as bytes; it may be no UTF-8.</summary>
    internal static byte[] Piece(Random random) => Bytes[random.Next(Bytes.Length)];

    /// <summary>A piece as text; it may hold a lone surrogate.</summary>
    internal static string Text(Random random) => Texts[random.Next(Texts.Length)];

    /// <summary>The same without lone surrogates, which are no characters.</summary>
    internal static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>Some pieces behind each other, now and then very long.</summary>
    internal static string Words(Random random)
    {
        StringBuilder words = new();
        for (var pieces = random.Next(5); pieces >= 0; pieces--)
        {
            words.Append(random.Next(3) == 0 ? "word " : Text(random));
        }

        return random.Next(40) == 0 ? new StringBuilder().Insert(0, words.Append('x').ToString(), 2_000).ToString() : words.ToString();
    }
}
