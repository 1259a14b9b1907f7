import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'undici'
import { sendErrors } from './answers.ts'
import type { Event } from './events.ts'
import { anonymous, badToken, type Identity, type Tokens } from './identity.ts'
import type { Log } from './log.ts'
import type { SubgraphName } from './names.ts'
import { EventStream, type Streams } from './streams.ts'

/** The gateway itself, where nobody else asks. */
export const theGateway: Identity = { role: 'system', name: 'gateway' }

interface Remote {
  name: SubgraphName
  origin: string
  tokens: Tokens
  log: Log
}

/** Who tells of events: a subgraph. */
export interface Telling {
  name: SubgraphName
  events(signal: AbortSignal): AsyncIterable<Event>
}

/** The subgraph's events at `/events`, for this program alone: they tell of everybody's rows. */
export function eventsOf(subgraph: Telling, tokens: Tokens): Streams<never> {
  const closing = new AbortController()
  const answer = async ({ headers }: IncomingMessage, response: ServerResponse) => {
    const assertion = headers.authorization?.replace(/^bearer\s+/i, '') ?? ''
    const { role } = await tokens.acceptAssertion(assertion, subgraph.name).catch(() => anonymous)
    if (role !== 'system') return sendErrors(response, 401, [badToken()])
    await streamEvents(response, signal => subgraph.events(signal), closing.signal)
  }
  return { paths: new Map([['/events', answer]]), close: () => closing.abort() }
}

/** Answers one request by a subgraph's events, until the reader goes or `closing` is aborted. */
async function streamEvents(
  response: ServerResponse,
  events: (signal: AbortSignal) => AsyncIterable<Event>,
  closing: AbortSignal,
): Promise<void> {
  using stream = new EventStream(response)
  for await (const event of events(AbortSignal.any([stream.gone, closing]))) {
    await stream.send(`data: ${JSON.stringify(event)}\n\n`)
  }
}

/** A subgraph says something every ten seconds, if only that it is there. */
const silentMs = 30_000
const firstPauseMs = 100
const longestPauseMs = 10_000

/**
 * The events of a subgraph in a process of its own, over one stream that is opened again when it ends. The subgraph
 * begins each stream with a gap.
 */
export async function* remoteEvents(remote: Remote, signal: AbortSignal): AsyncGenerator<Event> {
  for (let wait = firstPauseMs; !signal.aborted; wait = Math.min(wait * 2, longestPauseMs)) {
    try {
      for await (const event of stream(remote, signal)) {
        wait = firstPauseMs
        yield event
      }
    } catch (err) {
      if (!signal.aborted) remote.log.warn({ err, subgraph: remote.name }, 'events cannot be had')
    }
    await pause(wait * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined)
  }
}

async function* stream({ name, origin, tokens }: Remote, signal: AbortSignal): AsyncGenerator<Event> {
  // A client of its own: an answer that never ends would hold back what waits behind it in a pool.
  const client = new Client(origin, { bodyTimeout: silentMs, headersTimeout: silentMs })
  try {
    const headers = { authorization: `Bearer ${await tokens.assert(theGateway, name)}`, accept: 'text/event-stream' }
    const { statusCode, body } = await client.request({ method: 'GET', path: '/events', headers, signal })
    if (statusCode !== 200) {
      await body.dump()
      throw new Error(`${name} answers ${statusCode} to /events: is its ASSERTION_SECRET the same?`)
    }
    yield* eventsIn(body)
  } finally {
    await client.destroy()
  }
}

/** Each event is one line of data; all other lines only say that somebody is there. */
async function* eventsIn(body: AsyncIterable<Buffer>): AsyncGenerator<Event> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as Event
  }
}
