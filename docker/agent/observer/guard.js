// Keeps a repository's code out of OpenCode's own process. OPENCODE_DISABLE_PROJECT_CONFIG covers only the older half of
// OpenCode 1.18.33: its newer half still imports `.opencode/plugin/*` and the `plugins` of the repository's opencode.json.
// Modules come from OpenCode's binary, from the agent's configuration directory or, on a developer's machine, from the
// developer's own folders of OpenCode; any other is replaced by an empty one.
// OpenCode loads this file before it looks at the repository.

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

Bun.plugin({
  name: "guard",
  setup(build) {
    const own = (process.env.OPENCODE_OWN_FOLDERS ?? "").split(":").filter((folder) => folder !== "")
    const trusted = [process.env.AGENT_CONFIG_DIR, ...own].map((folder) => literally(`${folder}/`))
    const foreign = new RegExp(`^(?!/\\$bunfs/|${trusted.join("|")})`)
    build.onLoad({ filter: foreign, namespace: "file" }, () => ({ contents: "export default {}", loader: "js" }))
  },
})
