using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace Campaigns.Input;

/// <summary>OpenCode's events with a model's, a tool's and a provider's text in them, through the observer that writes log and
/// verdict.</summary>
internal static partial class EventStreams
{
    private const string Secret = "sk-observer-marker-4f1e9b";

    private const string Seed = """
        [ {"type":"session.created","properties":{"info":{"id":"main","title":"T001"} } },
          {"type":"message.updated","properties":{"info":{"id":"u1","sessionID":"main","role":"user"} } },
          {"type":"session.status","properties":{"sessionID":"main","status":{"type":"busy"} } },
          {"type":"message.part.updated","properties":{"part":{"id":"p0","type":"reasoning","sessionID":"main","messageID":"m1","text":"I think\nso","time":{"end":1} } } },
          {"type":"message.part.delta","properties":{"sessionID":"main","messageID":"m1","partID":"p1","field":"text","delta":"Let me look.\nThen"} },
          {"type":"message.part.updated","properties":{"part":{"id":"p1","type":"text","sessionID":"main","messageID":"m1","text":"Let me look.\nThen","time":{"end":1} } } },
          {"type":"message.part.updated","properties":{"part":{"id":"p2","type":"tool","tool":"bash","sessionID":"main","messageID":"m1","state":{"status":"pending"} } } },
          {"type":"message.part.updated","properties":{"part":{"id":"p2","type":"tool","tool":"bash","sessionID":"main","messageID":"m1","state":{"status":"running","input":{"command":"dotnet test"},"metadata":{"output":"one"} } } } },
          {"type":"message.part.updated","properties":{"part":{"id":"p2","type":"tool","tool":"bash","sessionID":"main","messageID":"m1","state":{"status":"completed","input":{"command":"dotnet test"},"output":"one\ntwo","metadata":{"output":"one\ntwo","exit":0},"time":{"start":1,"end":2000} } } } },
          {"type":"message.part.updated","properties":{"part":{"id":"p3","type":"tool","tool":"edit","sessionID":"main","messageID":"m1","state":{"status":"completed","input":{"filePath":"/workspace/repo/a.cs"},"output":"","metadata":{"diff":"@@ -1 +1 @@\n-a\n+b"},"time":{"start":1,"end":2} } } } },
          {"type":"session.created","properties":{"info":{"id":"sub","parentID":"main","title":"look around"} } },
          {"type":"message.part.updated","properties":{"part":{"id":"p4","type":"tool","tool":"todowrite","sessionID":"sub","messageID":"m2","state":{"status":"error","input":{"todos":[{"status":"in_progress","content":"look"}]},"error":"no such thing"} } } },
          {"type":"session.status","properties":{"sessionID":"main","status":{"type":"retry","attempt":1,"message":"Rate limited","next":1} } },
          {"type":"session.error","properties":{"sessionID":"main","error":{"name":"APIError","data":{"message":"Incorrect API key provided: sk-x","statusCode":401,"responseBody":"{}"} } } },
          {"type":"message.part.updated","properties":{"part":{"id":"p5","type":"step-finish","sessionID":"main","messageID":"m1","reason":"stop","tokens":{"input":10,"output":20,"reasoning":1,"cache":{"read":1,"write":1} },"cost":0.01} } },
          {"type":"session.status","properties":{"sessionID":"main","status":{"type":"idle"} } } ]
        """;

    /// <summary>All streams through one process of node.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        using TempDirectory folder = new();
        ProcessStartInfo start = new(
            "node",
            [
                "--no-warnings",
                Repository.PathOf("tests/Campaigns/Input/observer.mjs"),
                Repository.PathOf("docker/agent/observer"),
                folder.Path,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.Environment["MODEL_API_KEY"] = Secret;
        start.Environment["MODEL_KEY_VARIABLE"] = "MODEL_API_KEY";
        start.Environment["MODEL_MAX_WAIT_SECONDS"] = "300";
        using var node = Process.Start(start)!;
        for (var index = 0; index < run.Count(400, 8_000); index++)
        {
            var name = $"events {index}";
            await run.CaseAsync("OpenCode's event streams", name, () => CheckAsync(node, run.RandomFor(name)));
        }

        node.StandardInput.Close();
        await node.WaitForExitAsync();
    }

    private static async Task CheckAsync(Process node, Random random)
    {
        var events = JsonNode.Parse(Seed)!.AsArray();
        var finished = random.Next(2) == 0;
        if (!finished)
        {
            events.RemoveAt(events.Count - 2);
        }

        for (var changes = 1 + random.Next(6); changes > 0; changes--)
        {
            Change(events, random, removing: finished);
        }

        await node.StandardInput.WriteLineAsync(events.ToJsonString().Replace("\\uFFFD", "\\ud800", StringComparison.Ordinal));
        await node.StandardInput.FlushAsync();
        var answer = await InProcess.WithinAsync(() => node.StandardOutput.ReadLineAsync());
        using var document = JsonDocument.Parse(answer.ShouldNotBeNull("the observer has died"));
        var log = Encoding.UTF8.GetString(document.RootElement.GetProperty("log").GetBytesFromBase64());
        var report = document.RootElement.GetProperty("report").GetString()!;
        Terminal.ShouldBeHarmless(log, "the agent's log");
        Terminal.ShouldBeHarmless(report, "the agent's report");
        (log + report).Contains(Secret, StringComparison.Ordinal).ShouldBeFalse(log + report);
        Report().IsMatch(report).ShouldBeTrue(report);
        (finished || report.StartsWith("outcome=failed\n", StringComparison.Ordinal)).ShouldBeTrue(
            $"nothing that a model says makes an unfinished run a good one:\n{report}"
        );
        log.Split('\n').ShouldAllBe(line => !line.StartsWith("::speckit-async::", StringComparison.Ordinal) && line.Length < 4_200);
    }

    /// <summary>Gives a text that somebody else writes another one; where it may, takes any field away or gives it another type.</summary>
    private static void Change(JsonArray events, Random random, bool removing)
    {
        var all = Objects(events).Where(map => map.Count > 0).ToList();
        var target = all[random.Next(all.Count)];
        var field = target.ElementAt(random.Next(target.Count)).Key;
        if (
            field
            is "text"
                or "delta"
                or "output"
                or "command"
                or "filePath"
                or "error"
                or "message"
                or "diff"
                or "title"
                or "content"
                or "responseBody"
                or "tool"
                or "name"
        )
        {
            target[field] = $"{Hostile.Words(random)}{(random.Next(3) == 0 ? Secret : "")}{Hostile.Words(random)}";
        }
        else if (removing && random.Next(3) == 0)
        {
            target[field] = random.Next(4) switch
            {
                0 => null,
                1 => Hostile.Text(random),
                2 => -1,
                _ => new JsonObject(),
            };
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(field => Objects(field.Value)).Prepend(map),
            JsonArray list => list.SelectMany(Objects),
            _ => [],
        };

    [GeneratedRegex(
        @"\Aoutcome=(succeeded|failed)\n(reason=[^\n]+\n)?inputTokens=[^\n=]*\noutputTokens=[^\n=]*\ncachedTokens=[^\n=]*\ncacheWriteTokens=[^\n=]*\ncostUsd=[^\n=]*\n\z"
    )]
    private static partial Regex Report();
}
