import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { stack } from '../stack.ts'

const pings = 60
const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(900_000) } })

test('nothing is taken from a client that does not read; when it does, all is answered', async () => {
  const graph = await stack()
  const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('{"type": "connection_init"}')
  await once(socket, 'message')
  socket.pause()
  let taken = 0
  const all = (async () => {
    for (; taken < pings; taken++) await new Promise(resolve => socket.send(ping, resolve))
  })()
  for (let before = -1; before < taken; ) {
    before = taken
    await Promise.race([all, pause(2_000)])
  }
  expect(taken).toBeLessThan(pings)
  const answered = new Promise<void>(resolve => {
    let left = pings
    socket.on('message', () => --left === 0 && resolve())
  })
  socket.resume()
  await Promise.all([all, answered])
  expect(taken).toBe(pings)
  socket.terminate()
})
