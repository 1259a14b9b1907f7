import { setTimeout as pause } from 'node:timers/promises'
import type { Identity } from '@worlds/kit/identity.ts'
import { createClient as createSse } from 'graphql-sse'
import { type Client, createClient, type SubscribePayload } from 'graphql-ws'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { refusalsOf } from '../asking.ts'
import type { Answer, Stack } from '../stack.ts'

export type Result = Pick<Answer, 'data' | 'errors'>

/** How a subscription ended: by itself, by an error message, or with its connection. */
export interface Ended {
  errors?: Answer['errors']
  code?: number
  failure?: unknown
}

/** A subscription under way, and what came of it so far. */
export class Following implements Disposable {
  readonly results: Result[] = []
  readonly ended: Promise<Ended>
  readonly #stop: () => void
  #read = 0
  #wake: (() => void) | undefined
  #end: Ended | undefined

  constructor(client: Pick<Client, 'subscribe'>, payload: SubscribePayload) {
    const ended = Promise.withResolvers<Ended>()
    this.ended = ended.promise
    const end = (how: Ended) => {
      this.#end ??= how
      ended.resolve(this.#end)
      this.#wake?.()
    }
    this.#stop = client.subscribe(payload, {
      next: result => {
        this.results.push(result as Result)
        this.#wake?.()
      },
      error: failure => end(endOf(failure)),
      complete: () => end({}),
    })
  }

  /** The next result that nobody has read. */
  async next(): Promise<Result> {
    while (this.results.length <= this.#read) {
      if (this.#end) throw new Error(`The subscription has ended: ${JSON.stringify(this.#end)}`)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    return this.results[this.#read++] as Result
  }

  /** The data of the next result, which has no errors. */
  async told() {
    const { data, errors } = await this.next()
    expect(errors ?? []).toEqual([])
    return data
  }

  /** The data of the first result, of something that is done again until it is told of: then the subscription has begun. */
  async begun(again: () => Promise<unknown>) {
    const first = this.told()
    // An embedded database answers within the same turn: without a pause nobody else would get one.
    for (; this.results.length === 0 && !this.#end; await pause(50)) await again()
    return first
  }

  [Symbol.dispose](): void {
    this.#stop()
  }
}

function endOf(failure: unknown): Ended {
  if (Array.isArray(failure)) return { errors: failure as Answer['errors'] }
  const { code } = failure as { code?: number }
  return code === undefined ? { failure } : { code }
}

/** The one refusal that a subscription ended with, over either protocol. */
export async function refusalOf(following: Following) {
  const { errors = [] } = await following.ended
  const [refusal] = refusalsOf({ errors: errors.length > 0 ? errors : (following.results.at(-1)?.errors ?? []) })
  return refusal
}

export const protocols = ['websocket', 'sse'] as const
export type Protocol = (typeof protocols)[number]

/** A client of one protocol with a token, and how it is got rid of. */
export interface Connected extends Disposable {
  follow(query: string, variables?: Record<string, unknown>, extensions?: Record<string, unknown>): Following
}

export async function connect(
  { url, tokens }: Pick<Stack, 'url' | 'tokens'>,
  who: Identity,
  protocol: Protocol,
  seconds?: number,
): Promise<Connected> {
  const token = who.role === 'anonymous' ? undefined : await tokens.issue(who, seconds)
  return protocol === 'sse' ? overSse(url, token) : overWebSocket(url, token)
}

export function overSse(url: string, token: string | undefined): Connected {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const client = createSse({ url: `${url}/graphql`, headers, retryAttempts: 0, singleConnection: false })
  return {
    follow: (query, variables) => new Following(client as never, { query, variables: variables ?? {} }),
    [Symbol.dispose]: () => client.dispose(),
  }
}

export function overWebSocket(
  url: string,
  token: string | undefined,
  options: { webSocketImpl?: unknown; lazy?: boolean } = {},
): Connected {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    retryAttempts: 0,
    ...options,
  })
  return {
    follow: (query, variables = {}, extensions = {}) => new Following(client, { query, variables, extensions }),
    [Symbol.dispose]: () => void client.dispose(),
  }
}
