namespace SpecKitExtension.Reporting;

/// <summary>What text is written for: a terminal with its abilities, or a file that takes lines of any length.</summary>
/// <param name="Width">Columns of the terminal; null where lines may have any length.</param>
/// <param name="Unicode">Whether more than ASCII can be drawn with.</param>
/// <param name="Colours">Whether colours are seen and wanted.</param>
internal sealed record Screen(int? Width, bool Unicode, bool Colours)
{
    /// <summary>A file, or another program.</summary>
    public static readonly Screen File = new(null, Unicode: true, Colours: false);

    /// <summary>What stands for a text's missing rest.</summary>
    public string Ellipsis => Unicode ? "…" : "...";

    /// <summary>What stands between two facts of a line.</summary>
    public string Dot => Unicode ? "·" : "-";

    /// <summary>A text in a colour, where there are colours.</summary>
    /// <param name="text">The text.</param>
    /// <param name="colour">The number of an ANSI colour; null leaves the text as it is.</param>
    public string Paint(string text, int? colour) => Colours && colour is not null && text.Length > 0 ? $"\e[{colour}m{text}\e[0m" : text;
}
