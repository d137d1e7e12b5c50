using System.Globalization;
using System.Text;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace EndToEnd.Rendering;

public sealed class HelmValuesTests : IDisposable
{
    private static readonly string[] Odd =
    [
        "",
        " ",
        "  a  ",
        "null",
        "~",
        "true",
        "0x1f",
        "1e3",
        "012",
        "2026-11-20",
        "- a",
        "a: b",
        "# a",
        "'",
        "\"",
        "\\",
        "\\n",
        "%",
        "@",
        "`",
        "&a",
        "*a",
        "!!int 1",
        "|",
        ">",
        "[",
        "{",
        "---",
        "...",
        "? a",
        "a\nb",
        "a\r\nb",
        "a\rb",
        "\n",
        "\na\n\n",
        "\t",
        "a\tb",
        "\0",
        "\u0001\u001b[31m",
        "\u007f",
        "\u0080\u0085\u009f\u00a0",
        "\u2028\u2029",
        "a\u202eb\u200d\u2066\U000e0041",
        "\ufeff",
        "a\ufeff",
        "\ufffd",
        "\ufffe",
        "\uffff",
        "😀",
        "👩‍👩‍👧",
        "\U0001fffe\U0001ffff\U0010ffff",
        "é e\u0301 ß 日本 \u202e\u2066",
        "\ue000\uf8ff\ufdd0",
        "{{ .Values.x }}",
        "{{{{",
        "$(id) `id` ${HOME} $HOME",
        "<script>&amp;</script>",
    ];

    private readonly HelmReads _helm = new(schema: false);
    private readonly HelmReads _helmWithSchema = new(schema: true);
    private readonly ValuesRenderer _renderer = new(new TemplateFolder(null));

    // 64 characters a text, surrogates left out.
    private static IEnumerable<string> EveryCharacter =>
        Enumerable
            .Range(0, 0x11000)
            .Chunk(64)
            .Select(codes => string.Concat(codes.Where(code => code is < 0xd800 or > 0xdfff).Select(char.ConvertFromUtf32)));

    public void Dispose()
    {
        _helm.Dispose();
        _helmWithSchema.Dispose();
    }

    [Fact]
    public void Every_character_reaches_helm_unchanged()
    {
        string[] texts = [.. EveryCharacter, .. Odd];
        _helm.Lines(_renderer.Render([], new() { ["texts"] = texts })).Select(HelmReads.Text).ShouldBe(texts);
    }

    [Fact]
    public void Every_character_of_a_task_reaches_a_chart_with_a_schema()
    {
        string[] texts = [.. EveryCharacter, .. Odd];
        Received(texts).ShouldBe(texts);
    }

    [Fact]
    public void Any_text_reaches_helm_unchanged()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] texts = [.. Enumerable.Range(0, 800).Select(_ => Any(random))];
        Received(texts).ShouldBe(texts.Select(WellFormed), $"seed {seed}");
    }

    [Fact]
    public void Other_values_keep_their_names_and_types()
    {
        var overrides = new OrderedDictionary<string, object?>();
        foreach (var odd in Odd.Where(odd => odd.Length > 0))
        {
            overrides[odd] = odd;
        }

        overrides["~flag"] = false;
        overrides["~number"] = 7200;
        overrides["~tree"] = new OrderedDictionary<string, object?> { ["a"] = new[] { "b", "😀\u007f" } };
        var read = _helm
            .Lines(_renderer.Render([], overrides))
            .Select(line => line.Split(' '))
            .ToDictionary(pair => HelmReads.Text(pair[0]), pair => HelmReads.Text(pair[1]), StringComparer.Ordinal);
        read.Count.ShouldBe(overrides.Count);
        Odd.Where(odd => odd.Length > 0).ShouldAllBe(odd => read[odd] == odd);
        (read["~flag"], read["~number"], read["~tree"]).ShouldBe(("false", "7200", "map[a:[b 😀\u007f]]"));
    }

    [Fact]
    public void The_largest_prompts_of_a_wave_fit_into_one_document()
    {
        var prompt = new string('é', PromptRenderer.PromptLimit / 2);
        var values = _renderer.Render([.. Enumerable.Range(1, 20).Select(n => Task($"message {n}", prompt))], null, null);
        _helmWithSchema
            .Lines(values)
            .Select(HelmReads.Text)
            .ShouldBe(Enumerable.Range(1, 20).Select(n => string.Create(CultureInfo.InvariantCulture, $"message {n}")));
    }

    private static string Any(Random random)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(12); pieces > 0; pieces--)
        {
            text.Append(
                random.Next(3) switch
                {
                    0 => Odd[random.Next(Odd.Length)],
                    1 => ((char)random.Next(0x10000)).ToString(),
                    _ => ((char)random.Next(0x100)).ToString(),
                }
            );
        }

        return text.ToString();
    }

    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private IEnumerable<string> Received(string[] texts) =>
        _helmWithSchema.Lines(_renderer.Render([.. texts.Select(text => Task(text, "Do it."))])).Select(HelmReads.Text);

    private static TaskValues Task(string commitMessage, string prompt) =>
        new(
            RepositoryKey.From("/srv/photos.git"),
            new("001-photo-albums"),
            TaskId.FromGrammar("T012"),
            TaskDigest.TryParse("84d55e5c1c9b825c")!,
            1,
            BranchName.TryParse("specs/001-photo-albums/task-012-x-async")!,
            "/srv/photos.git",
            "0123456789abcdef0123456789abcdef01234567",
            "specs/001-photo-albums",
            commitMessage,
            prompt
        );
}
