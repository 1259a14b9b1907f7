import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Event, Events, gap } from './events.ts'

/** Listens once: tells each payload, and ends only by losing the connection or by being aborted. */
export type Listen = (around: { tell(payload: string): void; listening(): void; signal: AbortSignal }) => Promise<void>

/** The way an embedded database listens; what it returns ends that. */
export type BeginListening = (channel: string, tell: (payload: string) => void) => Promise<() => Promise<void>>

/** Works on the one session of an embedded database between the transactions of others. */
export type Between = <Value>(work: () => Promise<Value>) => Promise<Value>

/** The channel of all events; a payload says what it is about. */
export const channel = 'graph'

const firstPauseMs = 100
const longestPauseMs = 10_000
const pingEveryMs = 30_000
const pingTimeoutMs = 5_000

/**
 * One connection that listens to what a database notifies of, opened when somebody first wants to know and kept from then
 * on. Whenever it has been opened, also again after it was lost, all are told of a gap.
 */
export class Listener implements AsyncDisposable {
  readonly #events = new Events()
  readonly #stop = new AbortController()
  readonly #listen: Listen
  readonly #onLost: (error: Error) => void
  #running: Promise<void> | undefined
  #listening = false

  constructor(listen: Listen, onLost: (error: Error) => void) {
    this.#listen = listen
    this.#onLost = onLost
  }

  /** Begins with a gap: at that moment the database is listened to, and nothing after it is missed silently. */
  events(signal: AbortSignal): AsyncGenerator<Event> {
    this.#running ??= this.#keepListening()
    return this.#events.read(signal, ...(this.#listening ? [gap] : []))
  }

  async #keepListening(): Promise<void> {
    const { signal } = this.#stop
    for (let wait = firstPauseMs; !signal.aborted; wait = Math.min(wait * 2, longestPauseMs)) {
      const listening = () => {
        wait = firstPauseMs
        this.#listening = true
        this.#events.tell(gap)
      }
      await this.#listen({ tell: payload => this.#tell(payload), listening, signal }).catch(this.#onLost)
      this.#listening = false
      await pause(wait * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  #tell(payload: string): void {
    const event = eventOf(payload)
    if (event) this.#events.tell(event)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    this.#events.close()
    await this.#running
  }
}

/** Other programs may notify on the same channel what they like. */
function eventOf(payload: string): Event | undefined {
  try {
    const event = JSON.parse(payload)
    return typeof event?.topic === 'string' && event.topic !== gap.topic ? event : undefined
  } catch {
    return undefined
  }
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Listens on a connection of its own, beside the pool's, and asks it now and then whether it is still there. */
export function listenOnServer(config: pg.ClientConfig): Listen {
  return async ({ tell, listening, signal }) => {
    const client = new pg.Client({ ...config, application_name: `${config.application_name} events` })
    const lost = Promise.withResolvers<void>()
    // It may be lost before anybody waits for that.
    lost.promise.catch(() => undefined)
    client.on('error', lost.reject)
    client.on('end', () => lost.reject(new Error('The connection for events ended')))
    client.on('notification', ({ payload }) => tell(payload ?? ''))
    const ping = setInterval(() => {
      client.query({ text: 'select 1', query_timeout: pingTimeoutMs } as pg.QueryConfig).catch(lost.reject)
    }, pingEveryMs)
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      listening()
      await Promise.race([lost.promise, aborted(signal)])
    } finally {
      clearInterval(ping)
      // A server that is gone does not answer a farewell.
      await Promise.race([client.end().catch(() => undefined), pause(1_000, undefined, { ref: false })])
    }
  }
}

/** Listens on the one session of an embedded database. */
export function listenOnSession(session: { between?: Between }, begin: BeginListening): Listen {
  return async ({ tell, listening, signal }) => {
    const between = session.between as Between
    const end = await between(() => begin(channel, tell))
    listening()
    await aborted(signal)
    await between(end)
  }
}
