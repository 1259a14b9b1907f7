import type { ExecutionResult } from 'graphql'
import { Pool } from 'undici'
import type { Request } from './context.ts'
import type { Settings } from './env.ts'
import { remoteEvents } from './event-streams.ts'
import type { Event } from './events.ts'
import { fingerprintHeader, keyHeader } from './idempotency.ts'
import type { Tokens } from './identity.ts'
import type { Log } from './log.ts'
import type { SubgraphName } from './names.ts'
import type { Operation } from './subgraph.ts'

const remoteTimeoutMs = 30_000
/** Whoever asks for readiness does not wait long for an answer. */
const readyTimeoutMs = 2_000

/** Where a subgraph of its own process is: at the URL of the settings, or at its port on this machine. */
export const urlOf = (name: SubgraphName, { remoteUrls, host, ports }: Settings): string =>
  remoteUrls[name] ?? `http://${host}:${ports[name]}/graphql`

/** A subgraph in a process of its own, told who asks by an assertion that only it accepts. Connects when it is asked. */
export class RemoteSubgraph implements AsyncDisposable {
  readonly name: SubgraphName
  readonly #tokens: Tokens
  readonly #origin: string
  readonly #path: string
  readonly #pool: Pool

  constructor(name: SubgraphName, url: string, tokens: Tokens) {
    const { origin, pathname } = new URL(url)
    this.name = name
    this.#tokens = tokens
    this.#origin = origin
    this.#path = pathname === '/' ? '/graphql' : pathname
    this.#pool = new Pool(origin, { headersTimeout: remoteTimeoutMs, bodyTimeout: remoteTimeoutMs })
  }

  /** @throws when the subgraph cannot be reached, does not know this program, or answers no GraphQL */
  async ask(operation: Operation, { identity, requestId, signal, idempotency }: Request): Promise<ExecutionResult> {
    const { query, variables, operationName } = operation
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await this.#tokens.assert(identity, this.name)}`,
      'x-request-id': requestId,
      ...(idempotency && { [keyHeader]: idempotency.key, [fingerprintHeader]: idempotency.fingerprint }),
    }
    const body = JSON.stringify({ query, variables, operationName })
    const response = await this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers,
      body,
      signal: signal ?? null,
    })
    // The caller's token was found good; it is this program that the subgraph does not know.
    if (response.statusCode === 401)
      throw new Error(`${this.name} refuses this program: is its ASSERTION_SECRET the same?`)
    const result = (await response.body.json()) as ExecutionResult | null
    // What stands between may answer JSON of its own.
    if (!result?.data && !result?.errors) throw new Error(`${this.name} answers ${response.statusCode} and no result`)
    return result
  }

  /** What happens in its database; begins with a gap, and has one wherever something may have been missed. */
  events(signal: AbortSignal, log: Log): AsyncIterable<Event> {
    return remoteEvents({ name: this.name, origin: this.#origin, tokens: this.#tokens, log }, signal)
  }

  /** What its own `/readyz` tells of it. */
  async check(): Promise<Record<string, string>> {
    const signal = AbortSignal.timeout(readyTimeoutMs)
    const { statusCode, body } = await this.#pool.request({ method: 'GET', path: '/readyz', signal })
    const told = await body.json().catch(() => undefined)
    if (statusCode !== 200) throw new Error(`${this.name} answers ${statusCode} to /readyz`)
    return factsIn(told, this.name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close()
  }
}

/** What stands between may answer anything. */
function factsIn(told: unknown, name: SubgraphName): Record<string, string> {
  const state = (told as { checks?: Record<string, unknown> } | undefined)?.checks?.[name]
  if (typeof state !== 'object' || state === null) return {}
  return Object.fromEntries(
    Object.entries(state).filter(([fact, text]) => fact !== 'state' && typeof text === 'string'),
  )
}
