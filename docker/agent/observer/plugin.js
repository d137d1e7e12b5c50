// Watches a run from inside OpenCode, because `opencode run` itself is silent until a call has finished and
// says nothing of subagents. Writes the live log to the descriptor AGENT_LOG_FD (it is the only writer there while
// OpenCode runs) and the verdict so far to the file AGENT_REPORT.
// Plain modules without imports from elsewhere: nothing has to be installed for OpenCode to load them.
import "./guard.js"
import fs from "node:fs"
import { LiveLog } from "./live-log.js"
import { cleaner, shorten } from "./text.js"
import { Verdict } from "./verdict.js"

const tellUsageEveryMs = 10_000
const ours = /^(?:(?:OPENCODE|MODEL|AGENT|BUDGET)_.*|NPM_CONFIG_OFFLINE|npm_config_user_agent|GIT_ALLOW_PROTOCOL)$/

export const Observer = async ({ client, directory }) => {
  const settings = { ...process.env }
  const clean = cleaner(settings)
  const log = new LiveLog(lineWriter(Number(settings.AGENT_LOG_FD)), clean, directory)
  const budget = { tokens: Number(settings.BUDGET_TOKENS ?? 0), usd: Number(settings.BUDGET_MICRO_USD ?? 0) / 1_000_000 }
  const verdict = new Verdict(Number(settings.MODEL_MAX_WAIT_SECONDS) * 1000, budget)

  // The configuration has been read: what only OpenCode needs to know must not reach the agent's commands.
  delete process.env[settings.MODEL_KEY_VARIABLE]
  let toldUsage = { at: 0, line: "" }
  let gaveUp = false
  setInterval(() => guarded(() => {
    log.tick()
    tellUsage()
  }), 1_000).unref()
  log.say(null, `agent: OpenCode works on ${settings.TASK_ID} with ${settings.OPENCODE_OWN_HOME ? "the model of your own OpenCode" : `${settings.MODEL_PROVIDER}/${settings.MODEL_NAME}`}`)
  report()

  return {
    event: async ({ event }) => guarded(() => {
      const permanent = verdict.handle(event)
      log.handle(event)
      if (permanent || /^session\.(?:error|status|idle)$|^permission\./.test(event.type) || event.properties?.part?.type === "step-finish") {
        report()
        tellUsage()
      }

      if (permanent) {
        giveUp()
      }
    }),
    "chat.params": async ({ model }) => {
      const refusal = verdict.refusal(model)
      if (refusal !== null) {
        report()
        giveUp()
        throw new Error(refusal)
      }
    },
    "shell.env": async (_, output) => {
      for (const name of Object.keys(process.env).filter((variable) => ours.test(variable))) {
        output.env[name] = undefined
      }
    },
  }

  function report() {
    const reason = verdict.reason
    const lines = [
      `outcome=${reason === null ? "succeeded" : "failed"}`,
      ...(reason === null ? [] : [`reason=${shorten(clean(reason).replace(/\s+/g, " ").trim(), 300)}`]),
      ...(verdict.retryAfterSeconds === null ? [] : [`retryAfterSeconds=${verdict.retryAfterSeconds}`]),
      ...Object.entries(verdict.used).map(([name, number]) => `${name}=${name === "costUsd" ? number.toFixed(6) : number}`),
    ]
    fs.writeFileSync(`${settings.AGENT_REPORT}.new`, `${lines.join("\n")}\n`)
    fs.renameSync(`${settings.AGENT_REPORT}.new`, settings.AGENT_REPORT)
  }

  // Whoever follows the log sees what the task costs while it runs; the programs that read it know this form, too.
  function tellUsage() {
    const { inputTokens, cachedTokens, outputTokens, costUsd } = verdict.used
    const line = `agent: so far ${inputTokens} tokens in (${cachedTokens} cached), ${outputTokens} out, ${costUsd.toFixed(6)} USD`
    if (inputTokens + outputTokens > 0 && line !== toldUsage.line && Date.now() - toldUsage.at >= tellUsageEveryMs) {
      toldUsage = { at: Date.now(), line }
      log.say(null, line)
    }
  }

  function giveUp() {
    if (gaveUp) {
      return
    }

    gaveUp = true
    log.say(null, "agent: gives up")
    client.session.abort({ path: { id: verdict.session } }).catch(() => process.exit(1))
    setTimeout(() => process.exit(1), 5_000).unref()
  }

  // An event of an unforeseen shape must not end the agent's work, nor pass unnoticed.
  function guarded(action) {
    try {
      action()
    } catch (error) {
      log.say(null, `agent: an event could not be shown: ${clean(error?.message)}`)
    }
  }
}

/** Writes whole lines; waits where the reader is slower than the agent. */
function lineWriter(descriptor) {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  return (line) => {
    let rest = Buffer.from(`${line}\n`)
    while (rest.length > 0) {
      try {
        rest = rest.subarray(fs.writeSync(descriptor, rest))
      } catch (error) {
        if (error.code !== "EAGAIN") {
          throw error
        }

        Atomics.wait(pause, 0, 0, 5)
      }
    }
  }
}
