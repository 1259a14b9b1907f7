import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server'
import { sendErrors, sendJson } from './answers.ts'
import { askedIn, paramsOf, RequestFault, readBody } from './bodies.ts'
import { bound, closed, lookOverMs, refuseFaults, unusedConnections } from './connections.ts'
import { Refusal } from './errors.ts'
import { allowOrigin, guard } from './headers.ts'
import { type Idempotency, idempotencyOf } from './idempotency.ts'
import { uuidPattern } from './identity.ts'
import type { Intake } from './intakes.ts'
import type { Log } from './log.ts'
import { asksForEvents, type Streams } from './streams.ts'

/** One request as the shell took it in. */
export interface Arrival {
  requestId: string
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
  idempotency: Idempotency | undefined
}

/** What the shell asks of whoever answers: a context per request, and whether requests can be answered now. */
export interface Endpoint<Context extends BaseContext> {
  apollo: ApolloServer<Context>
  /** @throws Refusal when the request may not come in at all */
  context(request: IncomingMessage, arrival: Arrival): Promise<Context>
  /**
   * What is asked, where that is not what was sent.
   * @throws Refusal when it is not answered
   */
  asked?(sent: unknown): unknown
  readiness(): Promise<{ ready: boolean; checks: Record<string, unknown> }>
  /** Pages and files by path, for developers. */
  pages: Map<string, Page>
  corsOrigins: string[]
  intake: Intake
  /** Whether browsers may come over TLS alone. */
  production: boolean
  log: Log
  gate?: Gate
  /** What is answered for longer than a request takes. */
  streams?: Streams<Context>
}

/** Holds off who asks too much. */
export interface Gate {
  /** @throws Refusal RATE_LIMITED before anything of the request is looked at */
  admit(request: IncomingMessage): Promise<void>
  /** Hears of requests that were refused before the graph saw them. */
  refused(request: IncomingMessage): Promise<void>
}

export interface Page {
  type: string
  body: string | Buffer
  headers?: Record<string, string>
}

export interface Listening extends AsyncDisposable {
  url: string
}

/**
 * Serves one endpoint: GraphQL at `/graphql`, `/livez`, `/readyz` and its pages. Every answer but a page is JSON.
 * @throws PortInUse when another program listens there
 */
export async function listen<Context extends BaseContext>(
  endpoint: Endpoint<Context>,
  at: { host: string; port: number },
): Promise<Listening> {
  const { upgrade } = endpoint.streams ?? {}
  // Clients that offer another protocol, such as HTTP/2, go on with this one.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) =>
    upgrade !== undefined && headers.upgrade?.toLowerCase() === 'websocket'
  const { intake, log } = endpoint
  const options = {
    shouldUpgradeCallback,
    connectionsCheckingInterval: lookOverMs(intake),
    // Who sends no host is refused in JSON as everybody else.
    requireHostHeader: false,
  }
  const server = createServer(options, (request, response) => {
    // The last answer of a server that closes ends its connection, which would be kept for another request.
    response.once('close', () => server.listening || setImmediate(() => server.closeIdleConnections()))
    answer(endpoint, request, response).catch(error => {
      // Whoever hangs up in the middle of a request waits for no answer.
      if (response.destroyed) return
      log.error({ err: error }, 'request failed')
      sendErrors(response, 500, [new Refusal('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.')])
    })
  })
  bound(server, intake, log)
  refuseFaults(server)
  const unused = unusedConnections(server)
  if (upgrade) server.on('upgrade', upgrade)
  await opened(server, at)
  const { port } = server.address() as AddressInfo
  const close = () => {
    endpoint.streams?.close()
    return closed(server, unused)
  }
  return { url: `http://${at.host}:${port}`, [Symbol.asyncDispose]: close }
}

/** Another program listens on the port already. */
export class PortInUse extends Error {
  override name = 'PortInUse'
}

function opened(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const remedy = `Port ${port} on ${host} is in use. Stop the program that listens there, or set another port.`
      reject(error.code === 'EADDRINUSE' ? new PortInUse(remedy) : error)
    })
    server.listen(port, host, () => resolve())
  })
}

/** What is at a path, and the methods that it is asked by. */
interface Place {
  methods: string[]
  answer(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> | void
}

function placeAt<Context extends BaseContext>(endpoint: Endpoint<Context>, path: string): Place | undefined {
  const looked = (answer: Place['answer']): Place => ({ methods: ['GET', 'HEAD'], answer })
  if (path === '/graphql') return { methods: ['GET', 'POST'], answer: (...asked) => answerGraphQL(endpoint, ...asked) }
  if (path === '/livez') return looked((_, response) => sendJson(response, 200, { live: true }))
  if (path === '/readyz')
    return looked(async (_, response) => {
      const state = await endpoint.readiness()
      sendJson(response, state.ready ? 200 : 503, state)
    })
  const page = endpoint.pages.get(path)
  if (page)
    return looked((_, response) => {
      response.setHeader('content-type', page.type)
      for (const [name, value] of Object.entries(page.headers ?? {})) response.setHeader(name, value)
      response.end(page.body)
    })
  const streamed = endpoint.streams?.paths?.get(path)
  return streamed && { methods: ['GET'], answer: streamed }
}

async function answer<Context extends BaseContext>(
  endpoint: Endpoint<Context>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  guard(response, endpoint.production)
  allowOrigin(endpoint.corsOrigins, request, response)
  const { url = '', method = '', httpVersion, headersDistinct } = request
  // A second host may be what somebody in front of this server went by.
  if ((headersDistinct.host?.length ?? 0) !== 1 && httpVersion !== '1.0')
    return sendErrors(response, 400, [new RequestFault(400, 'Send one "host" header.')])
  // A path of two slashes would be read as another host.
  const { pathname, search } = URL.parse(url.startsWith('/') ? `http://localhost${url}` : url) ?? {
    pathname: '',
    search: '',
  }
  const place = placeAt(endpoint, pathname)
  if (!place) {
    return sendErrors(response, 404, [new Refusal('NOT_FOUND', 'There is nothing here; the graph is at /graphql.')])
  }
  if (place.methods.includes(method)) return place.answer(request, response, search)
  response.setHeader('allow', [...place.methods, 'OPTIONS'].join(', '))
  if (method === 'OPTIONS') return void response.writeHead(204).end()
  sendErrors(response, 405, [new RequestFault(405, `This is asked by ${place.methods.join(' or ')}.`)])
}

async function answerGraphQL<Context extends BaseContext>(
  endpoint: Endpoint<Context>,
  request: IncomingMessage,
  response: ServerResponse,
  sentSearch: string,
): Promise<void> {
  const given = String(request.headers['x-request-id'] ?? '')
  const requestId = uuidPattern.test(given) ? given : randomUUID()
  const gone = new AbortController()
  response.setHeader('x-request-id', requestId)
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  try {
    await endpoint.gate?.admit(request)
    const sent = { body: await readBody(request, endpoint.intake.maxBodyBytes), search: sentSearch }
    const { body, search } = askedIn(sent, request, endpoint.asked)
    const idempotency = request.method === 'POST' ? idempotencyOf(request.headers, body) : undefined
    const contextValue = await endpoint.context(request, { requestId, signal: gone.signal, idempotency })
    if (endpoint.streams?.stream && asksForEvents(request)) {
      const params = (body as object | undefined) ?? paramsOf(search)
      return await endpoint.streams.stream({ params, context: contextValue, request, response })
    }
    const headers = new HeaderMap()
    for (const [name, value] of Object.entries(request.headers)) if (value) headers.set(name, String(value))
    const httpGraphQLRequest = { method: request.method ?? 'GET', headers, search, body }
    const answered = await endpoint.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => contextValue,
    })
    for (const [name, value] of answered.headers) response.setHeader(name, value)
    if (answered.body.kind !== 'complete') throw new Error('Incremental delivery is not served')
    response.statusCode = answered.status ?? 200
    response.end(answered.body.string)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What is the caller's own fault counts against them.
    if (!uncounted.has(String(error.extensions.code))) await endpoint.gate?.refused(request)
    refuse(response, error, requestId)
  }
}

const statuses: Record<string, number> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, IDENTITY_UNAVAILABLE: 503 }
const uncounted = new Set(['RATE_LIMITED', 'IDENTITY_UNAVAILABLE'])

/** Refuses a request as a whole. */
function refuse(response: ServerResponse, error: Refusal, requestId: string): void {
  const { status = statuses[String(error.extensions.code)] ?? 400, headers = {} } = error as Partial<RequestFault>
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  sendErrors(response, status, [error], requestId)
}
