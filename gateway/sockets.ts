import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { hangUp } from '@worlds/kit/answers.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import { type Idempotency, idempotencyOf, keyHeader } from '@worlds/kit/idempotency.ts'
import { anonymous, type Proof, type Tokens } from '@worlds/kit/identity.ts'
import type { Intake } from '@worlds/kit/intakes.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { ExecutionArgs } from 'graphql'
import { type Context, handleProtocols, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { addressOf } from './addresses.ts'
import type { Caps } from './caps.ts'
import { type Ending, ending, once, stoppable } from './endings.ts'
import type { Result } from './feeds.ts'
import { allowed, foreign, full, nothingHere, ours, tokenOf } from './handshakes.ts'
import type { Metrics } from './metrics.ts'
import type { Operations, Params } from './operations.ts'
import type { Rates } from './rates.ts'
import { pinging, sent } from './readers.ts'
import { type Shared, spliced } from './shared.ts'

interface Around {
  operations: Operations
  tokens: Tokens
  origins: string[]
  intake: Intake
  trustedProxies: number
  caps: Caps
  rates: Rates
  /** What is asked with a message. @throws Refusal when it is not answered */
  asked(sent: unknown): unknown
  metrics: Metrics
  log: Log
}

interface Connection {
  request: IncomingMessage
  socket: WebSocket
  address: string
  /** Aborted when it has closed. */
  gone: AbortController
  /** What counts it among those that are open. */
  counted: DisposableStack
  proof?: Proof
  ending?: Ending
}

const mostSubscriptions = 50
const initWithinMs = 10_000
const closeWithinMs = 5_000
/** Of the connections of a server, so that others who ask find one, `/readyz` among them. */
const share = 0.9
/** Time for the last messages, which say why. */
const sayWhyMs = 500

const codes = { goingAway: 1001, tryAgain: 1013, internal: 4500, forbidden: 4403, tooMany: 4429 }

/** Serves `graphql-transport-ws` on connections that are upgraded. */
export class Sockets {
  readonly #around: Around
  readonly #server: WebSocketServer
  readonly #protocol: ReturnType<typeof makeServer<Record<string, unknown>, Connection>>

  constructor(around: Around) {
    this.#around = around
    this.#server = new WebSocketServer({ noServer: true, maxPayload: around.intake.maxBodyBytes, handleProtocols })
    this.#protocol = makeServer<Record<string, unknown>, Connection>({
      connectionInitWaitTimeout: initWithinMs,
      onConnect: context => this.#connected(context),
      onSubscribe: (context, _, payload) => this.#subscribed(context, payload as Params),
      subscribe: ({ contextValue }: ExecutionArgs) => (contextValue as Opened).open() as never,
      execute: ({ contextValue }: ExecutionArgs) => (contextValue as Opened).open() as never,
      onNext: (_, __, ___, ____, result) => result as never,
      onError: (_, __, ___, errors) => around.operations.wire(errors, randomUUID()),
    })
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { origins, intake } = this.#around
    const { pathname } = URL.parse(request.url ?? '/', 'http://localhost') ?? {}
    if (pathname !== '/graphql') hangUp(socket, '404 Not Found', nothingHere)
    else if (!allowed(request, origins)) hangUp(socket, '403 Forbidden', foreign)
    else if (this.#server.clients.size >= share * intake.maxConnections) hangUp(socket, '503 Service Unavailable', full)
    else void this.#admitted(request, socket, head)
  }

  async #admitted(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { caps, rates, trustedProxies } = this.#around
    const address = addressOf(request, trustedProxies)
    const hungUp = () => socket.destroy()
    socket.on('error', hungUp)
    try {
      await rates.admit(address)
      if (socket.destroyed) return
      const counted = caps.ofAddress(address)
      socket.once('close', () => counted.dispose())
      this.#server.handleUpgrade(request, socket, head, opened => this.#opened(opened, { request, address, counted }))
    } catch (error) {
      if (!(error instanceof Refusal)) this.#around.log.error({ err: error }, 'a connection could not be taken over')
      if (error instanceof Refusal) hangUp(socket, '429 Too Many Requests', error)
      else hangUp(socket, '500 Internal Server Error', ours)
    }
    socket.off('error', hungUp)
  }

  #opened(socket: WebSocket, open: Pick<Connection, 'request' | 'address' | 'counted'>): void {
    const { metrics, log } = this.#around
    const connection: Connection = { ...open, socket, gone: new AbortController() }
    metrics.sockets.inc()
    socket.on('error', err => log.debug({ err }, 'a connection failed'))
    const stopPinging = pinging(socket)
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: message => sent(socket, spliced(message)),
        close: (code, reason) => socket.close(code, reason),
        onMessage: take =>
          socket.on('message', data => void take(String(data)).catch(err => this.#failed(socket, err))),
      },
      connection,
    )
    socket.once('close', (code, reason) => {
      stopPinging()
      metrics.sockets.dec()
      connection.ending?.[Symbol.dispose]()
      connection.gone.abort()
      closed(code, String(reason)).catch(err => log.error({ err }, 'a connection closed badly'))
    })
  }

  #failed(socket: WebSocket, err: unknown): void {
    this.#around.log.error({ err }, 'a message could not be handled')
    socket.close(codes.internal, 'Something went wrong on our side')
  }

  /** A token that does not hold closes the connection, as the protocol says. */
  async #connected(context: Context<Record<string, unknown>, Connection>): Promise<boolean> {
    const { extra } = context
    const token = tokenOf(context)
    const nobody = { identity: anonymous, expiresAt: Number.POSITIVE_INFINITY }
    const proof = token === undefined ? nobody : await this.#proved(token, extra)
    if (!proof || extra.counted.disposed || !this.#counted(extra, proof)) return false
    extra.proof = proof
    extra.ending = ending(proof.expiresAt)
    extra.ending.signal.addEventListener('abort', () => {
      setTimeout(() => extra.socket.close(codes.forbidden, 'The token has expired'), sayWhyMs).unref()
    })
    return true
  }

  /** Closes the connection when it cannot be said whether the token holds; a bad one counts against its address. */
  async #proved(token: string, { socket, address }: Connection): Promise<Proof | undefined> {
    try {
      return await this.#around.tokens.proof(token)
    } catch (error) {
      if (error instanceof Refusal && error.extensions.code === 'IDENTITY_UNAVAILABLE')
        socket.close(codes.tryAgain, error.message)
      else await this.#around.rates.refused(address)
      return undefined
    }
  }

  /** One more of the person's; closes the connection that is one too many. */
  #counted({ counted, socket }: Connection, { identity }: Proof): boolean {
    try {
      counted.use(this.#around.caps.ofPerson(identity))
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      socket.close(codes.tooMany, error.message)
      return false
    }
  }

  async #subscribed({ extra, subscriptions }: Context<Record<string, unknown>, Connection>, sent: Params) {
    if (Object.keys(subscriptions).length > mostSubscriptions) {
      const fault = `A connection carries ${mostSubscriptions} subscriptions at most. End one of them, or open another.`
      return [new Refusal('RATE_LIMITED', fault)]
    }
    const { address } = extra
    const asked = this.#asked(sent)
    if (asked instanceof Refusal) {
      await this.#around.rates.refused(address)
      return [asked]
    }
    const { params, idempotency } = asked
    const { identity } = extra.proof as Proof
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, extra.gone.signal, (extra.ending as Ending).signal])
    const caller = { identity, address, signal, requestId: randomUUID(), ...(idempotency && { idempotency }) }
    const prepared = await this.#around.operations.prepare(params, caller)
    if (!('document' in prepared)) return prepared
    const { document, schema, field } = prepared
    const open = async () =>
      field
        ? this.#followed(field, await prepared.answer(), stop)
        : once(prepared.answer as () => Promise<Result>, stop)
    return { document, schema, operationName: params.operationName as string, contextValue: { open } satisfies Opened }
  }

  /** A message has no headers; what a request has in `Idempotency-Key` stands in its extensions. */
  #asked(sent: Params): { params: Params; idempotency: Idempotency | undefined } | Refusal {
    try {
      const params = this.#around.asked(sent) as Params
      const key = Object(params.extensions).idempotencyKey
      return { params, idempotency: idempotencyOf({ [keyHeader]: key }, params) }
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }

  /** Counts a subscription while it is open, and lets the protocol end it while it waits. */
  #followed(field: string, answer: Result | AsyncGenerator<Result | Shared>, stop: AbortController) {
    if (!(Symbol.asyncIterator in answer)) return answer
    const { metrics } = this.#around
    const open = metrics.subscribers.labels({ field, transport: 'websocket' })
    const sent = metrics.sent.labels({ field })
    open.inc()
    return stoppable(answer, stop, { taken: () => sent.inc(), ended: () => open.dec() })
  }

  /** Tells all that this server goes away; those who do not answer are cut. */
  close(): void {
    for (const socket of this.#server.clients) {
      socket.close(codes.goingAway, 'Going away')
      setTimeout(() => socket.terminate(), closeWithinMs).unref()
    }
    this.#server.close()
  }
}

interface Opened {
  open(): Promise<Result | AsyncGenerator<Result | Shared>>
}
