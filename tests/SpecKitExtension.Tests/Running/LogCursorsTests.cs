using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

public sealed class LogCursorsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("agent-t001-f-abc:0")]
    [InlineData("agent-t001-f-abc:48,agent-t002-f-abc-2:7")]
    public void A_cursor_survives_the_way_to_the_caller_and_back(string cursor) => LogCursors.TryParse(cursor)!.ToString().ShouldBe(cursor);

    [Fact]
    public void Order_and_blanks_do_not_matter() => LogCursors.TryParse(" b:2 , a:1,").ShouldNotBeNull().ToString().ShouldBe("a:1,b:2");

    [
        Theory,
        InlineData("x"),
        InlineData("a:-1"),
        InlineData("a:1:2"),
        InlineData("a:one"),
        InlineData("a:99999999999"),
        InlineData("a:+1"),
        InlineData("a:1.5")
    ]
    public void Anything_else_is_no_cursor(string text) => LogCursors.TryParse(text).ShouldBeNull();
}
