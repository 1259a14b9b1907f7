import { randomUUID } from 'node:crypto'
import type { ApolloServer } from '@apollo/server'
import { wireError } from '@worlds/kit/apollo.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { StreamRequest } from '@worlds/kit/streams.ts'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  parse,
} from 'graphql'
import type { Access } from './access.ts'
import type { GatewayContext } from './context.ts'
import {
  type EventQuery,
  eventQuery,
  faultsOf,
  type Subscription,
  subscriptionIn,
  type Variables,
  type Written,
  withGiven,
} from './documents.ts'
import { type Around, feed, type Result, type Subscriber } from './feeds.ts'
import { type Frames, frameQuery } from './frames.ts'
import { type Bounds, limited, refusalIn } from './limits.ts'
import type { Asking, Rates } from './rates.ts'
import type { Shared } from './shared.ts'
import { followed } from './subscriptions.ts'

/** An operation that was found good, and how it is answered: at once, or by a result for each event. */
export interface Prepared {
  document: DocumentNode
  schema: GraphQLSchema
  field?: string
  answer(): Promise<Result | AsyncGenerator<Result | Shared>>
}

export type Params = StreamRequest<GatewayContext>['params']

interface Graph extends Around {
  frames: Frames
  /** The fields, as `Type.field`, that are the same for everyone who may see them. */
  viewerIndependent: ReadonlySet<string>
  apollo: ApolloServer<GatewayContext>
  /** The API's schema as it is now. */
  schema(): GraphQLSchema
  explorable: boolean
  bounds: Bounds
  access: Access
  rates: Rates
  log: Log
}

/** Whether that is why an operation is refused: who asks too much. */
export const rateLimited = (errors: readonly GraphQLError[]) =>
  errors.find((error): error is Refusal => error instanceof Refusal && error.extensions.code === 'RATE_LIMITED')

/** Answers operations over connections that stay open; each is charged, the events of a subscription are not. */
export class Operations {
  readonly #graph: Graph

  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** Errors as a caller may see them. */
  wire(errors: readonly GraphQLError[], requestId: string): GraphQLFormattedError[] {
    return errors.map(error => wireError(error, requestId, this.#graph.log))
  }

  /**
   * @param signal aborted when the caller wants no more; with a refusal as its reason where the caller is told why
   * @returns the errors of an operation that cannot be answered
   */
  async prepare(params: Params, caller: GatewayContext & Asking): Promise<Prepared | readonly GraphQLError[]> {
    const prepared = await this.#prepared(params, caller).catch(error => {
      if (error instanceof GraphQLError) return [error]
      throw error
    })
    if (!('document' in prepared) && !rateLimited(prepared)) await this.#graph.rates.refused(caller.address)
    return prepared
  }

  async #prepared(params: Params, caller: GatewayContext & Asking): Promise<Prepared | readonly GraphQLError[]> {
    const { text, variables, operationName } = checked(params)
    const { bounds, rates } = this.#graph
    const document = parsed(text, bounds)
    const schema = this.#graph.schema()
    const operation = getOperationAST(document, operationName)
    await rates.charge(caller, limited(document, { operationName, variables }, bounds))
    if (operation?.operation !== 'subscription') {
      const answer = () => this.#executed(caller, { query: text, operationName, variables })
      return { document, schema, answer }
    }
    const faults = faultsOf(schema, document, this.#graph.explorable)
    if (faults.length > 0) return faults
    const written = { schema, document, operation, variables }
    const { field, key, args } = subscriptionIn(written)
    this.#graph.access.check(field, caller.identity)
    if (field === 'playersMoved')
      return { document, schema, field, answer: this.#players(written, { key, args }, caller) }
    const following = followed[field]
    if (!following) throw new Error(`Nobody answers the subscription ${field}`)
    const checkedArgs = following.check(args, caller.identity)
    const query = eventQuery(written, { field: following.query, arguments: { id: 'ID!' } })
    const subscriber = this.#subscriber(caller, key, query)
    const answer = async () => feed(field, { followed: following, args: checkedArgs }, subscriber, this.#graph)
    return { document, schema, field, answer }
  }

  #players(written: Written, { key, args }: Omit<Subscription, 'field'>, caller: GatewayContext): Prepared['answer'] {
    const instanceId = uuidArgument('instanceId', String(args.instanceId))
    const query = eventQuery(written, frameQuery)
    const subscriber = this.#subscriber(caller, key, query)
    const { viewerIndependent, frames } = this.#graph
    const forAll = query.selected.isSubsetOf(viewerIndependent)
    return async () => frames.follow({ instanceId, identity: caller.identity, subscriber, forAll })
  }

  #subscriber(caller: GatewayContext, key: string, query: EventQuery): Subscriber {
    return {
      key,
      query,
      signal: caller.signal,
      execute: async ({ query, operationName, variables, given }, values) => {
        const asked = { query, operationName, variables: withGiven({ variables, given }, values) }
        // What a query costs is told to who asks it, not with each event.
        const { data = null, errors } = await this.#execute(caller, asked)
        return errors ? { data, errors } : { data }
      },
      ask: async (text, variables) =>
        (await this.#execute(caller, { query: text, operationName: undefined, variables })).data,
    }
  }

  async #executed(caller: GatewayContext & Asking, asked: Asked): Promise<Result> {
    const result = await this.#execute(caller, asked)
    if (!('data' in result)) await this.#graph.rates.refused(caller.address)
    return result
  }

  async #execute({ identity, signal, idempotency }: GatewayContext, asked: Asked): Promise<Result> {
    const { query, variables, operationName } = asked
    const contextValue = { identity, signal, idempotency, requestId: randomUUID() }
    const request = operationName === undefined ? { query, variables } : { query, variables, operationName }
    const { body } = await this.#graph.apollo.executeOperation(request, { contextValue })
    if (body.kind !== 'single') throw new Error('Incremental delivery is not served')
    return body.singleResult as Result
  }
}

interface Asked {
  query: string
  variables: Variables
  operationName: string | undefined
}

function checked({ query, variables, operationName }: Params) {
  const fault = (name: string, form: string) => new Refusal('BAD_USER_INPUT', `"${name}" must be ${form}.`)
  if (typeof query !== 'string') throw fault('query', 'the text of an operation')
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables)))
    throw fault('variables', 'an object')
  if (operationName != null && typeof operationName !== 'string') throw fault('operationName', 'a text')
  return { text: query, variables: (variables ?? {}) as Variables, operationName: operationName ?? undefined }
}

function parsed(text: string, { limits }: Bounds): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokens })
  } catch (error) {
    const { message, source, positions } = error as GraphQLError
    const failed = new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } })
    throw refusalIn(failed, limits) ?? failed
  }
}
