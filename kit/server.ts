import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server'
import { closed, unusedConnections } from './connections.ts'
import { Refusal } from './errors.ts'
import { type Idempotency, idempotencyOf } from './idempotency.ts'
import { uuidPattern } from './identity.ts'
import type { Log } from './log.ts'
import { asksForEvents, paramsIn, type Streams } from './streams.ts'

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
  readiness(): Promise<{ ready: boolean; checks: Record<string, unknown> }>
  /** Pages and files by path, for developers. */
  pages: Map<string, Page>
  corsOrigins: string[]
  /** The largest body that is read. */
  maxBodyBytes: number
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

/** Whoever is asked whether it is ready. */
export interface Checked {
  name: string
  /** @throws when it is not ready */
  check(): Promise<Record<string, string> | undefined>
}

/** One subgraph's part of `/readyz`: its state, and the facts that it tells of itself. */
export type State = string | Record<string, string>

/** Ready when at least one subgraph is: its part of the graph can be asked. Each is named with its state. */
export async function readinessOf(subgraphs: Checked[]): Promise<{ ready: boolean; checks: Record<string, State> }> {
  const states = await Promise.all(subgraphs.map(stateOf))
  const checks = Object.fromEntries(subgraphs.map(({ name }, i) => [name, states[i] as State]))
  return { ready: states.some(state => state !== 'unavailable'), checks }
}

async function stateOf(subgraph: Checked): Promise<State> {
  try {
    const facts = (await subgraph.check()) ?? {}
    return Object.keys(facts).length > 0 ? { state: 'ready', ...facts } : 'ready'
  } catch {
    return 'unavailable'
  }
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
  const server = createServer({ shouldUpgradeCallback }, (request, response) => {
    // The last answer of a server that closes ends its connection, which would be kept for another request.
    response.once('close', () => server.listening || setImmediate(() => server.closeIdleConnections()))
    answer(endpoint, request, response).catch(error => {
      // Whoever hangs up in the middle of a request waits for no answer.
      if (response.destroyed) return
      endpoint.log.error({ err: error }, 'request failed')
      sendErrors(response, 500, [new Refusal('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.')])
    })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.keepAliveTimeout = 65_000
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

async function answer<Context extends BaseContext>(
  endpoint: Endpoint<Context>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = URL.parse(request.url ?? '/', 'http://localhost') ?? { pathname: '', search: '' }
  response.setHeader('x-content-type-options', 'nosniff')
  allowOrigin(endpoint.corsOrigins, request, response)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  if (pathname === '/livez') return sendJson(response, 200, { live: true })
  if (pathname === '/readyz') {
    const state = await endpoint.readiness()
    return sendJson(response, state.ready ? 200 : 503, state)
  }
  const page = endpoint.pages.get(pathname)
  if (page && request.method === 'GET') {
    return void response.writeHead(200, { 'content-type': page.type, ...page.headers }).end(page.body)
  }
  const path = endpoint.streams?.paths?.get(pathname)
  if (path) return path(request, response)
  if (pathname !== '/graphql') {
    return sendErrors(response, 404, [new Refusal('NOT_FOUND', 'There is nothing here; the graph is at /graphql.')])
  }
  await answerGraphQL(endpoint, request, response, search)
}

function allowOrigin(origins: string[], request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  response.setHeader('vary', 'origin')
  if (!origin || !origins.includes(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  response.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, idempotency-key, apollo-require-preflight, x-apollo-operation-name',
  )
  response.setHeader('access-control-expose-headers', 'x-request-id, retry-after')
  response.setHeader('access-control-max-age', '600')
}

async function answerGraphQL<Context extends BaseContext>(
  endpoint: Endpoint<Context>,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
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
    const body = await readBody(request, endpoint.maxBodyBytes)
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
    response.writeHead(answered.status ?? 200).end(answered.body.string)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.extensions.code !== 'RATE_LIMITED') await endpoint.gate?.refused(request)
    sendErrors(response, statusOf(error), [error], requestId)
  }
}

function statusOf(error: Refusal): number {
  if (error instanceof RequestFault) return error.status
  return { UNAUTHENTICATED: 401, RATE_LIMITED: 429 }[String(error.extensions.code)] ?? 400
}

/** The HTTP request cannot be read as a GraphQL request. */
class RequestFault extends Refusal {
  readonly status: number
  constructor(status: number, message: string) {
    super('BAD_USER_INPUT', message)
    this.status = status
  }
}

async function readBody(request: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
  if (request.method !== 'POST') return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // What is too much is read and dropped: a sender that is cut off never reads why.
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  if (bytes > maxBodyBytes)
    throw new RequestFault(
      413,
      `The body is larger than ${maxBodyBytes} bytes. Send less in one request; MAX_BODY_BYTES sets the limit.`,
    )
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new RequestFault(415, 'Send the operation as JSON, with "content-type: application/json".')
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new RequestFault(400, 'The body is not JSON. Send {"query": "…", "variables": {…}}.')
  }
}

function paramsOf(search: string) {
  try {
    return paramsIn(search)
  } catch {
    throw new RequestFault(400, '"variables" and "extensions" of the URL must be JSON.')
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
}

export function sendErrors(response: ServerResponse, status: number, errors: Refusal[], requestId?: string): void {
  if (response.headersSent) return void response.destroy()
  const { retryAfterSeconds } = errors[0]?.extensions ?? {}
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds))
  const wire = errors.map(({ message, extensions }) => ({ message, extensions: { ...extensions, requestId } }))
  sendJson(response, status, { errors: wire })
}
