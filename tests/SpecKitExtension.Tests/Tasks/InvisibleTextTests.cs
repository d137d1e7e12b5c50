using SpecKitExtension.Logs;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Tests.Tasks;

public sealed class InvisibleTextTests
{
    [Theory]
    [InlineData("\u00ad")]
    [InlineData("\u034f")]
    [InlineData("\u115f\u1160")]
    [InlineData("\u17b4\u180e\u180b")]
    [InlineData("\u200b\u200c\u200d")]
    [InlineData("\u2060\u2062\u2063\u2064")]
    [InlineData("\u3164\uffa0\ufeff")]
    [InlineData("\ufe00\ufe01\ufe0e\ufe0f")]
    [InlineData("\ufff0\U0001bca0\U0001d173")]
    [InlineData("\U000e0001\U000e0041\U000e0100\U000e01ef")]
    public void What_no_reader_sees_reaches_neither_prompt_nor_terminal(string hidden)
    {
        var text = $"Write{hidden} one";
        InvisibleText.IsIn(text).ShouldBeTrue();
        PlainText.OneLine(text).ShouldBe("Write one");
        PlainText.Block(text).ShouldBe("Write one");
        Sanitizer.Clean(text).Replace("\ufffd", "").ShouldBe("Write one");
    }

    [Theory]
    [InlineData("\U0001f468\u200d\U0001f469\u200d\U0001f467")]
    [InlineData("\u2764\ufe0f")]
    [InlineData("\u2764\ufe0f\u200d\U0001f525")]
    [InlineData("\U0001f3f3\ufe0f\u200d\U0001f308")]
    [InlineData("\U0001f937\U0001f3fd\u200d\u2640\ufe0f")]
    [InlineData("1\ufe0f\u20e3 \u00a9\ufe0e")]
    public void What_holds_an_emoji_together_stays(string emoji)
    {
        InvisibleText.IsIn(emoji).ShouldBeFalse();
        PlainText.OneLine(emoji).ShouldBe(emoji);
        Sanitizer.Clean(emoji).ShouldBe(emoji);
    }

    [Fact]
    public void Of_many_selectors_behind_an_emoji_one_stays() =>
        PlainText.OneLine("\u2764\ufe0f\ufe0e\ufe01\U000e0120!").ShouldBe("\u2764\ufe0f!");
}
