import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { EventStream } from '@worlds/kit/streams.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const text = `data: ${'x'.repeat(200_000)}\n\n`
const texts = 100

describe('an answer by server-sent events', () => {
  const server = createServer(async (_, response) => {
    using stream = new EventStream(response, 200)
    for (let nth = 0; nth < texts && !stream.gone.aborted; nth++) await stream.send(text)
    server.emit('answered', !stream.gone.aborted)
  })
  let client: Socket
  beforeEach(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.on('error', () => undefined)
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  })
  afterEach(() => {
    client.destroy()
    server.close()
  })

  test('is cut for a reader who takes nothing', async () => {
    const answered = once(server, 'answered')
    await once(client, 'data')
    client.pause()
    expect(await answered).toEqual([false])
  })

  test('waits for one who is slow', async () => {
    const answered = once(server, 'answered')
    const reading = (async () => {
      for await (const _ of client) await pause(1)
    })()
    expect(await answered).toEqual([true])
    client.destroy()
    await reading.catch(() => undefined)
  })
})
