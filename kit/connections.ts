import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { hangUp } from './answers.ts'
import { Refusal } from './errors.ts'
import type { Intake } from './intakes.ts'
import type { Log } from './log.ts'

/** How often connections are looked over for those that take too long. */
export const lookOverMs = ({ headersTimeoutMs, requestTimeoutMs }: Intake) =>
  Math.ceil(Math.min(headersTimeoutMs, requestTimeoutMs, 2_000) / 2)

const sayAgainMs = 60_000

/** Holds a server's connections to what it takes in: how many they are, and how long each may take. */
export function bound(server: Server, intake: Intake, log: Log): void {
  server.headersTimeout = intake.headersTimeoutMs
  server.requestTimeout = intake.requestTimeoutMs
  server.timeout = intake.silenceTimeoutMs
  server.keepAliveTimeout = 65_000
  server.maxConnections = intake.maxConnections
  let said = Number.NEGATIVE_INFINITY
  server.on('drop', () => {
    if (performance.now() - said < sayAgainMs) return
    said = performance.now()
    log.warn({ connections: intake.maxConnections }, 'connections are turned away: there are MAX_CONNECTIONS')
  })
}

const faults: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The URL and the headers are too large. Send less.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Content Too Large', 'The extensions of a chunk are too large. Send none.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive. Send it again, faster.'],
}
const noHttp: [string, string] = ['400 Bad Request', 'This is no request of HTTP/1.1. Send one as RFC 9112 has it.']

/** Answers in JSON what Node cannot read as a request, or does not come to its end in time. */
export function refuseFaults(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => answering.set(socket, response))
  server.on('clientError', ({ code = '' }: Error & { code?: string }, socket: Duplex) => {
    const answer = answering.get(socket)
    const begun = answer?.headersSent && !answer.writableFinished
    if (code === 'ECONNRESET' || begun || !socket.writable) return void socket.destroy()
    const [status, message] = faults[code] ?? noHttp
    hangUp(socket, status, new Refusal('BAD_USER_INPUT', message))
  })
}

/** Browsers connect ahead of their next request; Node does not count such a connection as idle. */
export function unusedConnections(server: Server): Set<Socket> {
  const unused = new Set<Socket>()
  server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  for (const used of ['request', 'upgrade']) server.on(used, ({ socket }) => unused.delete(socket))
  return unused
}

/** Ends a server: it takes nothing new, and what is under way may finish. */
export function closed(server: Server, unused: Set<Socket>): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
    for (const socket of unused) socket.destroy()
    // Requests still under way may finish; those that never do are cut.
    setTimeout(() => server.closeAllConnections(), 10_000).unref()
  })
}
