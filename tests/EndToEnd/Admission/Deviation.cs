using System.Text.Json.Nodes;
using EndToEnd.Charts;

namespace EndToEnd.Admission;

/// <summary>A pod that differs from a rendered one, or a change of a running one, and what an API server with the policy
/// answered.</summary>
/// <param name="Name">What is different.</param>
/// <param name="Set">Which values of tests/samples/admission/values the release has.</param>
/// <param name="Expected">The message, or <c>allowed</c>.</param>
/// <param name="Changes">Where a new pod differs: maps by key, containers, variables and volumes by name, mounts by name and path.</param>
/// <param name="Patch">A merge patch of a running pod; null for a new pod.</param>
internal sealed record Deviation(string Name, string Set, string Expected, IReadOnlyList<JsonObject> Changes, JsonObject? Patch)
{
    private static readonly string Folder = Path.Combine(ChartFiles.Root, "tests", "samples", "admission");

    /// <summary>Every deviation that was proven on a real API server.</summary>
    public static IReadOnlyList<Deviation> All { get; } =
    [.. File.ReadLines(Path.Combine(Folder, "deviations.jsonl")).Select(line => Read(JsonNode.Parse(line)!.AsObject()))];

    /// <summary>The sets of values.</summary>
    public static IReadOnlyList<string> Sets { get; } =
    [.. All.Select(deviation => deviation.Set).Distinct().Order(StringComparer.Ordinal)];

    public bool Allowed => Expected == "allowed";

    /// <summary>The values of a set.</summary>
    public static string Values(string set) => File.ReadAllText(Path.Combine(Folder, "values", $"{set}.yaml"));

    /// <summary>The pod of a set as the chart renders it now.</summary>
    public static JsonObject Rendered(string set)
    {
        var item = SampleTask.Item(
            "T012",
            ("repo", set == "ssh" ? "ssh://git@git.example.com/team/albums.git" : "https://git.example.com/team/albums.git")
        );
        return Pod.Of($"tasks:\n{item}\n{Values(set)}").Single().Object;
    }

    /// <summary>A rendered pod with this deviation.</summary>
    public JsonObject Of(JsonObject rendered)
    {
        JsonNode pod = rendered.DeepClone();
        foreach (var change in Changes)
        {
            Apply(pod, [.. change["at"]!.AsArray().Select(step => step!.GetValue<string>())], change);
        }

        return pod.AsObject();
    }

    /// <summary>Whether a message says what was proven: the same sentence with the same words, of which a newer template may have
    /// more.</summary>
    public bool IsSaidBy(string message)
    {
        var said = Words(message);
        return Words(Expected).All(said.Contains);
    }

    private static HashSet<string> Words(string message) =>
        [.. message.Split([' ', ',', '.', ':', ';'], StringSplitOptions.RemoveEmptyEntries)];

    private static Deviation Read(JsonObject line) =>
        new(
            line["name"]!.GetValue<string>(),
            line["set"]!.GetValue<string>(),
            line["expected"]!.GetValue<string>(),
            [.. (line["changes"] as JsonArray ?? []).Select(change => change!.AsObject())],
            line["patch"] as JsonObject
        );

    private static void Apply(JsonNode pod, string[] path, JsonObject change)
    {
        if (change["add"] is { } last)
        {
            Follow(pod, path).AsArray().Add(last.DeepClone());
        }
        else if (change["first"] is { } first)
        {
            Follow(pod, path).AsArray().Insert(0, first.DeepClone());
        }
        else if (change["order"] is JsonArray order)
        {
            var list = Follow(pod, path).AsArray();
            var sorted = order.Select(key => Item(list, key!.GetValue<string>()).DeepClone()).ToList();
            list.Clear();
            sorted.ForEach(list.Add);
        }
        else if (Follow(pod, path[..^1]) is JsonArray items)
        {
            items.Remove(Item(items, path[^1]));
        }
        else if (change.ContainsKey("set"))
        {
            Follow(pod, path[..^1])[path[^1]] = change["set"]?.DeepClone();
        }
        else
        {
            Follow(pod, path[..^1]).AsObject().Remove(path[^1]).ShouldBeTrue(string.Join('.', path));
        }
    }

    private static JsonNode Follow(JsonNode node, string[] path) =>
        path.Aggregate(node, (inner, step) =>
            (inner is JsonArray list ? Item(list, step) : inner[step])
            ?? throw new InvalidOperationException($"{string.Join('.', path)}: there is no {step}.")
        );

    private static JsonNode Item(JsonArray list, string key) =>
        list.Single(item => Key(item!) == key || item!["name"]?.GetValue<string>() == key)!;

    private static string Key(JsonNode item) => $"{item["name"]} {item["mountPath"]}";
}
