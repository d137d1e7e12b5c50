using System.Text.RegularExpressions;

namespace SpecKitExtension.Rendering;

/// <summary>One <c>{{…}}</c> of a template that is no comment.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Text">The tag as written.</param>
/// <param name="Sigil"><c>#</c> or <c>^</c> opens a block, <c>/</c> closes one; else empty.</param>
/// <param name="Name">The first word, e.g. <c>if</c> or <c>task.id</c>.</param>
internal sealed partial record TemplateTag(int Line, string Text, string Sigil, string Name)
{
    /// <summary>Whether it opens a block; <c>{{^}}</c> alone is an else.</summary>
    public bool Opens => Sigil is "#" or "^" && Name.Length > 0;

    /// <summary>The tags of a template, in order.</summary>
    public static IEnumerable<TemplateTag> In(string template) =>
        from match in Tag().Matches(template)
        where match.Groups["body"].Success
        select new TemplateTag(LineOf(template, match.Index), match.Value, match.Groups["sigil"].Value, match.Groups["name"].Value);

    /// <summary>The line of the first <c>{{</c> that nothing closes, or null.</summary>
    public static int? Unclosed(string template)
    {
        var rest = Tag().Replace(template, match => new string(' ', match.Length - match.Value.Count('\n')) + new string('\n', match.Value.Count('\n')));
        return rest.IndexOf("{{", StringComparison.Ordinal) is >= 0 and var at ? LineOf(rest, at) : null;
    }

    private static int LineOf(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');

    [GeneratedRegex(@"\\\{\{[^}]*\}\}|\{\{(?:~?!--.*?--~?\}\}|~?![^}]*\}\}|(?<body>[{&~\s]*(?<sigil>[#^/]?)\s*\*?(?<name>[^\s}~]*)[^}]*\}\}+))", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
