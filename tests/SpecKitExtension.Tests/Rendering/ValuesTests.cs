using SpecKitExtension.Rendering;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Rendering;

public sealed class ValuesTests
{
    private readonly ValuesRenderer _renderer = new(Samples.Embedded);

    [Fact]
    public void A_wave_is_one_document() =>
        Snapshot.Matches(
            _renderer.Render([
                Samples.Values("T012", "T012: Create album model", "Do it."),
                Samples.Values("T-013", "T-013: \"x\"\n\n- id: evil 😀\u001b", "Do it.", attempt: 2),
                Samples.Values("T014", "T014: \u007f", "Do it."),
            ]),
            extension: "yaml"
        );

    [Fact]
    public void A_release_keeps_the_charts_values_under_its_name() =>
        Snapshot.Matches(
            _renderer.Render(
                [Samples.Values("T012", "", "Do it.")],
                new()
                {
                    ["agent"] = new OrderedDictionary<string, object?>
                    {
                        ["command"] = "echo \"{{ .Values }}\"",
                        ["timeoutSeconds"] = 7200,
                        ["env"] = new[] { "a: b", "" },
                    },
                    ["enabled"] = false,
                    ["nothing"] = null,
                    ["share"] = 0.5m,
                    ["{{x}}: "] = "",
                },
                "agentic-sdlc-orchestrator"
            ),
            extension: "yaml"
        );

    [Fact]
    public void No_tasks_are_an_empty_list() => _renderer.Render([]).ShouldEndWith("  tasks:\n    []\n");

    [Fact]
    public void Overrides_cannot_replace_the_tasks() =>
        Should.Throw<ArgumentException>(() => _renderer.Render([], new() { ["tasks"] = null }));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a \"b\" \\ #: 'c'", "\"a \\\"b\\\" \\\\ #: 'c'\"")]
    [InlineData("\0\t\n\r\u001b\u007f\u0085\u00a0", "\"\\x00\\x09\\n\\x0d\\x1b\\x7f\\x85\\xa0\"")]
    [InlineData("\u2028\u2029\ufeff\ufffe\uffff", "\"\\u2028\\u2029\\ufeff\\ufffe\\uffff\"")]
    [InlineData("a\u202eb\u2066\U000e0041", "\"a\\u202eb\\u2066\\U000e0041\"")]
    [InlineData("é😀👩‍👩‍👧", "\"é😀👩‍👩‍👧\"")]
    [InlineData("{{ .Values }} ${x} *a &b !c", "\"{{ .Values }} ${x} *a &b !c\"")]
    public void Every_text_has_a_yaml_scalar(string text, string scalar) => YamlEncoder.Quote(text).ShouldBe(scalar);

    [Fact]
    public void Half_a_character_becomes_the_replacement_character() => YamlEncoder.Quote("a\ud83db\ude00").ShouldBe("\"a\ufffdb\ufffd\"");
}
