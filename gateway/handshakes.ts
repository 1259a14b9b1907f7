import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** A connection that says who it is. */
interface Opening {
  connectionParams?: Readonly<Record<string, unknown>> | undefined
  extra: { request: IncomingMessage }
}

const tokenIn = (value: unknown) => (typeof value === 'string' ? value.replace(/^bearer\s+/i, '') : undefined)

/** What a caller brought: in `connection_init`, or with the request that opened the connection. */
export function tokenOf({ connectionParams, extra }: Opening): string | undefined {
  const { authorization, Authorization } = connectionParams ?? {}
  return tokenIn(authorization ?? Authorization ?? extra.request.headers.authorization)
}

/** Pages of other sites may not connect unless they are named; programs send no origin. */
export function allowed({ headers }: IncomingMessage, origins: string[]): boolean {
  const { origin, host } = headers
  return !origin || origins.includes(origin) || URL.parse(origin)?.host === host
}

/** Answers and hangs up. A connection that was handed over has nobody else who hears its faults or ends it. */
export function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
