import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A connection as no well-behaved client has it. */
export interface Raw extends Disposable {
  socket: Socket
  /** All that came back so far. */
  read(): string
  /** All that came back until the other side hung up; fails when it does not. */
  ended(): Promise<string>
}

export async function rawTo(url: string, text = ''): Promise<Raw> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('error', () => undefined)
  socket.on('data', chunk => {
    answer += chunk
  })
  await once(socket, 'connect')
  socket.write(text)
  return {
    socket,
    read: () => answer,
    ended: async () => {
      if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(10_000) })
      return answer
    },
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** Sends the text a few bytes at a time until the other side hangs up. */
export async function dripped(url: string, head: string, drop: string, everyMs = 20): Promise<string> {
  using raw = await rawTo(url, head)
  while (!raw.socket.closed) {
    await pause(everyMs)
    if (raw.socket.writable) raw.socket.write(drop)
  }
  return raw.ended()
}

/** The status and the JSON of an answer on a connection. */
export function parsed(answer: string): {
  status: number
  errors: { message: string; extensions: { code: string } }[]
} {
  const [head = '', body = '{}'] = answer.split('\r\n\r\n')
  const { errors = [] } = JSON.parse(body)
  return { status: Number(head.split(' ')[1]), errors }
}
