// Whether the run succeeded, from OpenCode's events alone.
import { reasonFor } from "./reasons.js"

const overflowsAllowed = 3

/** How much later than OpenCode would ask again by itself a provider's own wish is: its back-off is 2, 4, 8 … seconds and a quarter more. */
const ownPauseMs = (attempt) => 1_300 * 2 ** attempt

/** What a provider does not count must not spoil what it does. */
const sum = (...numbers) => numbers.reduce((total, number) => total + (Number.isFinite(number) && number > 0 ? number : 0), 0)

/** Reads events and knows at any moment how the run would be judged if it ended now. */
export class Verdict {
  #main = null           // id of the first session; the others belong to subagents
  #finish = null         // finish reason of its last step
  #idle = false
  #error = null          // reason since the last step that ended well
  #rejected = null
  #final = null          // reason that nothing can change any more
  #summaries = new Set() // ids of messages that compact the conversation
  #counted = new Set()
  #retryingSince = null
  #overflows = 0         // since the last step that ended well
  #pause = null          // seconds that the provider wants to be left alone, as it said last
  used = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, costUsd: 0 }

  /**
   * @param maxWaitMs longest time from a first refused request to the next try
   * @param budget    what the run may use: `tokens` and `usd`, each 0 for no limit
   * @param now       milliseconds of a clock
   */
  constructor(maxWaitMs, budget = { tokens: 0, usd: 0 }, now = Date.now) {
    Object.assign(this, { maxWaitMs, budget, now })
  }

  get session() {
    return this.#main
  }

  /** The reason of failure; null when the run succeeded. */
  get reason() {
    return this.#final ?? this.#rejected ?? this.#error ?? this.#unfinished
  }

  /** Seconds for which the provider wants no request; null unless its rate limit ended the run and it has said so. */
  get retryAfterSeconds() {
    return this.reason?.startsWith("rate-limited") ? this.#pause : null
  }

  /**
   * To be asked before each request, of a subagent too.
   * @param model the model as OpenCode knows it, with its prices
   * @returns why the request must not be made; null when it may be
   */
  refusal(model) {
    if (this.budget.usd > 0 && sum(model?.cost?.input, model?.cost?.output) === 0) {
      this.#final ??= `budget: the price of ${model?.providerID}/${model?.id} is not known, so a limit in US dollars cannot be kept; give its price, or set a limit in tokens`
    }

    this.#final ??= this.#exceeded
    return this.#final
  }

  get #exceeded() {
    const { tokens, usd } = this.budget
    const used = this.used.inputTokens + this.used.outputTokens
    return tokens > 0 && used >= tokens ? `budget: ${used} of ${tokens} tokens are used`
      : usd > 0 && this.used.costUsd >= usd ? `budget: ${this.used.costUsd.toFixed(4)} of ${usd} USD are spent`
      : null
  }

  get #unfinished() {
    if (this.#finish === null || !this.#idle) {
      return "interrupted: OpenCode ended in the middle of its work"
    }

    return this.#finish === "stop" ? null : `incomplete: the model's last step ended with ${this.#finish}`
  }

  /** Takes one event; true when there is no use in going on. */
  handle({ type, properties: p }) {
    switch (type) {
      case "session.created":
        this.#main ??= p.info.id
        break
      case "message.updated":
        this.#message(p.info)
        break
      case "message.part.updated":
        return this.#part(p.part)
      case "session.error":
        return this.#failure(p)
      case "permission.replied":
        if (p.reply === "reject") {
          this.#rejected = "rejected-permission: a permission that the agent asked for was rejected"
        }

        break
      case "session.status":
        return this.#status(p)
    }

    return false
  }

  #message(info) {
    if (info.summary === true) {
      this.#summaries.add(info.id)
    }

    if (info.sessionID === this.#main && info.error) {
      this.#error = reasonFor(info.error)
    }
  }

  #part(part) {
    if (part.type !== "step-finish" || this.#counted.has(part.id)) {
      return false
    }

    this.#counted.add(part.id)
    this.#retryingSince = null
    const { input, output, reasoning, cache } = part.tokens ?? {}
    this.used.inputTokens += sum(input, cache?.read, cache?.write)
    this.used.outputTokens += sum(output, reasoning)
    this.used.cachedTokens += sum(cache?.read)
    this.used.cacheWriteTokens += sum(cache?.write)
    this.used.costUsd += sum(part.cost)
    const counts = part.sessionID === this.#main && !this.#summaries.has(part.messageID)
    if (counts) {
      this.#finish = part.reason
      this.#error = null
      this.#overflows = 0
    }

    if (counts && part.reason === "stop") {
      return false   // work that is finished needs no more requests, whatever its last one took
    }

    this.#final ??= this.#exceeded
    return this.#final !== null
  }

  #failure({ sessionID, error }) {
    if (sessionID && sessionID !== this.#main) {
      return false
    }

    this.#error = reasonFor(error)
    this.#pause = Math.ceil(Number(error?.data?.responseHeaders?.["retry-after"])) || null
    if (!this.#error.startsWith("context-overflow") || ++this.#overflows < overflowsAllowed) {
      return false
    }

    this.#final ??= this.#error   // OpenCode would compact and fail again without end
    return true
  }

  #status({ sessionID, status }) {
    if (sessionID === this.#main) {
      this.#idle = status.type === "idle"
    }

    if (status.type !== "retry") {
      return false
    }

    this.#retryingSince ??= this.now()
    const reason = reasonFor({ data: status })
    if (status.next - this.#retryingSince <= this.maxWaitMs && !reason.startsWith("unknown-model")) {
      return false
    }

    const ahead = status.next - this.now()
    this.#pause = ahead > ownPauseMs(status.attempt) ? Math.ceil(ahead / 1000) : null
    this.#final ??= `${reason} (gave up before try ${status.attempt + 1}, ${Math.round(ahead / 1000)} s ahead)`
    return true
  }
}
