using SpecKitExtension.Rendering;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Rendering;

public sealed class TemplateTests : IDisposable
{
    private static readonly Dictionary<string, object?> Model = new()
    {
        ["id"] = "T012",
        ["list"] = new[] { "a", "b" },
        ["none"] = Array.Empty<string>(),
        ["empty"] = "",
        ["zero"] = 0,
    };

    private readonly string _project = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_project, recursive: true);

    [Theory]
    [InlineData("{{ id }}{{ for item in list }} <{{ item }}>{{ end }}\n", "<&\"'`{{ x }} <a> <b>\n")]
    [InlineData("a\n  {{~ for item in list ~}}\n  {{ item }}\n  {{~ end ~}}\nb", "a\n  a\n  b\nb")]
    [InlineData("{{ if id }}yes{{ else }}no{{ end }} {{ id | string.upcase | string.contains 'X' }}", "yes true")]
    [InlineData("{{ list.size }} {{ for item in list }}{{ item }}{{ if !for.last }}, {{ end }}{{ end }}", "2 a, b")]
    public void Text_appears_as_it_is(string text, string rendered) =>
        TextTemplate.ForText(Source(text)).Render(new Dictionary<string, object?>(Model) { ["id"] = "<&\"'`{{ x }}" }).ShouldBe(rendered);

    [Fact]
    public void Every_value_of_a_yaml_template_is_a_quoted_scalar() =>
        TextTemplate
            .ForYaml(
                Source(
                    "a: {{ id }}\nb: {{ empty }}\nc: {{ zero }}\nd: {{ id == 1 }}\ne: {{ list }}\nf: {{ 'x\ny: z' }}\n{{ if empty }}g{{ end }}"
                )
            )
            .Render(new Dictionary<string, object?>(Model) { ["id"] = "T012\n- \"x\": {{ y }}" })
            .ShouldBe(
                "a: \"T012\\n- \\\"x\\\": {{ y }}\"\nb: \"\"\nc: \"0\"\nd: \"false\"\ne: \"[\\\"a\\\", \\\"b\\\"]\"\nf: \"x\\ny: z\"\n"
            );

    [Fact]
    public void A_model_holds_no_null_because_the_engine_writes_nothing_for_it() =>
        Should.Throw<ArgumentNullException>(() =>
            TextTemplate.ForYaml(Source("a: {{ id }}")).Render(new Dictionary<string, object?> { ["id"] = null })
        );

    [Theory]
    [InlineData("empty")]
    [InlineData("zero")]
    [InlineData("none")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_empty_is_not_there(string value) =>
        TextTemplate
            .ForText(Source($"{{{{ if {value} }}}}yes{{{{ else }}}}no{{{{ end }}}}{{{{ !({value}) }}}}"))
            .Render(Model)
            .ShouldBe("notrue");

    [Theory]
    [InlineData("a\n  {{ missing }}", 2, 6, "`missing` was not found. Known names: empty, id, list, none, zero.")]
    [InlineData("a\n\n{{ if missing }}b{{ end }}", 3, 7, "`missing` was not found.")]
    [InlineData("{{ for item in list }}\n{{ item.name }}{{ end }}", 2, 9, "name")]
    [InlineData("{{ id.length }}", 1, 7, "length")]
    [InlineData("{{ list[9] }}", 1, 9, "")]
    [InlineData("{{ list[9].x }}", 1, 9, "")]
    [InlineData("a\n{{ include 'part' }}", 2, 4, "include")]
    [InlineData("a\n{{ shout id }}", 2, 4, "shout")]
    [InlineData("{{ date.now }}", 1, 4, "date")]
    [InlineData("{{ object.eval 'id' }}", 1, 4, "object")]
    [InlineData("{{ 'a' | regex.match 'a' }}", 1, 10, "regex")]
    [InlineData("{{ 'a' | string.pad_left 9 }}", 1, 17, "pad_left")]
    [InlineData("{{ id = 'T013' }}", 1, 4, "id")]
    public void A_name_that_nobody_knows_is_found_with_line_and_column(string text, int line, int column, string says) =>
        Wrong(text)
            .ShouldSatisfyAllConditions(
                message => message.ShouldStartWith($"sample.md:{line}:{column}: "),
                message => message.ShouldContain(says)
            );

    [Theory]
    [InlineData("a\n{{ if id }}\nb", 2, 12, "<end>")]
    [InlineData("a\n{{ if id }}\n{{ end }}{{ end }}", 3, 15, "<end>")]
    [InlineData("a\n{{ id }}\n{{ id\nb\n", 3, 1, "A {{ has no }}.")]
    [InlineData("a\n  {{ ", 2, 3, "A {{ has no }}.")]
    [InlineData("a {{", 1, 3, "A {{ has no }}.")]
    [InlineData("a\n{{ id (b }}\n", 2, 10, "")]
    [InlineData("a\n{{ for x }}b{{ end }}\n", 2, 4, "")]
    public void A_syntax_error_is_found_with_line_and_column(string text, int line, int column, string says) =>
        Wrong(text)
            .ShouldSatisfyAllConditions(
                message => message.ShouldStartWith($"sample.md:{line}:{column}: "),
                message => message.ShouldContain(says)
            );

    [Theory]
    [InlineData("a\n {{#if id}}b{{/if}}", 2, 2, "`{{#if id}}`")]
    [InlineData("{{id}}\n{{ /each }}", 2, 1, "`{{ /each }}`")]
    [InlineData("{{^id}}", 1, 1, "`{{^id}}`")]
    [InlineData("{{~#each list~}}", 1, 1, "`{{~#each list~}}`")]
    [InlineData("a {{> part}}", 1, 3, "`{{> part}}`")]
    [InlineData("{{{id}}}", 1, 1, "`{{{id}}}`")]
    [InlineData("{{!-- a --}}", 1, 1, "`{{!-- a --}}`")]
    public void A_template_in_the_old_spelling_is_told_the_new_one(string text, int line, int column, string tag) =>
        Wrong(text)
            .ShouldBe(
                $"sample.md:{line}:{column}: {tag} is spelled in another way: write {{{{ if story }}}} … {{{{ else }}}} … {{{{ end }}}}, {{{{ for file in files }}}} {{{{ file }}}} {{{{ end }}}}, and no third brace."
            );

    [Theory]
    [InlineData("{{ while true }}{{ end }}")]
    [InlineData("{{ while true }}a{{ end }}")]
    [InlineData("{{ for i in 1..1000000000 }}{{ end }}")]
    [InlineData("{{ for i in 1..5000 }}{{ for j in 1..5000 }}{{ for k in 1..5000 }}{{ end }}{{ end }}{{ end }}")]
    [InlineData("{{ for i in 1..5000 }}{{ for j in 1..5000 }}x{{ end }}{{ end }}")]
    [InlineData("{{ 'a' * 100000000 }}")]
    [InlineData("{{ x = 'aa'; for i in 1..60; x = x + x; end; x }}")]
    [InlineData("{{ x = [1]; for i in 1..60; x = x + x; end; x }}")]
    [InlineData("{{ x = [1]; for i in 1..60; x = x + x; end; x.size }}")]
    [InlineData("{{ x = {}; for i in 1..60; x = { a: x, b: x }; end; x }}")]
    [InlineData("{{ x = 2; for i in 1..60; x = x * x; end; x }}")]
    [InlineData("{{ 1 << 2000000000 }}")]
    [InlineData("{{ func f; f; end; f }}")]
    [InlineData("{{ func f; f + f; end; f }}")]
    [InlineData("{{ capture x; for i in 1..90000; '" + Long + "'; end; end; x }}")]
    public void Every_template_comes_to_an_end(string text)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        Wrong(text).ShouldStartWith("sample.md:1:");
        clock.Elapsed.ShouldBeLessThan(TextTemplate.TimeLimit * 20);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(2_000_000_000);
    }

    [Theory]
    [InlineData("{{ ", "(", " }}")]
    [InlineData("{{ ", "[", " }}")]
    [InlineData("{{ ", "-", "1 }}")]
    [InlineData("{{ ", "{a:", " }}")]
    [InlineData("", "{{ if id }}", "")]
    [InlineData("", "{{ func f; ", "}}")]
    [InlineData("{{ id", " | string.upcase", " }}")]
    [InlineData("{{ 1", " + 1", " }}")]
    [InlineData("{{ id", ".a", " }}")]
    [InlineData("{{ if id }}a", "{{ else if id }}", "{{ end }}")]
    public void A_deep_template_is_an_error_and_no_end_of_the_program(string start, string nested, string end) =>
        Wrong(start + string.Concat(Enumerable.Repeat(nested, 1024 * 1024 / nested.Length)) + end).ShouldStartWith("sample.md:1:");

    [Fact]
    public void A_project_replaces_prompts_but_never_what_helm_gets()
    {
        Write("task-prompt.md", "\ufeffDo {{ id }}.\r\n");
        Write("helm-values.yaml", "tasks: []");
        var templates = new TemplateFolder(_project);
        new PromptRenderer(templates).Render(Samples.Prompt(Samples.Task())).ShouldBe("Do T012.\n");
        templates.Read(TemplateFolder.HelmValues).ShouldBe(Samples.Embedded.Read(TemplateFolder.HelmValues));
        templates.Unused.ShouldBe(["helm-values.yaml"]);
    }

    [Fact]
    public void A_mistake_in_a_projects_template_names_its_file()
    {
        var file = Write("task-prompt.md", "a\n{{ taskId }}");
        Should
            .Throw<TemplateException>(() => new PromptRenderer(new(_project)).Render(Samples.Prompt(Samples.Task())))
            .Message.ShouldStartWith($"{file}:2:4: The variable or function `taskId` was not found. Known names: description, ");
    }

    [Fact]
    public void A_template_that_is_a_link_or_behind_one_is_not_read()
    {
        var file = Write("task-prompt.md", "x");
        File.Delete(file);
        File.CreateSymbolicLink(file, "/dev/zero");
        Reading()
            .ShouldBe(
                $"{file}: .specify/async/templates/task-prompt.md is a link, and nothing is read through one. Put the file itself there. Without a file there the tool's own template is used."
            );
        File.Delete(file);
        Directory.Move(Path.Combine(_project, ".specify"), Path.Combine(_project, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(_project, ".specify"), "elsewhere");
        Reading().ShouldContain(": .specify is a link");
    }

    [Fact]
    public void A_template_that_is_too_long_a_folder_or_no_text_is_not_read()
    {
        var file = Write("task-prompt.md", new string('x', 1024 * 1024 + 1));
        Reading().ShouldContain("more than 1,024 KiB");
        File.WriteAllBytes(file, [0x61, 0xff]);
        Reading().ShouldContain("not UTF-8");
        File.Delete(file);
        Directory.CreateDirectory(file);
        Reading().ShouldContain("It is a folder.");
    }

    [Fact]
    public void A_project_without_a_template_folder_gets_the_tools_own() =>
        new TemplateFolder(_project).ShouldSatisfyAllConditions(
            templates => templates.Unused.ShouldBeEmpty(),
            templates => templates.Read(TemplateFolder.TaskPrompt).Shown.ShouldBe("task-prompt.md")
        );

    [Fact]
    public void The_templates_readme_lists_every_name_a_project_may_use()
    {
        var readme = EmbeddedText
            .Read("README.md")
            .Split('\n')
            .Where(line => line.StartsWith("| `{{"))
            .Select(line => line.Split('`')[1].Trim('{', '}', ' '));
        readme.ShouldBe([
            .. PromptRenderer.Model(Samples.Prompt(Samples.Task())).Keys,
            .. PromptRenderer.Model(Samples.Task(), Samples.Found).Keys,
            .. CommitMessage.Model(Samples.Task(), Samples.Feature, "").Keys,
            .. Reporting.SampleReport.Model().Keys,
        ]);
    }

    private const string Long =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    private static string Wrong(string text) =>
        Should.Throw<TemplateException>(() => TextTemplate.ForText(Source(text)).Render(Model)).Message;

    private string Reading() => Should.Throw<TemplateException>(() => new TemplateFolder(_project).Read(TemplateFolder.TaskPrompt)).Message;

    private string Write(string name, string text)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_project, TemplateFolder.Folder)).FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static Template Source(string text) => new("sample.md", text, "sample.md");
}
