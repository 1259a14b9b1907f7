import type { ApolloServerPlugin } from '@apollo/server'
import { maxErrors } from '@worlds/kit/apollo.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Limits } from '@worlds/kit/limits.ts'
import { jsonLimits } from '@worlds/kit/scalars.ts'
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql'
import type { GatewayContext } from './context.ts'
import { type Asked, costOf } from './costs.ts'
import type { Prices } from './prices.ts'
import type { Rates } from './rates.ts'
import { most, sizesIn } from './sizes.ts'

type Limit = keyof Limits

/** What is said of each limit: the operation's number, then the one that is allowed. */
const wordings: Record<Limit, (actual: string, maximum: string) => string> = {
  tokens: (_, maximum) => `The document has more than ${maximum} tokens (names, values, brackets).`,
  depth: (actual, maximum) => `The operation is ${actual} fields deep; at most ${maximum} are allowed.`,
  rootFields: (actual, maximum) => `The operation has ${actual} fields at its root; at most ${maximum} are allowed.`,
  aliases: (actual, maximum) => `The operation has ${actual} aliases; at most ${maximum} are allowed.`,
  directives: (actual, maximum) => `The operation has ${actual} directives; at most ${maximum} are allowed.`,
  literalDepth: (actual, maximum) =>
    `A value in the document nests lists ${actual} deep; at most ${maximum} are allowed.`,
  selections: (actual, maximum) =>
    `The operation selects ${actual} fields and fragments; at most ${maximum} are allowed.`,
  cost: (actual, maximum) => `The operation may cost ${actual}; at most ${maximum} is allowed.`,
}

const remedies: Partial<Record<Limit, string>> = {
  tokens: 'Ask for less, or in several requests, and send values as variables.',
  literalDepth: 'Send it as a variable.',
  cost: 'Lower "first" of the lists in it, the outer ones above all, or ask in several requests.',
}
const remedy = 'What a fragment holds counts wherever it is spread. Ask for less, or in several requests.'

const told = (number: number) => (number >= most ? `more than ${most}` : String(number))

function tooComplex(limit: Limit, maximum: number, actual: number): Refusal {
  const message = `${wordings[limit](told(actual), String(maximum))} ${remedies[limit] ?? remedy}`
  const measured = limit === 'tokens' ? {} : { actual }
  return new Refusal('QUERY_TOO_COMPLEX', message, { limit, maximum, ...measured })
}

const bySize = ['depth', 'rootFields', 'aliases', 'directives', 'selections', 'literalDepth'] as const

/** Why a document is refused whatever its variables are, if it is: an operation or a fragment of it is too large. */
function tooLarge(document: DocumentNode, limits: Limits): Refusal | undefined {
  const all = [...sizesIn(document).entries()]
  for (const limit of bySize) {
    const counted = all.filter(([{ kind }]) => limit !== 'rootFields' || kind === Kind.OPERATION_DEFINITION)
    const actual = Math.max(0, ...counted.map(([, size]) => size[limit]))
    if (actual > limits[limit]) return tooComplex(limit, limits[limit], actual)
  }
  return undefined
}

/** What an operation is held against: the limits of the settings, and what the fields of the graph cost. */
export interface Bounds {
  limits: Limits
  prices: Prices
}

/** Lists and objects inside each other in the variables: a JSON value at its deepest, and the inputs around it. */
const variableDepth = 2 * jsonLimits.depth

const nests = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(each => nests(each, levels - 1)))

const tooNested = () => {
  const message = `The variables nest more than ${variableDepth} lists and objects inside each other. Send flatter ones.`
  return new Refusal('QUERY_TOO_COMPLEX', message, { limit: 'variableDepth', maximum: variableDepth })
}

/**
 * Holds one operation of a document against the limits, before it is planned. It need not be valid: what validation
 * refuses costs nothing here.
 * @returns its cost
 * @throws Refusal QUERY_TOO_COMPLEX naming the limit, its value and the operation's
 */
export function limited(document: DocumentNode, asked: Asked, bounds: Bounds): number {
  const refusal = tooLarge(document, bounds.limits)
  if (refusal) throw refusal
  if (nests(asked.variables, variableDepth)) throw tooNested()
  const cost = costOf(document, asked, bounds.prices)
  if (cost > bounds.limits.cost) throw tooComplex('cost', bounds.limits.cost, cost)
  return cost
}

/** Refuses what is too large before the rules of validation look at it, several of which take its square. */
const sizeRule =
  (limits: Limits): ValidationRule =>
  context => ({
    Document(document) {
      const refusal = tooLarge(document, limits)
      // Validation ends when it has heard as many errors as it tells.
      for (let told = 0; refusal && told <= maxErrors; told++) context.reportError(refusal)
    },
  })

const tooDeep = ({ depth }: Limits) =>
  new Refusal('QUERY_TOO_COMPLEX', 'The document nests deeper than it can be read.', { limit: 'depth', maximum: depth })

/** Our refusal in an error as the parser, or Apollo Server, hands it over. The parser has errors of its own for what is too much. */
export function refusalIn(error: GraphQLError, limits: Limits): Refusal | undefined {
  const thrown = error instanceof Refusal ? error : error.originalError
  if (thrown instanceof Refusal && thrown.extensions.code === 'QUERY_TOO_COMPLEX') return thrown
  if (error.extensions.code !== 'GRAPHQL_PARSE_FAILED') return undefined
  if (/^Maximum call stack/.test(error.message)) return tooDeep(limits)
  const tokens = /^Syntax Error: Document contains more tha[tn] \d+ tokens/.test(error.message)
  return tokens ? tooComplex('tokens', limits.tokens, limits.tokens + 1) : undefined
}

/** Why a request is refused whose variables are wrong in more places than errors are told of, if it is. */
function tooWrong(variables: Record<string, unknown>, operation: OperationDefinitionNode, schema: GraphQLSchema) {
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors })
  if (errors.length <= maxErrors) return undefined
  const [node] = errors[0]?.nodes ?? []
  const name = node?.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : ''
  const message = `More than ${maxErrors} values in the variables have a wrong form, the first in "$${name}".`
  return new Refusal('BAD_USER_INPUT', message, { argument: name })
}

/** Not a fault: the client sends the text next. */
const unknownHash = ({ extensions }: GraphQLError) => extensions.code === 'PERSISTED_QUERY_NOT_FOUND'

/** Holds each request against the limits and charges who asks, and tells in `extensions.cost` what it may cost. */
function limitsPlugin(bounds: Bounds, rates: Rates): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ request, contextValue: { identity, address } }) {
      let cost: number | undefined
      return {
        async didResolveOperation({ document, operation, response: { http } }) {
          if (!operation) return
          cost = limited(document, request, bounds)
          if (address === undefined) return
          await rates.charge({ identity, address }, cost).catch(refusal => {
            http.status = 429
            http.headers.set('retry-after', String(refusal.extensions.retryAfterSeconds))
            throw refusal
          })
        },
        async didEncounterErrors({ errors, request, operation, schema, response }) {
          const refused = cost === undefined && !errors.some(unknownHash)
          if (refused && address !== undefined) await rates.refused(address)
          const refusal =
            errors.map(error => refusalIn(error, bounds.limits)).find(found => found !== undefined) ??
            // The gateway reads the variables of every request itself, and tells up to fifty errors of them.
            (operation && errors.length > maxErrors && tooWrong(request.variables ?? {}, operation, schema))
          if (!refusal) return // The errors beside it are what ended the validation.
          ;(errors as GraphQLError[]).splice(0, errors.length, refusal)
          response.http.status = 400
        },
        async willSendResponse({ response }) {
          if (cost === undefined || response.body.kind !== 'single') return
          const { singleResult } = response.body
          const told = { requested: cost, maximum: bounds.limits.cost }
          singleResult.extensions = { ...singleResult.extensions, cost: told }
        },
      }
    },
  }
}

/** What an ApolloServer is made with so that all limits hold. */
export const limiting = (bounds: Bounds, rates: Rates) => ({
  parseOptions: { maxTokens: bounds.limits.tokens },
  validationRules: [sizeRule(bounds.limits)],
  plugins: [limitsPlugin(bounds, rates)],
})
