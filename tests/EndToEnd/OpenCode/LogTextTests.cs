using EndToEnd.Support;

namespace EndToEnd.OpenCode;

/// <summary>What the observer in docker/agent lets into a log, asked without OpenCode.</summary>
public sealed class LogTextTests
{
    private const string Script = """
        const { cleaner } = await import(process.argv[1] + "/text.js")
        const { Verdict } = await import(process.argv[1] + "/verdict.js")
        process.stdout.write(cleaner({ MODEL_API_KEY: "sk-0123456789" })("a\u2028b\u2029c\u061c\u{e0041}d\u202ee\x1b]0;evil\x07 sk-01\u200f23456789"))
        const verdict = new Verdict(1000)
        const events = [["session.created", { info: { id: "m" } }], ["message.part.updated", { part: { id: "p", type: "step-finish", sessionID: "m", reason: "stop", cost: "much" } }], ["session.status", { sessionID: "m", status: { type: "idle" } }]]
        events.forEach(([type, properties]) => verdict.handle({ type, properties }))
        process.stdout.write(` ${verdict.reason} ${verdict.used.inputTokens} ${verdict.used.costUsd}`)
        const { ending } = await import(process.argv[1] + "/tools.js")
        process.stdout.write(` ${ending("bash", { status: "completed", metadata: { exit: "3\r" } })} ${ending("bash", { status: "completed", metadata: { exit: 3 } })}`)
        const { LiveLog } = await import(process.argv[1] + "/live-log.js")
        new LiveLog((line) => process.stdout.write(` ${line}`), cleaner({}), "/", () => 0).handle({ type: "session.status", properties: { sessionID: "m", status: { type: "retry", attempt: "1\x1b[2J", message: "slow", next: 1000 } } })
        """;

    [Fact]
    public async Task Nothing_invisible_gets_in_and_a_provider_that_counts_nothing_spoils_nothing()
    {
        using var node = ProgramRun.Start(
            "node",
            ["--no-warnings", "--input-type=module", "-e", Script, OpenCodeProgram.AgentConfiguration + "/observer"],
            [],
            "/"
        );
        (await node.EndAsync()).ShouldBe(0, node.Output);
        node.Output.ShouldBe("a\nb\ncde *** null 0 0 killed exit 3 retry: 1 in 1.0 s: slow");
    }
}
