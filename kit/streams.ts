import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { BaseContext } from '@apollo/server'

/** A GraphQL request whose answer may go on. */
export interface StreamRequest<Context> {
  params: { query?: unknown; variables?: unknown; operationName?: unknown; extensions?: unknown }
  context: Context
  request: IncomingMessage
  response: ServerResponse
}

/** Answers that go on after they have begun: what a server gives beside one answer for one request. */
export interface Streams<Context extends BaseContext> {
  /** What is asked at paths of their own. */
  paths?: Map<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>
  /** Answers an operation at `/graphql` by server-sent events. */
  stream?(asked: StreamRequest<Context>): Promise<void>
  /** Takes a connection over at `/graphql`. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends them all: the server closes. */
  close(): void
}

/** Proxies close what is silent for long. */
const sayEveryMs = 10_000
/** Whoever takes nothing of what waits for so many of these times has gone without a word. */
const mostSilences = 6

/** An answer by server-sent events, which ends when its reader goes or when it is told to. */
export class EventStream implements Disposable {
  readonly #response: ServerResponse
  readonly #gone = new AbortController()
  readonly #saying: NodeJS.Timeout
  #unread = 0
  #silences = 0

  constructor(response: ServerResponse, everyMs = sayEveryMs) {
    this.#response = response
    response.on('close', () => this.#gone.abort())
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
    this.#saying = setInterval(() => this.#say(), everyMs)
  }

  #say(): void {
    const { writableNeedDrain, writableLength } = this.#response
    if (!writableNeedDrain) this.#response.write(':\n\n')
    this.#silences = writableNeedDrain && writableLength === this.#unread ? this.#silences + 1 : 0
    this.#unread = writableLength
    if (this.#silences >= mostSilences) this.#response.destroy()
  }

  /** Aborted when the reader has gone. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** Resolves when the reader can take more, or has gone. */
  async send(text: string): Promise<void> {
    if (this.#response.destroyed || this.#response.write(text)) return
    await new Promise<void>(resolve => {
      const done = () => {
        this.#response.off('drain', done)
        this.#response.off('close', done)
        resolve()
      }
      this.#response.on('drain', done)
      this.#response.on('close', done)
    })
  }

  [Symbol.dispose](): void {
    clearInterval(this.#saying)
    this.#response.end()
  }
}

/** Whether the answer is asked for as server-sent events. */
export function asksForEvents({ headers }: IncomingMessage): boolean {
  return (headers.accept ?? '')
    .split(',')
    .some(type => type.split(';')[0]?.trim().toLowerCase() === 'text/event-stream')
}

/** The parameters of an operation that stands in a URL. */
export function paramsIn(search: string): StreamRequest<never>['params'] {
  const given = new URLSearchParams(search)
  const json = (name: string) => {
    const text = given.get(name)
    return text === null ? undefined : JSON.parse(text)
  }
  return {
    query: given.get('query') ?? undefined,
    operationName: given.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  }
}

/** The same as it stands in a URL. */
export function searchOf({ query, operationName, variables, extensions }: StreamRequest<never>['params']): string {
  const json = { variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) }
  const told = Object.entries({ query, operationName, ...json }).filter(([, value]) => value !== undefined)
  return `?${new URLSearchParams(Object.fromEntries(told) as Record<string, string>)}`
}
