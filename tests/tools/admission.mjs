// Judges pods by admission policies as the API server does: reads {policies, requests: [{policy, object, oldObject, groups}]} from stdin and
// writes a list with the message of the first rule that is broken, or null, for each request. A rule that cannot be evaluated ends the program.
import {Environment} from '@marcbachmann/cel-js'

const units = {'': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40}

class Quantity {
  constructor (text) {
    const [, digits, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(String(text))
    this.value = Number(digits) * units[unit]
  }
}

const environment = new Environment({unlistedVariablesAreDyn: true, enableOptionalTypes: true, limits: {maxListElements: 10000, maxMapEntries: 10000}})
environment.registerType('Quantity', Quantity)
environment.registerFunction('quantity(dyn): Quantity', text => new Quantity(text))
environment.registerFunction('Quantity.isGreaterThan(Quantity): bool', (a, b) => a.value > b.value)
environment.registerFunction('string.replace(string, string): string', (text, from, to) => text.replaceAll(from, to))
// Of texts: what is there equals what is there, and nothing equals nothing.
environment.registerOperator('optional == optional', (a, b) => (a.hasValue() ? a.value() : undefined) === (b.hasValue() ? b.value() : undefined))

/** Whole numbers are CEL's integers, and null is a field that is not there. */
function plain (value) {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, plain(inner)]))
}

function compile (policy) {
  const parse = expression => {
    try { return environment.parse(expression) } catch (error) { throw new Error(`${policy.metadata.name}: ${error.message}`) }
  }
  const variables = policy.spec.variables.map(({name, expression}) => ({name, value: parse(expression)}))
  const rules = policy.spec.validations.map(rule => ({holds: parse(rule.expression), says: parse(rule.messageExpression)}))
  return ({object, oldObject, groups}) => {
    const context = {object: plain(object), oldObject: plain(oldObject ?? null), request: {userInfo: {groups: groups ?? []}}, variables: {}}
    for (const {name, value} of variables) context.variables[name] = value(context)
    return rules.find(rule => rule.holds(context) !== true)?.says(context) ?? null
  }
}

let input = ''
for await (const part of process.stdin) input += part
const {policies, requests} = JSON.parse(input)
const compiled = Object.fromEntries(Object.entries(policies).map(([key, policy]) => [key, compile(policy)]))
process.stdout.write(JSON.stringify(requests.map(request => compiled[request.policy](request))))
