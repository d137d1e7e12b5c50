using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace Campaigns.Secret;

/// <summary>The local runtime: an agent has the developer's rights, but nobody hands it a credential, and none goes into a log.</summary>
internal static class LocalScene
{
    /// <summary>One run with a spy.</summary>
    internal static async Task RunAsync(Credentials credentials)
    {
        await using var origin = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] One\n", settings: json =>
        {
            json["agent"] = new JsonObject
            {
                ["env"] = new JsonArray("MODEL_API_KEY", "EXTRA_SETTING"),
                ["secrets"] = new JsonArray("EXTRA_SETTING"),
                ["killSeconds"] = 1,
            };
        });
        var clone = origin.Clone;
        await File.AppendAllTextAsync(
            origin["home/.gitconfig"],
            $"[credential]\n\thelper = \"!f() {{ echo 'password={credentials.Password.Value}'; }}; f\"\n[http]\n\textraHeader = \"X-Auth: {credentials.Token.Value}\"\n"
        );
        clone.Variables["MODEL_API_KEY"] = credentials.Key.Value;
        clone.Variables["EXTRA_SETTING"] = credentials.Extra.Value;
        clone.Variables["GIT_PRIVATE"] = credentials.Cluster.Value;
        var agent = clone.WriteAgent("spy", Spy.Command);
        Leaks leaks = new(credentials.All);
        await using ProcessWatch watch = new(() => [origin.Root]);
        leaks.Search("run", (await clone.RunAsync("run", "--agent", agent)).ShouldEndWith(0).All);
        foreach (
            var command in (string[][])
                [
                    ["status", "--json"],
                    ["report"],
                    ["logs", "--all"],
                    ["doctor"],
                ]
        )
        {
            leaks.Search(command[0], (await clone.RunAsync(command)).All);
        }

        await watch.DisposeAsync();
        watch.AgentEnvironments.ShouldNotBeEmpty();
        foreach (var environment in watch.AgentEnvironments)
        {
            leaks.Search("the variables of the agent", environment, credentials.Agents);
        }

        foreach (var line in watch.Arguments)
        {
            leaks.Search("the arguments of a process", line);
        }

        leaks.SearchFiles(origin.Root, file => file == origin["home/.gitconfig"] ? [credentials.Password, credentials.Token] : []);
        leaks.ShouldBeNone();
    }
}
