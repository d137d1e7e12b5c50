// Tools for OpenCode: follow one agent to its end, its last log line as the title of the call, and cancel one.
// Nothing is imported: a package that is not installed would break every prompt of the project.

const TITLE_EVERY_MS = 2000
const TITLE_LENGTH = 100
const LAST_LINES = "15"
const SETTLE = "30s"

export const SpeckitAsync = async ({ client }) => ({
  tool: {
    async_follow: {
      description: "Follows the agent of one ASYNC task until it has ended, which can take hours. Returns the outcome and the last log lines. The title shows the log live.",
      args: { task: { type: "string", description: "the task's id, e.g. T012" } },
      execute: (args, context) => follow(client, context, taskId(args.task)),
    },
    async_cancel: {
      description: "Asks the agent of one ASYNC task to stop; its work so far goes to a salvage ref. Only when the user wants that.",
      args: { task: { type: "string", description: "the task's id, e.g. T012" } },
      execute: async (args, context) => {
        const { code, output } = await run(context, ["cancel", taskId(args.task)])
        return { title: `${args.task}: cancel`, output, metadata: { exit: code } }
      },
    },
  },
})

async function follow(client, context, task) {
  const title = new LiveTitle(client, context)
  try {
    for (;;) {
      await run(context, ["logs", task], (line) => title.show(line))
      if (context.abort.aborted) {
        return { title: `${task}: not followed any more`, output: `${task}: not followed any more; its agent runs on.`, metadata: {} }
      }
      // Says how the task stands. A log that broke off is followed again; this call's wait paces the attempts.
      const { code, output } = await run(context, ["watch", task, "--max-wait", SETTLE, "--max-lines", LAST_LINES])
      if (!output.split("\n").some((line) => line.startsWith(`${task} running:`))) {
        const state = output.split("\n").findLast((line) => line.startsWith(`${task} ended:`)) ?? `${task}: ${output.trim().split("\n")[0]}`
        return { title: state, output: output.replace(/^cursor: .*\n?/m, ""), metadata: { exit: code } }
      }
    }
  } finally {
    await title.close()
  }
}

// The tool's own script, so that every caller finds the same tool. It lies in the project this file is installed in.
async function run(context, args, onLine) {
  const script = `${import.meta.dir}/../../.specify/extensions/async/scripts/bash/speckit-async.sh`
  const child = Bun.spawn([script, ...args], { cwd: context.directory, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
  const stop = () => child.kill("SIGTERM")
  context.abort.addEventListener("abort", stop, { once: true })
  if (context.abort.aborted) stop()
  try {
    const [out, error] = await Promise.all([read(child.stdout, onLine), read(child.stderr)])
    const code = await child.exited
    return { code, output: [out, error].filter(Boolean).join("\n") }
  } finally {
    context.abort.removeEventListener("abort", stop)
  }
}

// All text of a stream; with a listener the lines go there instead and nothing is kept, as logs can be long.
async function read(stream, onLine) {
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true })
    if (onLine) {
      const lines = text.split("\n")
      text = lines.pop()
      const last = lines.findLast((line) => line.trim())
      if (last) onLine(last)
    }
  }
  return text
}

// `ctx.metadata()` of OpenCode 1.18.33 does nothing; replacing the call's own part through the client works.
class LiveTitle {
  constructor(client, context) {
    this.client = client
    this.context = context
    this.timer = setInterval(() => this.write(), TITLE_EVERY_MS)
  }

  show(line) {
    this.line = line.slice(0, TITLE_LENGTH)
  }

  write() {
    if (this.writing || !this.line || this.line === this.shown) return
    this.shown = this.line
    this.writing = this.replace(this.line).catch(() => clearInterval(this.timer)).finally(() => (this.writing = undefined))
  }

  async replace(title) {
    const { sessionID, messageID, callID } = this.context
    const message = await this.client.session.message({ path: { id: sessionID, messageID } })
    const part = message.data?.parts?.find((part) => part.type === "tool" && part.callID === callID)
    if (part?.state.status !== "running") return
    await this.client._client.patch({
      url: `/session/${sessionID}/message/${messageID}/part/${part.id}`,
      headers: { "content-type": "application/json" },
      body: { ...part, state: { ...part.state, title } },
    })
  }

  // A write under way would put `running` over the call's result.
  async close() {
    clearInterval(this.timer)
    await this.writing
  }
}

function taskId(text) {
  if (!/^[A-Za-z][A-Za-z0-9.-]*$/.test(text)) throw new Error(`${JSON.stringify(text)} is no task id; pass one like T012.`)
  return text
}
