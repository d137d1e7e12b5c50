// Keeps a repository's code out of OpenCode's own process. OPENCODE_DISABLE_PROJECT_CONFIG covers only the older half of
// OpenCode 1.18.33: its newer half still imports `.opencode/plugin/*` and the `plugins` of the repository's opencode.json.
// Modules come from OpenCode's binary or from the agent's configuration directory; any other is replaced by an empty one.
// OpenCode loads this file before it looks at the repository.

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

Bun.plugin({
  name: "guard",
  setup(build) {
    const foreign = new RegExp(`^(?!/\\$bunfs/|${literally(`${process.env.AGENT_CONFIG_DIR}/`)})`)
    build.onLoad({ filter: foreign, namespace: "file" }, () => ({ contents: "export default {}", loader: "js" }))
  },
})
