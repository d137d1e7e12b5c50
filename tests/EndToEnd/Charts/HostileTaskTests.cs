namespace EndToEnd.Charts;

/// <summary>Titles, branches and paths are other people's text: it arrives as it is and means nothing to YAML, helm or
/// Kubernetes.</summary>
public sealed class HostileTaskTests
{
    private static readonly string LongTitle = string.Concat(Enumerable.Repeat("🫨👩‍🚀", 40));

    public static TheoryData<string> Texts =>
        [
            "x,pod.image.repository=evil",
            """{a} "quoted" 'single' \ back `tick` [list] & *anchor !tag %directive @at #comment: - value""",
            "$(TASK_ID) $(HOME) $$(HOME) $$$ $ ${HOME} $(id) `id`",
            "{{ .Values.pod }} {{ fail \"x\" }}",
            "one\n---\napiVersion: v1\nkind: Secret\r\n\ttwo\n\n",
            "\u0001\u001b[31m \u007f\u0080\u0085\u009f \u00a0\u00ad\u2028\u2029\ufeff\ufffe\uffff end",
            " leading and trailing ",
            "true",
            "012",
            "~",
            LongTitle,
        ];

    [Theory, MemberData(nameof(Texts))]
    public void Any_text_arrives_exactly(string text)
    {
        var encoded = SampleTask.Base64(text);
        var values =
            "tasks:\n"
            + SampleTask.Item(
                "T012",
                ("base64", $"{{branch: {encoded}, commitMessage: {encoded}, repo: {encoded}, contextDir: {encoded}}}")
            );
        ShouldArrive(text, values);
    }

    [Theory, MemberData(nameof(Texts))]
    public void Any_text_that_helm_can_check_arrives_exactly_in_plain_values(string text)
    {
        // Helm turns values into YAML without escapes before it checks them against a schema.
        var checkable = string.Concat(
            text.Where(character => character is not ((>= '\u007f' and <= '\u009f' and not '\u0085') or '\ufffe' or '\uffff'))
        );
        var quoted = SampleTask.Quote(checkable);
        ShouldArrive(
            checkable,
            "tasks:\n" + SampleTask.Item("T012", ("branch", quoted), ("commitMessage", quoted), ("repo", quoted), ("contextDir", quoted))
        );
    }

    [Theory, InlineData("T001", "agent-t001-abcdefghij"), InlineData("TDD-001", "agent-tdd-001-abcdefghij")]
    public void Upper_case_ids_stay_what_they_are(string id, string name)
    {
        var pod = Pod.Of($"tasks:\n{SampleTask.Item(id)}").ShouldHaveSingleItem();
        pod.Name.ShouldBe(name);
        pod.Label("speckit-async/task").ShouldBe(id);
        Pod.Of($"task: {{id: {id}, repo: r, branch: b, contextDir: specs/1}}")
            .ShouldHaveSingleItem()
            .Name.ShouldStartWith($"agent-{id.ToLowerInvariant()}-");
    }

    [Fact]
    public void The_largest_prompt_arrives()
    {
        var prompt = Convert.ToBase64String(new byte[190_000]);
        Pod.Of("tasks:\n" + SampleTask.Item("T012", ("promptBase64", prompt)))
            .ShouldHaveSingleItem()
            .Annotation("speckit-async/prompt-base64")
            .ShouldBe(prompt);
    }

    private static void ShouldArrive(string text, string values)
    {
        var manifest = Helm.Pods(values).Output();
        foreach (var pod in new[] { new Pod(Kubectl.Read(manifest).Single()), new Pod(YamlObjects.Of(manifest).Single()) })
        {
            pod.Annotation("speckit-async/branch").ShouldBe(text);
            pod.Environment("agent")["GIT_BRANCH"].ShouldBe(text);
            pod.Environment("clone")["GIT_REPO"].ShouldBe(text);
            pod.Environment("courier")["COMMIT_MESSAGE"].ShouldBe(text);
            pod.Environment("courier")["SPECIFY_FEATURE_DIRECTORY"].ShouldBe(text);
            pod.Container("agent")["image"]!.GetValue<string>().ShouldStartWith("localhost/agentic-sdlc-opencode:");
        }
    }
}
