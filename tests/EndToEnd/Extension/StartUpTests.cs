using EndToEnd.OpenCode;
using ModelSimulator;
using static EndToEnd.Extension.SessionScript;

namespace EndToEnd.Extension;

/// <summary>What the plugin costs at OpenCode's start: nothing, where <c>init --live</c> has prepared the folders that OpenCode looks
/// at.</summary>
[Collection(OpenCodeSessions.Name)]
public sealed class StartUpTests
{
    private const string Tasks = "## Phase 1: Albums\n\n- [ ] T011 [P] [ASYNC] Create `app/album.py`\n";

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenCode_asks_the_package_registry_only_where_nothing_is_prepared(bool prepared)
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks, "--live");
        if (!prepared)
        {
            foreach (
                var folder in (string[])[project.Clone[".opencode"], Path.Combine(project.Clone.Variables["HOME"], ".config", "opencode")]
            )
            {
                File.Delete(Path.Combine(folder, "package-lock.json"));
                Directory.Delete(Path.Combine(folder, "node_modules"));
            }
        }

        await using var model = await ModelServer.StartAsync(new() { Scripts = All(("main", [Says("Hello.")])) });
        await using var registry = await ModelServer.StartAsync(new());

        var session = await MainSession.RunAsync(project, model, "speckit.async.status", "main", ("NPM_CONFIG_REGISTRY", registry.BaseUrl));

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        registry.Requests.Any().ShouldBe(!prepared);
    }
}
