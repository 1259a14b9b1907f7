import type { ApolloServer } from '@apollo/server'
import type { Settings } from '@worlds/kit/env.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import { EventStream, type StreamRequest, type Streams } from '@worlds/kit/streams.ts'
import { GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Access } from './access.ts'
import { addressOf } from './addresses.ts'
import { Caps } from './caps.ts'
import type { GatewayContext } from './context.ts'
import type { Source } from './datasource.ts'
import { ending } from './endings.ts'
import type { Result } from './feeds.ts'
import { Frames } from './frames.ts'
import type { Bounds } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { Operations, type Prepared, rateLimited } from './operations.ts'
import type { Rates } from './rates.ts'
import { Rooms } from './rooms.ts'
import { Shared } from './shared.ts'
import { Sockets } from './sockets.ts'
import { Topics } from './topics.ts'

interface Around {
  apollo: ApolloServer<GatewayContext>
  schema(): GraphQLSchema
  viewerIndependent: ReadonlySet<string>
  sources: Source[]
  settings: Settings
  origins: string[]
  tokens: Tokens
  metrics: Metrics
  bounds: Bounds
  access: Access
  rates: Rates
  /** What is asked with a message. @throws Refusal when it is not answered */
  asked(sent: unknown): unknown
  log: Log
}

/** The gateway's answers that go on: subscriptions over WebSocket and by server-sent events. */
export class Live implements Streams<GatewayContext>, AsyncDisposable {
  readonly #around: Around
  readonly #topics: Topics
  readonly #operations: Operations
  readonly #sockets: Sockets
  readonly #caps: Caps
  readonly #closing = new AbortController()

  constructor(around: Around) {
    const { sources, settings } = around
    this.#around = around
    this.#topics = new Topics(sources, around)
    const { explorable, intake, trustedProxies } = settings
    const caps = new Caps(settings.openStreams, around.metrics)
    this.#caps = caps
    const topics = this.#topics
    const nexus = sources.find(({ name }) => name === 'nexus') as Source
    const frames = new Frames(new Rooms({ ...around, nexus, topics }), { ...around, nexus })
    this.#operations = new Operations({ ...around, topics, frames, explorable })
    const operations = this.#operations
    this.#sockets = new Sockets({ ...around, intake, trustedProxies, operations, caps })
  }

  upgrade: NonNullable<Streams<GatewayContext>['upgrade']> = (request, socket, head) =>
    this.#sockets.upgrade(request, socket, head)

  /**
   * One operation by server-sent events, in the distinct connections mode of `graphql-sse`.
   * @throws Refusal RATE_LIMITED before the stream begins
   */
  async stream({ params, context, request, response }: StreamRequest<GatewayContext>): Promise<void> {
    const address = addressOf(request, this.#around.settings.trustedProxies)
    using _address = this.#caps.ofAddress(address)
    using _person = this.#caps.ofPerson(context.identity)
    using end = ending(context.expiresAt)
    const signal = AbortSignal.any([context.signal, end.signal, this.#closing.signal])
    const prepared = await this.#operations.prepare(params, { ...context, address, signal })
    const refusal = 'document' in prepared ? undefined : rateLimited(prepared)
    if (refusal) throw refusal
    using stream = new EventStream(response)
    const next = (result: unknown) => {
      const text = result instanceof Shared ? result.text : JSON.stringify(result)
      return stream.send(`event: next\ndata: ${text}\n\n`)
    }
    const failed = (errors: readonly GraphQLError[]) =>
      next({ errors: this.#operations.wire(errors, context.requestId) })
    try {
      if (!('document' in prepared)) await failed(prepared)
      else if (request.method === 'GET' && changes(prepared, params)) await failed([postOnly()])
      else await this.#answer(prepared, next)
    } catch (error) {
      await failed([error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })])
    }
    await stream.send('event: complete\ndata: \n\n')
  }

  async #answer({ field, answer }: Prepared, next: (result: unknown) => Promise<void>): Promise<void> {
    const answered = await answer()
    if (!field || !(Symbol.asyncIterator in answered)) return next(answered)
    const { metrics } = this.#around
    const open = { field, transport: 'sse' }
    metrics.subscribers.inc(open)
    try {
      for await (const result of answered as AsyncGenerator<Result | Shared>) {
        await next(result)
        metrics.sent.inc({ field })
      }
    } finally {
      metrics.subscribers.dec(open)
    }
  }

  close(): void {
    this.#closing.abort()
    this.#sockets.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#topics[Symbol.asyncDispose]()
  }
}

/** What any page can make a browser ask for changes nothing. */
const changes = ({ document }: Prepared, { operationName }: StreamRequest<GatewayContext>['params']) =>
  getOperationAST(document, operationName as string | undefined)?.operation === 'mutation'

const postOnly = () => new Refusal('BAD_USER_INPUT', 'Mutations are sent by POST.')
