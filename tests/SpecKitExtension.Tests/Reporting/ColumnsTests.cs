using SpecKitExtension.Reporting;

namespace SpecKitExtension.Tests.Reporting;

public sealed class ColumnsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("album", 5)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("写真", 4)]
    [InlineData("🎉!", 3)]
    public void A_text_is_as_wide_as_a_terminal_draws_it(string text, int columns) => Columns.Of(text).ShouldBe(columns);

    [Theory]
    [InlineData("album", 5, "album")]
    [InlineData("albums", 5, "albu…")]
    [InlineData("an album", 4, "an…")]
    [InlineData("写真アルバム", 6, "写真…")]
    [InlineData("🎉🎉", 3, "🎉…")]
    public void A_long_text_is_cut(string text, int width, string cut) => Columns.Cut(text, width, "…").ShouldBe(cut);

    [Theory]
    [InlineData("one two three", 7, 9, "one two|three")]
    [InlineData("one two three", 3, 9, "one|two three")]
    [InlineData("specs/001-photo-albums is long", 8, 8, "specs/001-photo-albums|is long")]
    [InlineData("", 8, 8, "")]
    public void Lines_break_between_words(string text, int first, int width, string lines) =>
        string.Join('|', Columns.Wrap(text, first, width)).ShouldBe(lines);
}
