using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EndToEnd.Charts;

/// <summary>What the chart says about itself. `SPECKIT_ASYNC_UPDATE=1 dotnet test` writes what is generated.</summary>
public sealed partial class DocumentationTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Begin = "<!-- values: generated from values.yaml -->\n";
    private const string End = "<!-- end of values -->\n";

    private static readonly string Readme = Path.Combine(ChartFiles.Chart, "README.md");

    [Fact]
    public void The_README_lists_the_values_as_they_are()
    {
        var table = new ValuesTable(ValueLines());
        table.Undocumented.ShouldBeEmpty();
        var readme = File.ReadAllText(Readme);
        var from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = readme.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("SPECKIT_ASYNC_UPDATE") == "1")
        {
            File.WriteAllText(Readme, readme[..from] + table + readme[to..]);
            return;
        }

        readme[from..to].ShouldBe(table.ToString(), "Run the tests with SPECKIT_ASYNC_UPDATE=1 and commit README.md.");
    }

    [Fact]
    public void The_chart_carries_its_own_values_as_a_file_that_templates_can_compare_with()
    {
        string[] parts = ["agent", "budget", "clone", "courier", "delivery", "git", "model", "pod", "timeouts", "serviceAccount", "task"];
        var values = YamlObjects.Of(string.Join('\n', ValueLines())).Single();
        var own =
            new JsonObject(parts.Select(part => KeyValuePair.Create(part, (JsonNode?)values[part]!.DeepClone()))).ToJsonString(Readable)
            + "\n";
        var file = Path.Combine(ChartFiles.Chart, "files", "values.json");
        if (Environment.GetEnvironmentVariable("SPECKIT_ASYNC_UPDATE") == "1")
        {
            File.WriteAllText(file, own);
            return;
        }

        File.ReadAllText(file).ShouldBe(own, "Run the tests with SPECKIT_ASYNC_UPDATE=1 and commit files/values.json.");
    }

    [Fact]
    public void A_release_publishes_what_differs_and_nothing_else()
    {
        Published("").ShouldBe("{}");
        Published(
                "pod: {image: {tag: '2'}, nodeSelector: {pool: a}, resources: {limits: {cpu: null}}}\ntimeouts: {agent: 2h, clone: 5m}\ndelivery: {denyPaths: [a]}\nclone: {submodules: true}\nrbac: {create: false}"
            )
            .ShouldBe(
                """{"clone":{"submodules":true},"delivery":{"denyPaths":["a"]},"pod":{"image":{"tag":"2"},"nodeSelector":{"pool":"a"},"resources":{"limits":{"cpu":null}}},"timeouts":{"clone":"5m"}}"""
            );

        static string Published(string values) =>
            Helm.Template(values, "--show-only", "templates/task-defaults.yaml").Objects().Single()["data"]![
                "values.json"
            ]!.GetValue<string>();
    }

    [Fact]
    public void Models_that_the_documents_and_the_releases_name_are_ones_that_OpenCode_knows()
    {
        var texts = Directory
            .EnumerateFiles(Path.Combine(ChartFiles.Root, "releases"), "values.yaml", SearchOption.AllDirectories)
            .Concat([Readme, Path.Combine(ChartFiles.Root, "docs/platform.md")])
            .Select(File.ReadAllText);
        List<string> names =
        [
            .. texts.SelectMany(text => ModelName().Matches(text)).Select(match => match.Groups["name"].Value).Distinct(),
        ];
        names.Count.ShouldBeGreaterThan(2);
        var program = File.ReadAllBytes(OpenCode.OpenCodeProgram.Binary);
        names.Where(name => program.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{name}\"")) < 0).ShouldBeEmpty();
    }

    [Fact]
    public void Schema_and_values_have_the_same_keys_and_the_schema_is_closed()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(ChartFiles.Chart, "values.schema.json")))!.AsObject();
        var values = YamlObjects.Of(string.Join('\n', ValueLines())).Single();
        Differences(schema, values, "values").ShouldBeEmpty();
    }

    [Fact]
    public void Every_example_of_the_README_renders()
    {
        var examples = File.ReadAllText(Readme).Split("```yaml\n")[1..].Select(text => text.Split("```")[0]).ToList();
        examples.Count.ShouldBeGreaterThan(4);
        foreach (var example in examples)
        {
            RestrictedStandard.Objections(Pod.Single(example).Spec).ShouldBeEmpty();
            Helm.Template(example).Output();
        }
    }

    [Fact]
    public void Every_example_of_the_platform_guide_renders_and_the_one_for_Autopilot_asks_for_what_it_limits()
    {
        var examples = File.ReadAllText(Path.Combine(ChartFiles.Root, "docs/platform.md"))
            .Split("```yaml\n")[1..]
            .Select(text => text.Split("```")[0])
            .ToList();
        examples.Count.ShouldBeGreaterThan(5);
        foreach (var example in examples)
        {
            RestrictedStandard.Objections(Pod.Single(example).Spec).ShouldBeEmpty();
        }

        var pod = Pod.Single(examples.Single(example => example.Contains("requestGiB", StringComparison.Ordinal)));
        foreach (var resources in pod.Containers.Select(container => container["resources"]!))
        {
            resources["requests"]!["ephemeral-storage"]!
                .GetValue<string>()
                .ShouldBe(resources["limits"]!["ephemeral-storage"]!.GetValue<string>());
        }

        pod.Environment("agent")["DISK_BUDGET_BYTES"].ShouldBe($"{3L << 30}");
        pod.Spec["containers"]!
            .AsArray()
            .Sum(container =>
                int.Parse(
                    container!["resources"]!["requests"]!["ephemeral-storage"]!.GetValue<string>()[..^2],
                    System.Globalization.CultureInfo.InvariantCulture
                )
            )
            .ShouldBeLessThanOrEqualTo(10);
    }

    [GeneratedRegex(@"provider: (anthropic|openai|openai-compatible)(,|\s)\s*name: (?<name>[a-z0-9.-]+)")]
    private static partial Regex ModelName();

    private static string[] ValueLines() => File.ReadAllLines(Path.Combine(ChartFiles.Chart, "values.yaml"));

    /// <summary>Maps whose keys are the platform's are open on purpose; all others have exactly the keys of values.yaml.</summary>
    private static IEnumerable<string> Differences(JsonObject schema, JsonObject values, string path)
    {
        if (schema["properties"] is not JsonObject known)
        {
            yield break;
        }

        if (schema["additionalProperties"] is not JsonValue closed || closed.GetValue<bool>())
        {
            yield return $"{path} is open";
        }

        foreach (var key in known.Select(entry => entry.Key).Except(values.Select(entry => entry.Key)).Where(_ => values.Count > 0))
        {
            yield return $"{path}.{key} is not in values.yaml";
        }

        foreach (var (key, value) in values)
        {
            if (known[key] is not JsonObject inner)
            {
                yield return $"{path}.{key} is not in the schema";
            }
            else if (value is JsonObject map)
            {
                foreach (var difference in Differences(inner, map, $"{path}.{key}"))
                {
                    yield return difference;
                }
            }
        }
    }
}
