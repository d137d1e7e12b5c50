// How a tool call reads in the log: one line when it starts, a few when it ends.
import { abbreviate, linesOf, shorten } from "./text.js"

// How many lines of an output the log gets at most; a quarter of them from its beginning.
const most = Number(process.env.AGENT_OUTPUT_LINES) || 16

/** The call in one line: the tool's name and what it works on. */
export function callLine(tool, input, directory) {
  const path = (value) => String(value ?? "").replace(`${directory}/`, "")
  const subject = {
    bash: () => input.command,
    read: () => path(input.filePath),
    write: () => path(input.filePath),
    edit: () => path(input.filePath),
    glob: () => `${input.pattern}${input.path ? ` in ${path(input.path)}` : ""}`,
    grep: () => `${input.pattern}${input.path ? ` in ${path(input.path)}` : ""}`,
    list: () => path(input.path),
    task: () => `${input.subagent_type}: ${input.description}`,
    webfetch: () => input.url,
    skill: () => input.name,
    todowrite: () => todos(input.todos),
    invalid: () => `${input.tool}: ${input.error}`,   // OpenCode's stand-in for a call that it cannot make sense of
  }[tool]
  const text = subject ? subject() : JSON.stringify(input)
  return `${tool} ${shorten(String(text ?? "").trim().replace(/\s*\n\s*/g, " ⏎ "), 240)}`.trimEnd()
}

/** What a finished call is worth showing of its result. */
export function resultLines(tool, state, clean) {
  if (state.status === "error") {
    return shown(linesOf(clean(state.error)), 6, 2)
  }

  switch (tool) {
    case "bash":
      return shown(linesOf(clean(exitOf(state) === null ? state.output : state.metadata.output)).filter(notMarkup), 4, 12)
    case "edit":
    case "apply_patch":
      return shown(linesOf(clean(state.metadata?.diff)).filter((line) => /^[+-](?![+-]{2} )|^@@/.test(line)), 10, 4)
    case "task":
      return shown(linesOf(clean(state.output).replace(/<\/?task[^>]*>/g, "")), 4, 8)
    case "read":
    case "write":
    case "glob":
    case "list":
    case "todowrite":
    case "invalid":
      return []
    default:
      return shown(linesOf(clean(state.output)), 4, 4)
  }
}

function shown(lines, head, tail) {
  const first = Math.floor(most / 4)
  return most > 16 ? abbreviate(lines, first, most - first) : abbreviate(lines, head, tail)
}

/** How a finished call ended, in a word or two. */
export function ending(tool, state) {
  const exit = exitOf(state)
  if (state.status === "error" || tool === "invalid") {
    return "error"
  }

  return tool !== "bash" ? "ok" : exit === null ? "killed" : `exit ${exit}`
}

/** The exit code of a command; null for one that was killed, whose `output` then says why. */
function exitOf(state) {
  return Number.isInteger(state.metadata?.exit) ? state.metadata.exit : null
}

function notMarkup(line) {
  return !/^(?:<\/?shell_metadata>)?$/.test(line)
}

function todos(list) {
  const items = Array.isArray(list) ? list : []
  const current = items.find((item) => item.status === "in_progress")
  return `${items.filter((item) => item.status === "completed").length}/${items.length}${current ? ` ${current.content}` : ""}`
}
