// Plays streams of events to the real observer of docker/agent, one after the other, outside OpenCode.
//   stdin    a JSON array of events a line
//   stdout   { "log": base64, "report": text } a line
//   node observer.mjs DIRECTORY-OF-docker/agent/observer TEMPORARY-DIRECTORY
import fs from "node:fs"
import readline from "node:readline"
import { pathToFileURL } from "node:url"

const [observer, temporary] = process.argv.slice(2)
globalThis.Bun = { plugin() {} }
process.exit = () => {}   // what the observer does when nothing can go on
globalThis.setInterval = () => ({ unref() {} })   // a log that is closed has nothing more to show
process.env.AGENT_REPORT = `${temporary}/report`
const { Observer } = await import(pathToFileURL(`${observer}/plugin.js`))
const secret = process.env.MODEL_API_KEY
const client = { session: { abort: async () => {} } }

for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const log = fs.openSync(`${temporary}/log`, "w")
  Object.assign(process.env, { TASK_ID: "T001", MODEL_PROVIDER: "p", MODEL_NAME: "m", AGENT_LOG_FD: String(log), MODEL_API_KEY: secret })
  const { event } = await Observer({ client, directory: "/workspace/repo" })
  for (const happened of JSON.parse(line)) {
    await event({ event: happened })
  }

  fs.closeSync(log)
  process.stdout.write(`${JSON.stringify({ log: fs.readFileSync(`${temporary}/log`).toString("base64"), report: fs.readFileSync(`${temporary}/report`, "utf8") })}\n`)
}
