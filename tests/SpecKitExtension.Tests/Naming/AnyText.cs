using FsCheck;
using FsCheck.Fluent;

namespace SpecKitExtension.Tests.Naming;

/// <summary>Text as nobody would write it on purpose.</summary>
internal static class AnyText
{
    private static readonly string[] Pieces =
    [
        "a",
        "Z",
        "0",
        " ",
        "  ",
        "-",
        "--",
        ".",
        "..",
        ".lock",
        "/",
        "//",
        "\\",
        "@",
        "@{",
        "~",
        "^",
        ":",
        "?",
        "*",
        "[",
        "]",
        "{",
        "}",
        "{{",
        "'",
        "\"",
        "`",
        "$(id)",
        "\t",
        "\n",
        "\r",
        "\0",
        "\u001b[31m",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ud83d",
        "\ude00",
        "😀",
        "👩‍👩‍👧",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "日本",
        "salvage",
        "-salvage-1",
        "async",
        "T012",
        "HEAD",
        "refs/heads/",
        "specs",
        "#",
        "%",
        "<",
        ">",
        "&",
        "|",
        "!",
        "~",
        "null",
        "true",
        "0x1f",
        "1e3",
        "---",
        "...",
    ];

    private static readonly Gen<string> Text =
        from pieces in Gen.OneOf(Gen.Elements(Pieces), Gen.Choose(0, 0xffff).Select(code => ((char)code).ToString())).ListOf()
        select string.Concat(pieces);

    /// <summary>Any string, the empty one and those that are no valid UTF-16 included.</summary>
    public static Arbitrary<string> Arbitrary { get; } = Text.ToArbitrary();

    /// <summary>Checks a property of any string.</summary>
    public static void Holds(Action<string> property) => Prop.ForAll(Arbitrary, property).QuickCheckThrowOnFailure();

    /// <summary>Checks a property of any three strings.</summary>
    public static void Holds(Action<string, string, string> property) =>
        Prop.ForAll(Arbitrary, Arbitrary, Arbitrary, property).QuickCheckThrowOnFailure();
}
