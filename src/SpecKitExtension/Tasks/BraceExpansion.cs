using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Writes <c>src/{album,photo}.py</c> out as the paths it stands for; braces without a comma stay, since they are placeholders.</summary>
internal static class BraceExpansion
{
    private const int MostPaths = 64;
    private const int LongestPart = 200;

    public static string Of(string text)
    {
        StringBuilder expanded = new(text.Length);
        var behind = 0;
        for (var brace = text.IndexOf('{', StringComparison.Ordinal); brace >= 0; brace = NextBrace(text, Math.Max(behind, brace + 1)))
        {
            var start = brace;
            while (start > behind && brace - start < LongestPart && IsPathCharacter(text[start - 1]))
            {
                start--;
            }

            if (Paths(text, start, out var end) is { } paths)
            {
                expanded.Append(text, behind, start - behind).AppendJoin(' ', paths);
                behind = end;
            }
        }

        return behind == 0 ? text : expanded.Append(text, behind, text.Length - behind).ToString();
    }

    private static List<string>? Paths(string text, int start, out int end)
    {
        List<string> paths = [""];
        for (end = start; end < text.Length && (text[end] == '{' || IsPathCharacter(text[end]));)
        {
            if (text[end] == '{')
            {
                if (Choices(text, end, out end) is not { } choices || paths.Count * choices.Length > MostPaths)
                {
                    return null;
                }

                paths = [.. paths.SelectMany(path => choices.Select(choice => path + choice))];
                continue;
            }

            var from = end;
            while (end < text.Length && IsPathCharacter(text[end]))
            {
                end++;
            }

            var part = text[from..end];
            paths = paths.ConvertAll(path => path + part);
        }

        return paths;
    }

    private static string[]? Choices(string text, int brace, out int end)
    {
        var length = text.AsSpan(brace, Math.Min(LongestPart, text.Length - brace)).IndexOf('}');
        end = brace + Math.Max(0, length) + 1;
        var choices = length < 0 ? [] : text[(brace + 1)..(end - 1)].Split(',', StringSplitOptions.TrimEntries);
        return choices.Length > 1 && Array.TrueForAll(choices, choice => choice.Length > 0 && choice.All(IsPathCharacter)) ? choices : null;
    }

    private static int NextBrace(string text, int from) => from < text.Length ? text.IndexOf('{', from) : -1;

    private static bool IsPathCharacter(char character) => char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or '+' or '@' or '/';
}
