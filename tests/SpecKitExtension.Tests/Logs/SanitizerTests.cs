using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Tests.Naming;

namespace SpecKitExtension.Tests.Logs;

public sealed class SanitizerTests
{
    [Theory]
    [InlineData("plain text, ümläuts, 写真 🎉", "plain text, ümläuts, 写真 🎉")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\e[31mred\e[0m", "␛[31mred␛[0m")]
    [InlineData("\e]0;title\a", "␛]0;title␇")]
    [InlineData("over\rwrite\b\0", "over␍write␈␀")]
    [InlineData("\u007f", "␡")]
    [InlineData("\u009b31m \u0085", "\ufffd31m \ufffd")]
    [InlineData("\u202eevil\u202c \u2066x\u2069 \u200f \u061c", "\ufffdevil\ufffd \ufffdx\ufffd \ufffd \ufffd")]
    [InlineData("line\u2028and\u2029paragraph", "line and paragraph")]
    [InlineData("tag\U000E0041", "tag\ufffd")]
    public void Nothing_that_a_terminal_would_obey_gets_through(string text, string harmless) => Sanitizer.Clean(text).ShouldBe(harmless);

    [Theory]
    [InlineData("https://me:pass@git.example.com/a.git", "https://***@git.example.com/a.git")]
    [InlineData("10 %\r20https://me:pass@git.example.com/a.git", "10 %␍20https://***@git.example.com/a.git")]
    [InlineData("://me:pass@git.example.com and _https://me:pass@host", "://***@git.example.com and _https://***@host")]
    [InlineData("cloning ssh://git@host/a and https://token@host/b", "cloning ssh://***@host/a and https://***@host/b")]
    [InlineData("ghp_0123456789abcdefghij0123456789abcdef", "***")]
    [InlineData("key=github_pat_11ABCDEFG0123456789_abcdefghijklmnop!", "key=***!")]
    [InlineData("glpat-0123456789abcdefghij", "***")]
    [InlineData("OPENAI_API_KEY=sk-proj-0123456789abcdefghij", "OPENAI_API_KEY=***")]
    [InlineData("xoxb-1234567890-abc", "***")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "***")]
    [InlineData("see https://git.example.com/a@b and mail me@example.com", "see https://git.example.com/a@b and mail me@example.com")]
    [InlineData("sk-short and task-force", "sk-short and task-force")]
    public void What_looks_like_a_credential_is_hidden(string text, string harmless) => Sanitizer.Clean(text).ShouldBe(harmless);

    [Theory]
    [InlineData("one", "two")]
    [InlineData("sk-proj-0123456789abcdefghij", "two")]
    [InlineData("one", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("one", "https://me:pass@git.example.com/a.git")]
    [InlineData("\e[31mred", "two")]
    [InlineData("one", "tab\tand ü")]
    public void Lines_are_cleaned_together_as_each_by_itself(params string[] texts)
    {
        var memory = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"2026-11-20T10:22:00Z {text}\n")));
        List<LogLine> lines = [];
        for (var at = 0; at < memory.Length; at = Array.IndexOf(memory, (byte)'\n', at) + 1)
        {
            lines.Add(
                new("pod", "agent", DateTimeOffset.UnixEpoch, memory.AsMemory(at + 21, Array.IndexOf(memory, (byte)'\n', at) - at - 21))
            );
        }

        Sanitizer.Clean(lines).Select(line => line.Text).ShouldBe(texts.Select(Sanitizer.Clean));
        IReadOnlyList<LogLine> apart = [.. texts.Select(text => new LogLine("pod", "agent", DateTimeOffset.UnixEpoch, text))];
        Sanitizer.Clean(apart).Select(line => line.Text).ShouldBe(texts.Select(Sanitizer.Clean));
    }

    [Fact]
    public void A_long_token_is_hidden_too() =>
        Sanitizer.Clean($"https://oauth:{new string('x', 200_000)}@host").ShouldBe("https://***@host");

    [Fact]
    public void Any_text_comes_out_without_controls_and_stays_as_it_is_the_second_time() =>
        AnyText.Holds(text =>
        {
            var clean = Sanitizer.Clean(text);
            clean.ShouldAllBe(letter => letter == '\t' || !char.IsControl(letter));
            Sanitizer.Clean(clean).ShouldBe(clean);
        });
}
