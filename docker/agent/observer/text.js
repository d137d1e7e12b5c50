// Text that came from a model, a tool or a repository, made fit for a log.

const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g
const lineEnd = /\r\n?|[\u2028\u2029]/g
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu
const secretName = /(?:KEY|TOKEN|SECRET|PASSWORD)$/i
const longestLine = 2000

/** Makes a function that cleans text of terminal sequences, control characters and the values of secret variables. */
export function cleaner(env) {
  const named = (env.AGENT_SECRETS ?? "").split(/\s+/)
  const secrets = Object.entries(env)
    .filter(([name, value]) => value?.length >= 8 && (secretName.test(name) || named.includes(name)))
    .map(([, value]) => value)
    .sort((a, b) => b.length - a.length)
  return (text) => {
    const plain = String(text ?? "").replace(lineEnd, "\n").replace(terminalSequence, "").replace(invisible, "")
    return secrets.reduce((result, secret) => result.replaceAll(secret, "***"), plain)
  }
}

/** The lines of a text without the empty ones around it. */
export function linesOf(text) {
  const body = text.replace(/^\s*\n/, "").trimEnd()
  return body === "" ? [] : body.split("\n").map((line) => shorten(line, longestLine))
}

/** Keeps the first and the last lines and says how many are left out. */
export function abbreviate(lines, head, tail) {
  const omitted = lines.length - head - tail
  return omitted <= 1 ? lines : [...lines.slice(0, head), `… ${omitted} lines …`, ...lines.slice(lines.length - tail)]
}

/** Cuts a text at a number of characters, never inside one. */
export function shorten(text, length) {
  const characters = [...text.slice(0, 2 * length + 2)]
  return characters.length <= length && text.length <= 2 * length ? text : `${characters.slice(0, length - 1).join("")}…`
}

/** Milliseconds in words. */
export function duration(ms) {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`
}
