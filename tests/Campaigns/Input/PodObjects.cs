using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.Support;
using k8s;
using k8s.Models;
using SpecKitExtension.Agents;
using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;

namespace Campaigns.Input;

/// <summary>Pods and events as an API server may serve them: recorded ones with fields absent, odd, or somebody's text.</summary>
internal static class PodObjects
{
    private static readonly Lazy<string[]> Pods = new(() =>
        [
            .. Directory
                .EnumerateFiles(Repository.PathOf("tests/samples/k8s/pod-states"), "*.json")
                .Where(file => !file.EndsWith(".events.json", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllText),
        ]
    );

    private static readonly string[] Reasons =
    [
        "ErrImagePull",
        "ImagePullBackOff",
        "OOMKilled",
        "Evicted",
        "DeadlineExceeded",
        "Error",
        "Completed",
        "",
        "Unschedulable",
        "FailedMount",
        "CreateContainerConfigError",
    ];

    /// <summary>Every case in this process.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(700, 40_000); index++)
        {
            var name = $"pod {index}";
            await run.CaseAsync("pod objects and events", name, () => InProcess.WithinAsync(() => Check(run.RandomFor(name))));
        }
    }

    private static void Check(Random random)
    {
        var json = JsonNode.Parse(Pods.Value[random.Next(Pods.Value.Length)])!.AsObject();
        for (var changes = random.Next(10); changes > 0; changes--)
        {
            Change(json, random);
        }

        json["metadata"]!["labels"] = new JsonObject
        {
            ["app.kubernetes.io/managed-by"] = "speckit-async",
            ["speckit-async/task"] = random.Next(4) == 0 ? Hostile.WellFormed(Hostile.Text(random)) : "T001",
            ["speckit-async/attempt"] = random.Next(4) switch
            {
                0 => Hostile.WellFormed(Hostile.Text(random)),
                1 => "2147483647",
                _ => "1",
            },
        };
        V1Pod pod;
        try
        {
            pod = KubernetesJson.Deserialize<V1Pod>(json.ToJsonString());
        }
        catch (Exception refused) when (refused is System.Text.Json.JsonException or FormatException)
        {
            // What the types do not take, such as a quantity that is none, is a broken answer: whoever reads it asks anew.
            return;
        }

        Corev1Event[] events =
        [
            .. Enumerable
                .Range(0, random.Next(4))
                .Select(number => new Corev1Event
                {
                    Metadata = new() { Name = $"e{number}" },
                    Reason = random.Next(2) == 0 ? Hostile.Text(random) : Reasons[random.Next(Reasons.Length)],
                    Message = random.Next(5) == 0 ? null : Hostile.Words(random),
                    LastTimestamp = random.Next(3) == 0 ? null : DateTime.UtcNow,
                }),
        ];
        var now = pod.Metadata.CreationTimestamp.At() + TimeSpan.FromMinutes(random.Next(30)) ?? DateTimeOffset.UtcNow;
        foreach (var gone in (bool[])[false, true])
        {
            if (PodStates.Of(pod, gone, events, now, TimeSpan.FromMinutes(10)) is { } state)
            {
                (state.Live == state.End is null).ShouldBeTrue("what has ended has an end");
                ResultLines.CheckEnd(state.End ?? new AgentEnd.Killed("later"), state.Detail ?? "");
            }
        }
    }

    /// <summary>Takes a field away, gives a text another one, or a container's end a message; names and types stay what an API server
    /// promises.</summary>
    private static void Change(JsonObject pod, Random random)
    {
        var all = Objects(pod["status"]).Append(pod["metadata"]!.AsObject()).ToList();
        var target = all[random.Next(all.Count)];
        List<string> fields =
        [
            .. target.Select(field => field.Key).Where(key => key is not "name" and not "type" and not "status" and not "exitCode"),
        ];
        if (fields.Count == 0)
        {
            return;
        }

        var field = fields[random.Next(fields.Count)];
        switch (random.Next(4))
        {
            case 0:
                target.Remove(field);
                break;
            case 1 when target[field] is JsonObject end && field is "terminated":
                end["message"] = ResultLines.Any(random);
                break;
            case 2
                when field.EndsWith("tatuses", StringComparison.Ordinal)
                    || field is "conditions" or "terminated" or "running" or "waiting" or "state":
                target[field] = null;
                break;
            case 3 when field is "reason":
                target[field] = Reasons[random.Next(Reasons.Length)];
                break;
            default:
                if (
                    target[field] is JsonValue value
                    && value.GetValueKind() == JsonValueKind.String
                    && !field.EndsWith("At", StringComparison.Ordinal)
                    && !field.Contains("ime", StringComparison.Ordinal)
                )
                {
                    target[field] = Hostile.WellFormed(Hostile.Words(random));
                }

                break;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(field => Objects(field.Value)).Prepend(map),
            JsonArray list => list.SelectMany(Objects),
            _ => [],
        };
}
