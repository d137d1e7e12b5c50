// Turns OpenCode's events into lines that people read while the agent works.
import { duration, linesOf } from "./text.js"
import { callLine, ending, resultLines } from "./tools.js"

const tailEveryMs = 5_000
const stillRunningEveryMs = 60_000

/** The live log of one run, subagents included. */
export class LiveLog {
  #sessions = new Map()   // id → prefix of its lines
  #calls = new Map()      // part id of a running call → what has been shown of it
  #texts = new Map()      // part id of a text that is being written → what waits for its line end
  #thoughts = new Set()   // part ids of reasoning
  #users = new Set()      // ids of messages that are prompts

  /**
   * @param write     takes one line without line end
   * @param clean     see text.js
   * @param directory paths below it are shown relative to it
   * @param now       milliseconds of a clock
   */
  constructor(write, clean, directory, now = Date.now) {
    Object.assign(this, { write, clean, directory, now })
  }

  handle({ type, properties: p }) {
    switch (type) {
      case "session.created":
        return this.#created(p.info)
      case "message.updated":
        return void (p.info.role === "user" && this.#users.add(p.info.id))
      case "message.part.delta":
        return this.#delta(p)
      case "message.part.updated":
        return this.#part(p.part)
      case "session.status":
        return p.status.type === "retry" && this.#retry(p.sessionID, p.status)
      case "session.error":
        return p.error?.name !== "MessageAbortedError" && this.#error(p.sessionID, p.error)   // who stops the run says so
      case "permission.replied":
        return p.reply === "reject" && this.say(p.sessionID, "error: a permission was rejected")
      case "session.compacted":
        return this.say(p.sessionID, "agent: the conversation was compacted")
    }
  }

  /** Shows what running commands have printed, at most every few seconds each; to be called about every second. */
  tick() {
    for (const call of this.#calls.values()) {
      this.#tail(call)
    }
  }

  /** Prints a text, the lines after its first indented. */
  say(session, text) {
    const prefix = this.#sessions.get(session) ?? ""
    linesOf(text).forEach((line, index) => this.write(`${prefix}${index > 0 ? "  " : ""}${line}`))
  }

  #created(info) {
    if (!info.parentID) {
      this.#sessions.set(info.id, "")
      return
    }

    this.#sessions.set(info.id, `[subagent ${this.#sessions.size}] `)
    this.say(info.id, `starts: ${this.clean(info.title)}`)
  }

  #delta({ sessionID, messageID, partID, field, delta }) {
    if (field !== "text" || this.#thoughts.has(partID)) {
      return
    }

    const text = (this.#texts.get(partID)?.rest ?? "") + delta
    const end = text.lastIndexOf("\n")
    this.#texts.set(partID, { sessionID, messageID, rest: text.slice(end + 1) })
    this.#model(sessionID, text.slice(0, Math.max(0, end)))
  }

  #flush(member, id) {
    for (const text of this.#texts.values()) {
      if (text[member] === id) {
        this.#model(text.sessionID, text.rest)
        text.rest = ""
      }
    }
  }

  #part(part) {
    switch (part.type) {
      case "text":
        return this.#text(part)
      case "reasoning":
        return this.#reasoning(part)
      case "tool":
        return this.#tool(part)
    }
  }

  #text(part) {
    if (this.#users.has(part.messageID) || !part.time?.end) {
      return
    }

    this.#model(part.sessionID, this.#texts.get(part.id)?.rest ?? part.text)
    this.#texts.delete(part.id)
  }

  #reasoning(part) {
    this.#thoughts.add(part.id)
    if (part.time?.end) {
      const [first = "", ...more] = linesOf(this.clean(part.text))
      this.say(part.sessionID, first && `think: ${first}${more.length > 0 ? ` … ${more.length} more lines` : ""}`)
    }
  }

  #model(session, text) {
    for (const line of linesOf(this.clean(text))) {
      this.say(session, `model: ${line}`)
    }
  }

  #tool(part) {
    const { state } = part
    if (state.status === "pending") {
      return this.#flush("messageID", part.messageID)   // the text before the call has no more to come, though its end is announced later
    }

    const call = this.#calls.get(part.id) ?? this.#start(part)
    if (state.status === "running") {
      call.output = part.tool === "bash" ? state.metadata?.output ?? "" : ""
      return this.#tail(call)
    }

    this.#calls.delete(part.id)
    const took = duration((state.time?.end ?? this.now()) - (state.time?.start ?? call.started))
    this.say(part.sessionID, `done:  ${call.line} (${ending(part.tool, state)}, ${took})`)
    this.#indent(part.sessionID, resultLines(part.tool, state, this.clean))
  }

  #start(part) {
    const line = this.clean(callLine(part.tool, part.state.input ?? {}, this.directory))
    const call = { line, session: part.sessionID, started: this.now(), spoken: this.now(), output: "", last: "" }
    this.#calls.set(part.id, call)
    this.say(part.sessionID, `tool:  ${line}`)
    return call
  }

  #tail(call) {
    const silent = this.now() - call.spoken
    if (silent < tailEveryMs) {
      return
    }

    const last = linesOf(this.clean(call.output)).at(-1) ?? ""
    if (call.output.length > 0 && call.output !== call.last) {
      call.last = call.output
      this.#indent(call.session, [last])
    } else if (silent >= stillRunningEveryMs) {
      this.say(call.session, `still: ${call.line} (${duration(this.now() - call.started)})`)
    } else {
      return
    }

    call.spoken = this.now()
  }

  #retry(session, { attempt, message, next }) {
    this.#flush("sessionID", session)
    this.say(session, `retry: ${this.clean(attempt)} in ${duration(next - this.now())}: ${this.clean(message)}`)
  }

  #error(session, error) {
    this.#flush("sessionID", session)
    this.say(session, `error: ${this.clean(error?.data?.message ?? error?.name)}`)
  }

  #indent(session, lines) {
    const prefix = this.#sessions.get(session) ?? ""
    lines.forEach((line) => this.write(`${prefix}  | ${line}`))
  }
}
