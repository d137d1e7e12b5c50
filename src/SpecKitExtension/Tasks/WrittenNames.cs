using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Words in which every name is one character, so that patterns can speak of names.</summary>
internal sealed class WrittenNames
{
    /// <summary>Stands for a name.</summary>
    public const char Name = '\uE001';

    /// <summary>Stands for words that may be a name.</summary>
    public const char Vague = '\uE002';

    /// <summary>A pattern for names in a row.</summary>
    public const string List = "\uE001(?: ?(?:, ?and|,|and|or|&|/|;|\\+) ?\uE001)*";

    private WrittenNames(string text, List<Named> all) => (Text, All, Names) = (text, all, all.FindAll(name => !name.IsVague));

    /// <summary>The words, with one blank where there were several, without emphasis and backticks.</summary>
    public string Text { get; }

    /// <summary>The names, in order.</summary>
    public List<Named> Names { get; }

    /// <summary>The names and what may be one, in order.</summary>
    public List<Named> All { get; }

    /// <param name="words">The words.</param>
    /// <param name="index">What they may name.</param>
    /// <param name="titles">Whether phases may be named by their titles too.</param>
    public static WrittenNames Of(string words, NameIndex index, bool titles)
    {
        StringBuilder plain = new(words.Length);
        foreach (var character in words)
        {
            if (character is not ('*' or '`' or Name or Vague) && !(character is ' ' or '\t' && plain is [.., ' ']))
            {
                plain.Append(character == '\t' ? ' ' : character);
            }
        }

        var text = plain.Replace("__", "").ToString().Trim();
        var names = index.In(text, titles);
        StringBuilder written = new(text.Length);
        var behind = 0;
        foreach (var name in names)
        {
            written.Append(text, behind, name.Start - behind).Append(name.IsVague ? Vague : Name);
            behind = name.End;
        }

        return new(written.Append(text, behind, text.Length - behind).ToString(), names);
    }

    /// <summary>The names that stand in a part of <see cref="Text"/>.</summary>
    public IEnumerable<Named> In(int start, int length) =>
        Names.Skip(Text.AsSpan(0, start).Count(Name)).Take(Text.AsSpan(start, length).Count(Name));
}
