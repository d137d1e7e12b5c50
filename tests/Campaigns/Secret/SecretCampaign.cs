using EndToEnd.Kubernetes;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;

namespace Campaigns.Secret;

/// <summary>Runs in which every credential is a marker; afterwards it is in its own file and nowhere else.</summary>
internal sealed class SecretCampaign : ICampaign
{
    public string Name => "secret";

    public async Task RunAsync(CampaignRun run)
    {
        (string Kind, Func<Credentials, Task> Body)[] cases =
        [
            ("a good agent and a spy deliver", SpyAsync),
            ("clone refused", RefusedCloneAsync),
            ("push refused", RefusedPushAsync),
            ("an SSH key and no server", SshAsync),
            ("a model that echoes its key, real OpenCode", EchoedKeyAsync),
            ("cancelled", CancelledAsync),
            ("a remote with a password in its URL", UserInfoAsync),
            ("a spy on the local runtime", LocalScene.RunAsync),
        ];
        for (var round = 0; round < run.Count(1, 3); round++)
        {
            foreach (var (kind, body) in cases)
            {
                var name = $"{kind} {round}";
                await run.CaseAsync(kind, name, () => body(Credentials.Make(run.RandomFor(name))));
            }
        }
    }

    private static async Task SpyAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(credentials, ["T001", "T002"], Spy.Command);
        (await scene.RunAsync("run")).ShouldEndWith(0);
        await scene.ShowAsync(all: true);
        var log = scene.Feature.Transcript("T001");
        log.ShouldContain("key: ***, ***.");
        log.ShouldContain("spied");
        (await (await scene.Feature.OriginAsync()).Git.TipAsync("pwned")).ShouldBeNull();
        await scene.ShouldLeakNothingAsync();
    }

    private static async Task RefusedCloneAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(credentials, ["T001"], ScriptedAgent.Good(1));
        scene.Server.Passwords.TryRemove(credentials.Token.Value, out _);
        (await scene.RunAsync("run", "--json")).ShouldEndWith(2).Output.ShouldContain("Authentication failed");
        await scene.ShowAsync();
        await scene.ShouldLeakNothingAsync(agents: false);
    }

    private static async Task RefusedPushAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(
            credentials,
            ["T001"],
            $"{Spy.Command}; for ((i = 0; i < 100; i++)); do [ ! -e \"$HOME/go\" ] || break; sleep 0.1; done"
        );
        using var running = scene.Feature.Start("run", "--json");
        await running.SaysAsync("spied");
        scene.Server.Passwords.TryRemove(credentials.Token.Value, out _);
        var home = Directory
            .EnumerateDirectories(scene.Feature.Cluster.Simulator.Cluster.Root, "agent-home", SearchOption.AllDirectories)
            .Single();
        await File.WriteAllTextAsync(Path.Combine(home, "go"), "");
        scene.Heard(await running.EndAsync()).ShouldEndWith(2).Output.ShouldContain("PushFailed");
        await scene.ShowAsync();
        await scene.ShouldLeakNothingAsync();
    }

    private static async Task SshAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(
            credentials,
            ["T001"],
            ScriptedAgent.Good(1),
            git: "{auth: ssh, secretName: git, ssh: {secretKey: ssh-key, knownHostsKey: known_hosts}}"
        );
        (await scene.RunAsync("spawn", "T001", "--repo", "ssh://git@127.0.0.1:1/origin.git")).ShouldEndWith(0);
        await Eventually.HoldsAsync(
            () => scene.Feature.Pods().Single()["status"]!["phase"]!.GetValue<string>() == "Failed",
            "the pod ends",
            60
        );
        (await scene.RunAsync("status")).ShouldEndWith(0).Output.ShouldContain("clone failed");
        await scene.ShowAsync();
        Directory.EnumerateFiles(scene.Feature.Cluster.Simulator.Cluster.Root, "ssh-key", SearchOption.AllDirectories).ShouldNotBeEmpty();
        await scene.ShouldLeakNothingAsync(agents: false);
    }

    private static async Task EchoedKeyAsync(Credentials credentials)
    {
        var write =
            """{ "tools": [ { "name": "bash", "arguments": { "command": "env; cat /proc/self/environ | tr '\\0' '\\n'; echo half >work.txt", "description": "look around" } } ] }""";
        await using var model = await ModelServer.StartAsync(
            new()
            {
                ApiKey = credentials.Key.Value,
                Scripts =
                    $$"""{ "T001": [ {{write}}, { "fault": "authentication", "message": "Incorrect API key provided: {{credentials.Key.Value}}, sent as Authorization: Bearer {{credentials.Key.Value}}" } ] }""",
            }
        );
        await using var scene = await Scene.CreateAsync(
            credentials,
            ["T001"],
            null,
            $"model: {{provider: openai-compatible, name: scripted, baseUrl: '{model.BaseUrl}', secretName: model, keys: [{{env: MODEL_API_KEY, secretKey: key}}]}}",
            variables: new() { ["OPENCODE_BIN"] = OpenCodeProgram.Binary }
        );
        (await scene.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("authentication: Incorrect API key provided: ***");
        await scene.ShowAsync();
        await scene.ShouldLeakNothingAsync();
    }

    private static async Task CancelledAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(credentials, ["T001"], $"{Spy.Command}; while :; do sleep 0.2; done");
        using var running = scene.Feature.Start("run");
        await running.SaysAsync("spied");
        (await scene.RunAsync("cancel", "T001")).ShouldEndWith(0);
        scene.Heard(await running.EndAsync()).ShouldEndWith(2).Output.ShouldContain("Cancelled");
        await scene.ShowAsync();
        await scene.ShouldLeakNothingAsync();
    }

    private static async Task UserInfoAsync(Credentials credentials)
    {
        await using var scene = await Scene.CreateAsync(credentials, ["T001"], ScriptedAgent.Good(1));
        var url = $"http://me:{Uri.EscapeDataString(credentials.UserInfo.Value)}@127.0.0.1:{scene.Server.Port}/origin.git";
        await scene.Feature.Clone.Git.RunAsync("remote", "set-url", "origin", url);
        (await scene.RunAsync("run")).ShouldEndWith(3).Error.ShouldContain("carries a password");
        foreach (
            var command in (string[][])
                [
                    ["plan"],
                    ["status"],
                    ["doctor"],
                    ["spawn", "T001"],
                    ["integrate"],
                    ["cleanup"],
                    ["report"],
                ]
        )
        {
            await scene.RunAsync(command);
        }

        await scene.Feature.Clone.Git.RunAsync("remote", "set-url", "origin", $"http://127.0.0.1:{scene.Server.Port}/origin.git");
        (await scene.RunAsync("spawn", "T001", "--repo", url)).ShouldEndWith(3);
        scene.Feature.Clone.Variables["SPECKIT_ASYNC_GIT__POD_URL"] = url;
        (await scene.RunAsync("run")).ShouldEndWith(3);
        (await scene.RunAsync("doctor")).Output.ShouldContain("git.podUrl");
        scene.Feature.Pods().ShouldBeEmpty();
        await scene.ShouldLeakNothingAsync(agents: false, typed: true);
    }
}
