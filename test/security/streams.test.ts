import { once as heard } from 'node:events'
import { readSettings } from '@worlds/kit/env.ts'
import { Events, gap } from '@worlds/kit/events.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, expect } from 'vitest'
import { WebSocket } from 'ws'
import { emptyGateway } from '../gateway/empty.ts'
import { shared } from '../gateway/remote.ts'
import { demo, gameServer, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

const once = { on: 'once' } as const
const tokens = tokensFor(readSettings(shared))

let served: Awaited<ReturnType<typeof emptyGateway>>
beforeAll(async () => {
  if (onServer) return
  const few = { MAX_STREAMS_PER_PERSON: '2', MAX_STREAMS_PER_ADDRESS: '4' }
  const events = (signal: AbortSignal) => new Events().read(signal, gap)
  served = await emptyGateway(few, {
    events,
    process: async () => ({ data: { instanceChanged: { id: '9' } } }) as never,
  })
})
afterAll(() => served?.[Symbol.asyncDispose]())

const connected = () => new WebSocket(`${served.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')

/** A WebSocket that has said who it is: whether it was let in, or with which code it was closed. */
async function opened(token?: string): Promise<{ socket: WebSocket; answer: string | number }> {
  const socket = connected()
  await heard(socket, 'open')
  const payload = token ? { authorization: `Bearer ${token}` } : {}
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  const acknowledged = heard(socket, 'message').then(([data]) => JSON.parse(String(data)).type)
  return { socket, answer: await Promise.race([acknowledged, heard(socket, 'close').then(([code]) => code)]) }
}

async function closed(...sockets: WebSocket[]): Promise<void> {
  for (const socket of sockets) socket.close()
  await Promise.all(sockets.map(socket => socket.readyState === socket.CLOSED || heard(socket, 'close')))
}

/** The answer by server-sent events of what never ends by itself, or the refusal. */
async function streamed(token?: string) {
  const stop = new AbortController()
  const query = 'subscription { instanceChanged(instanceId: "00000000-0000-4000-8000-000000000009") { id } }'
  const own = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const headers = token ? { ...own, authorization: `Bearer ${token}` } : own
  const body = JSON.stringify({ query })
  const response = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body, signal: stop.signal })
  return { status: response.status, response, stop: () => stop.abort() }
}

attack(
  'A41.5',
  'one person opens WebSocket after WebSocket, or stream after stream',
  'over MAX_STREAMS_PER_PERSON the WebSocket is closed with 4429 and the stream answered with 429; a service is not held by it',
  async () => {
    const token = await tokens.issue(demo)
    const [first, second] = [await opened(token), await opened(token)]
    const third = await opened(token)
    expect([first.answer, second.answer, third.answer]).toEqual(['connection_ack', 'connection_ack', 4429])
    const { status, response } = await streamed(token)
    const { errors } = (await response.json()) as { errors: { extensions: object }[] }
    expect([status, errors[0]?.extensions]).toMatchObject([429, { code: 'RATE_LIMITED', limit: 'streams', maximum: 2 }])
    const service = await tokens.issue(gameServer)
    const [one, two] = [await opened(service), await opened(service)]
    expect([one.answer, two.answer]).toEqual(['connection_ack', 'connection_ack'])
    await closed(first.socket, second.socket, one.socket, two.socket)
  },
  once,
)

attack(
  'A41.6',
  'one address opens WebSocket after WebSocket, or stream after stream, without a token',
  'over MAX_STREAMS_PER_ADDRESS both are refused with status 429, and the gateway’s figures tell so',
  async () => {
    const open = [await opened(), await opened(), await opened()]
    const stream = await streamed()
    expect(stream.status).toBe(200)
    const [refused] = await heard(connected(), 'error')
    expect(String(refused)).toContain('429')
    expect((await streamed()).status).toBe(429)
    const figures = await served.metrics.registry.getSingleMetricAsString('worlds_graph_throttled_total')
    expect(figures).toMatch(/\{limit="streams per address"\} [1-9]/)
    stream.stop()
    await closed(...open.map(({ socket }) => socket))
  },
  once,
)

attack(
  'A41.7',
  'connections are opened and hung up at every step, over and over',
  'each is counted no longer than it is there',
  async () => {
    const token = await tokens.issue(demo)
    for (let n = 0; n < 12; n++) {
      const socket = connected()
      socket.on('error', () => undefined)
      if (n % 3) await heard(socket, 'open')
      if (n % 3 === 2)
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }))
      socket.terminate()
      const { stop } = await streamed(token)
      stop()
    }
    await expect.poll(async () => (await opened(token)).answer, { timeout: 10_000 }).toBe('connection_ack')
    await expect.poll(async () => (await opened(token)).answer, { timeout: 10_000 }).toBe('connection_ack')
    expect((await opened(token)).answer).toBe(4429)
  },
  once,
)
