import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Stack, stack } from '../stack.ts'

describe('a connection that asks for another protocol', () => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  async function refusedSocket(): Promise<Socket> {
    const { hostname, port } = new URL(graph.url)
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write('GET /other HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    return socket
  }

  test('is hung up on when it is refused, also by a client that would stay', async () => {
    const socket = await refusedSocket()
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 404 /)
    // Only what nobody holds any more is refused further bytes.
    const writing = setInterval(() => socket.write('x'), 10)
    await new Promise(resolve => socket.once('close', resolve))
    clearInterval(writing)
  })

  test('harms nobody when the client resets it', async () => {
    const faults: unknown[] = []
    const heard = (fault: unknown) => faults.push(fault)
    process.on('uncaughtExceptionMonitor', heard)
    for (let nth = 0; nth < 50; nth++) {
      const socket = await refusedSocket()
      if (nth % 2) await once(socket, 'data')
      socket.resetAndDestroy()
    }
    const alive = await fetch(`${graph.url}/livez`)
    process.off('uncaughtExceptionMonitor', heard)
    expect([alive.status, faults]).toEqual([200, []])
  })

  test('is answered as it is when that protocol is none of ours', async () => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQCAAAA' }
    const asked = request(`${graph.url}/livez`, { headers })
    const answered = once(asked.end(), 'response')
    expect((await answered)[0].resume().statusCode).toBe(200)
  })
})
