using SpecKitExtension.Rendering;

namespace SpecKitExtension.Tests.Rendering;

public sealed class TemplateTests : IDisposable
{
    private static readonly Dictionary<string, object?> Model = new() { ["id"] = "T012", ["list"] = new[] { "a", "b" }, ["empty"] = "" };

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Text_appears_as_it_is() =>
        TextTemplate.ForText(Source("{{id}} {{{id}}}{{#each list}} <{{this}}>{{/each}}\n")).Render(new Dictionary<string, object?>(Model) { ["id"] = "<&\"'`" })
            .ShouldBe("<&\"'` <&\"'` <a> <b>\n");

    [Theory]
    [InlineData("a\n{{missing}}", 2, "There is no `missing` here. Known names: empty, id, list.")]
    [InlineData("a\n\n{{#if missing}}b{{/if}}", 3, "There is no `missing` here.")]
    [InlineData("{{#each list}}\n{{this.name}}{{/each}}", 2, "There is no `name` here.")]
    [InlineData("{{!-- {{missing}} --}}\n{{id}}\n{{#each missing}}{{/each}}", 3, "There is no `missing` here.")]
    [InlineData("a\n{{> part}}", 2, "part")]
    [InlineData("a\n{{#shout id}}x{{/shout}}", 2, "shout")]
    public void A_name_that_nobody_knows_is_found_with_its_line(string text, int line, string says) =>
        Should.Throw<TemplateException>(() => TextTemplate.ForText(Source(text)).Render(Model)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldStartWith($"sample.md:{line}: "),
            message => message.ShouldContain(says));

    [Theory]
    [InlineData("a\n{{#if id}}\nb", 2, "{{#if id}} is not closed.")]
    [InlineData("a\n{{#if id}}\n{{/each}}", 3, "{{/each}} closes {{#if id}} of line 2.")]
    [InlineData("a\n\nb{{/if}}", 3, "{{/if}} closes nothing.")]
    [InlineData("a\n{{id}}\n{{id\nb\n", 3, "A {{ has no }}.")]
    [InlineData("a\n{{}}", 2, "This is no Handlebars")]
    [InlineData("a\n{{#each}}x{{/each}}\n", 2, "This is no Handlebars")]
    [InlineData("a\n{{id (b}}\n", 2, "This is no Handlebars")]
    public void A_syntax_error_is_found_with_its_line(string text, int line, string says) =>
        Should.Throw<TemplateException>(() => TextTemplate.ForText(Source(text))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldStartWith($"sample.md:{line}: "),
            message => message.ShouldContain(says));

    [Theory]
    [InlineData("{{{id}}}")]
    [InlineData("a: 1\n{{& id}}")]
    [InlineData("a: 1\n{{~{id}~}}")]
    [InlineData("{{{{id}}}}")]
    public void A_yaml_template_cannot_ask_for_raw_output(string text) =>
        Should.Throw<TemplateException>(() => TextTemplate.ForYaml(Source(text))).Message.ShouldContain("quoted only");

    [Fact]
    public void A_project_replaces_prompts_but_never_what_helm_gets()
    {
        File.WriteAllText(Path.Combine(_folder, "task-prompt.md"), "Do {{id}}.\r\n");
        File.WriteAllText(Path.Combine(_folder, "helm-values.yaml"), "tasks: []");
        var templates = new TemplateFolder(_folder);
        new PromptRenderer(templates).Render(Samples.Prompt(Samples.Task())).ShouldBe("Do T012.\n");
        templates.Read(TemplateFolder.HelmValues).ShouldBe(Samples.Embedded.Read(TemplateFolder.HelmValues));
        templates.Unused.ShouldBe(["helm-values.yaml"]);
    }

    [Fact]
    public void A_mistake_in_a_projects_template_names_its_file()
    {
        File.WriteAllText(Path.Combine(_folder, "task-prompt.md"), "a\n{{taskId}}");
        Should.Throw<TemplateException>(() => new PromptRenderer(new(_folder)).Render(Samples.Prompt(Samples.Task())))
            .Message.ShouldStartWith($"{Path.Combine(_folder, "task-prompt.md")}:2: There is no `taskId` here. Known names: description, ");
    }

    [Fact]
    public void A_project_without_a_template_folder_gets_the_tools_own() =>
        new TemplateFolder(Path.Combine(_folder, "none")).ShouldSatisfyAllConditions(
            templates => templates.Unused.ShouldBeEmpty(),
            templates => templates.Read(TemplateFolder.TaskPrompt).Shown.ShouldBe("task-prompt.md"));

    [Fact]
    public void The_templates_readme_lists_every_name_a_project_may_use()
    {
        var readme = ReadMe().Split('\n').Where(line => line.StartsWith("| `{{")).Select(line => line.Split('`')[1].Trim('{', '}'));
        readme.ShouldBe([.. PromptRenderer.Model(Samples.Prompt(Samples.Task())).Keys, .. CommitMessage.Model(Samples.Task(), Samples.Feature, "").Keys, .. Reporting.SampleReport.Model().Keys]);
    }

    private static string ReadMe()
    {
        using var stream = typeof(TemplateFolder).Assembly.GetManifestResourceStream("Templates/README.md");
        using var reader = new StreamReader(stream.ShouldNotBeNull());
        return reader.ReadToEnd();
    }

    private static Template Source(string text) => new("sample.md", text, "sample.md");
}
