import type { IncomingMessage } from 'node:http'
import type { ApolloServerPlugin } from '@apollo/server'
import { apolloServer } from './apollo.ts'
import type { Request } from './context.ts'
import { type Connector, Database, serverConnector } from './database.ts'
import { EmbeddedDatabase } from './embedded.ts'
import { readSettings, type Settings } from './env.ts'
import { refusalOf } from './errors.ts'
import { eventsOf } from './event-streams.ts'
import { asGatewayStates } from './idempotency.ts'
import { anonymous, type Tokens, tokensFor } from './identity.ts'
import { type Log, logTo } from './log.ts'
import type { SubgraphName } from './names.ts'
import { developerPages } from './pages.ts'
import { type Peers, RemotePeers } from './peers.ts'
import { readinessOf } from './readiness.ts'
import { type Arrival, type Listening, listen } from './server.ts'
import type { Subgraph } from './subgraph.ts'
import { recordRemoval, Upkeep } from './upkeep.ts'

/** What a subgraph is made with beside its database. */
export interface Around {
  settings: Settings
  /** Is told what the subgraph does by itself. */
  log: Log
  /** The ways to the other subgraphs, absent where it stands alone. */
  peers?: Peers | undefined
}

/** Makes a subgraph of its open database. */
// biome-ignore lint/suspicious/noExplicitAny: each subgraph knows its own tables
export type MakeSubgraph = (database: Database<any>, around: Around) => Subgraph<any>

/**
 * Opens one subgraph on its database: on a server, or the embedded one.
 * @param connector the way into a database that is open already
 * @throws LoginRefused, EmbeddedRefused, or what the driver throws when the database cannot be reached
 */
export async function openSubgraph(
  name: SubgraphName,
  make: MakeSubgraph,
  { settings, log, peers, connector }: Around & { connector?: Connector | undefined },
): Promise<ReturnType<MakeSubgraph>> {
  const pool = settings.pools[name]
  const way = connector ?? (pool.url ? serverConnector(name, pool.url, pool) : await embeddedConnector(name, settings))
  const database = new Database(name, way, pool, error => log.warn({ err: error, subgraph: name }, 'connection lost'))
  try {
    await database.open()
    if (pool.url && !way.config.ssl) {
      log.warn({ subgraph: name }, 'its database is asked without TLS, which is for development on one machine alone')
    }
    const subgraph = make(database, { settings, log, peers })
    subgraph.own(
      new Upkeep(database, recordRemoval, err => log.warn({ err, subgraph: name }, 'old records could not be removed')),
    )
    return subgraph
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error
  }
}

async function embeddedConnector(name: SubgraphName, settings: Settings): Promise<Connector> {
  const embedded = await EmbeddedDatabase.open(name, settings.dataDir)
  return embedded.asGraph()
}

/**
 * Serves one subgraph over HTTP, alone. It takes nothing but the gateway's assertions; in development, where it may be
 * explored, also a caller's own token, or none.
 */
export async function serveSubgraph(
  subgraph: ReturnType<MakeSubgraph>,
  { settings, tokens, log, exampleQuery }: { settings: Settings; tokens: Tokens; log: Log; exampleQuery: string },
): Promise<Listening> {
  await using opened = new AsyncDisposableStack()
  opened.use(subgraph)
  const { name, schema } = subgraph
  const apollo = apolloServer<Asked>({ schema, plugins: [closingSessions] }, { explorable: settings.explorable, log })
  await apollo.start()
  opened.defer(() => apollo.stop())
  const endpoint = {
    apollo,
    context: async (request: IncomingMessage, arrival: Arrival) =>
      subgraph.context({ ...arrival, ...(await identified(request, arrival, { name, settings, tokens })) }),
    readiness: () => readinessOf([subgraph]),
    pages: settings.explorable
      ? developerPages({ endpoint: '/graphql', document: exampleQuery, headers: exampleHeaders(settings.exampleToken) })
      : new Map(),
    corsOrigins: settings.explorable ? ['https://studio.apollographql.com', ...settings.corsOrigins] : [],
    intake: settings.intake,
    production: settings.production,
    log,
    streams: eventsOf(subgraph, tokens),
  }
  const { url } = opened.use(await listen(endpoint, { host: settings.host, port: settings.ports[name] }))
  const held = opened.move()
  return { url, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

type Asked = ReturnType<ReturnType<MakeSubgraph>['context']>

/** The headers that a page for developers opens with. */
export const exampleHeaders = (token: string | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {}

/** The session of a request ends when its answer is ready. */
const closingSessions: ApolloServerPlugin<Asked> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue }) {
        await contextValue[Symbol.asyncDispose]()
      },
    }
  },
}

interface Served {
  name: SubgraphName
  settings: Settings
  tokens: Tokens
}

/** Who asks, and what for: the gateway's word for both, or the caller's own where one may explore. */
async function identified(
  { headers }: IncomingMessage,
  { idempotency }: Arrival,
  { name, settings: { explorable, production }, tokens }: Served,
): Promise<Pick<Request, 'identity' | 'idempotency'>> {
  const token = headers.authorization?.replace(/^bearer\s+/i, '') ?? ''
  const asserted = async () => ({
    identity: await tokens.acceptAssertion(token, name),
    idempotency: idempotency && asGatewayStates(idempotency, headers),
  })
  if (!explorable || production) return asserted()
  if (!token) return { identity: anonymous, idempotency }
  return asserted().catch(async () => ({ identity: await tokens.identify(token), idempotency }))
}

/** Resolves when the process is asked to stop. */
export function stopRequested(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

/** A subgraph's whole program: serves until it is asked to stop. */
export async function runSubgraph(name: SubgraphName, make: MakeSubgraph, exampleQuery: string): Promise<void> {
  await orExplain(async () => {
    const settings = readSettings(undefined, name)
    const log = logTo(settings.logLevel, name)
    const tokens = tokensFor(settings)
    await using peers = new RemotePeers(name, settings, tokens)
    const subgraph = await openSubgraph(name, make, { settings, log, peers: peers.to })
    await using server = await serveSubgraph(subgraph, { settings, tokens, log, exampleQuery })
    console.log(`${name} subgraph at ${server.url}/graphql`)
    await stopRequested()
  })
}

/** Runs a program; a fault ends it with one clear message and exit status 1, a stack only where nobody foresaw it. */
export async function orExplain(work: () => Promise<void>): Promise<void> {
  // Whoever reads the output may stop reading: `pnpm db status | head`.
  process.stdout.on('error', () => undefined)
  try {
    await work()
  } catch (error) {
    console.error(explained(error as Fault))
    process.exitCode = 1
  }
}

type Fault = Error & { code?: string; severity?: string }

/** What nobody foresaw is an error of the language; others have a name of their own, or a code of the system's. */
const unforeseen = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'])

function explained({ name, code = '', message, severity, stack }: Fault): string | undefined {
  if (severity === 'ERROR') return `The database refused a statement: ${message} (${code}).`
  if (severity !== undefined || refusalOf({ code, message })) {
    return `A database cannot be used: ${message || code}. Check the …_URL settings of the databases, and that the server runs.`
  }
  return unforeseen.has(name) && !/^E[A-Z]+$/.test(code) ? stack : message
}
