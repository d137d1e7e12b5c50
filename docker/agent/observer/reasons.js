// A provider's error in the project's own words: a stable word first, the provider's words after it.

const kinds = [
  ["context-overflow", /context[_ ]length|context window|maximum context|too large to compact|ContextOverflow/i],
  ["rate-limited", /rate.?limit|too many requests|quota|usage limit|free usage/i],
  ["unknown-model", /model[_ ]not[_ ]found|model not found|ModelNotFound|ProviderNotFound|model .*does not exist|no such model/i],
  ["authentication", /api[ _-]?key|unauthori[sz]ed|authentication|forbidden|invalid.*token/i],
  ["stalled", /time[d]?[ -]?out/i],
  ["unreachable", /unable to connect|refused|enotfound|getaddrinfo|fetch failed|eai_again/i],
  ["cut-stream", /terminated|socket|reset|connection (?:was )?(?:closed|lost)|premature|aborted stream|unexpected end/i],
]
const statuses = { 401: "authentication", 403: "authentication", 404: "unknown-model", 413: "context-overflow", 429: "rate-limited" }

/** The reason for an error event: `{ name, data: { message, statusCode, responseBody } }`, each member optional. */
export function reasonFor(error) {
  const message = (error?.data?.message ?? error?.name ?? "no message").replace(/ For more information, pass `verbose.*/, "")   // Bun's hint to programmers
  if (error?.name === "MessageAbortedError") {
    return `interrupted: ${message}`
  }

  const said = `${error?.name ?? ""} ${message} ${error?.data?.responseBody ?? ""}`
  const kind = error?.name === "ContextOverflowError" ? "context-overflow"
    : statuses[error?.data?.statusCode] ?? (error?.data?.statusCode >= 500 ? undefined : kinds.find(([, pattern]) => pattern.test(said))?.[0])
  return `${kind ?? "provider-error"}: ${message}`
}
