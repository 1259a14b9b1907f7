import { randomBytes } from 'node:crypto'
import type { Source } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import type { Metrics } from '@worlds/gateway/metrics.ts'
import { mountedSources } from '@worlds/gateway/sources.ts'
import type { Connector } from '@worlds/kit/database.ts'
import { readSettings, type Settings } from '@worlds/kit/env.ts'
import { type Identity, type Tokens, tokensFor } from '@worlds/kit/identity.ts'
import type { Between } from '@worlds/kit/listener.ts'
import { type Log, logTo } from '@worlds/kit/log.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { connectorsOf, type EmbeddedDatabases, openEmbeddedDatabases } from '@worlds/ops/embedded.ts'
import pg from 'pg'
import { inject } from 'vitest'
import { unlimited } from './unlimited.ts'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
  data: any
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

/** The whole graph, served over demo data, and the ways a test may ask it. */
export interface Stack {
  url: string
  metrics: Metrics
  /** Where they are served. */
  metricsUrl: string
  settings: Settings
  tokens: Tokens
  log: Log
  /** The subgraphs as the gateway asks them. */
  sources: Source[]
  ask(identity: Identity, query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** Runs SQL as the owner of one database, past every policy. */
  asOwner(name: SubgraphName, text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
}

export const onServer = inject('target') === 'server'

export const demo: Identity = { role: 'user', id: demoPerson.id }
export const admin: Identity = { role: 'admin', name: 'test admin' }
export const gameServer: Identity = { role: 'service', name: 'game', companions: ['*'] }

let running: Promise<Stack> | undefined

/** One stack serves all test files of a run: its data are only read, or put back. */
export function stack(): Promise<Stack> {
  running ??= open()
  return running
}

async function open(): Promise<Stack> {
  const servers = inject('servers')
  const urls = servers
    ? {
        MEMORY_DATABASE_URL: servers.memory.graph,
        NEXUS_DATABASE_URL: servers.nexus.graph,
        WORLD_DATABASE_URL: servers.world.graph,
      }
    : {}
  const prepared = process.env.PREPARED_STATEMENTS ? { PREPARED_STATEMENTS: process.env.PREPARED_STATEMENTS } : {}
  const own = {
    ...unlimited,
    DATA_DIR: 'memory://',
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'silent',
    // Tests sweep themselves; nobody leaves the demo's instances behind their backs.
    MEMBERSHIP_SWEEP_SECONDS: '86400',
    // The outbox is looked into after each change alone: tests count statements, and an embedded database's owner has the
    // graph's own session, between whose statements nothing may come.
    OUTBOX_INTERVAL_MS: '3600000',
    AUTH_JWT_SECRET: randomBytes(32).toString('hex'),
  }
  const settings = readSettings({ ...urls, ...prepared, ...own })
  const log = logTo(settings.logLevel, 'test')
  const tokens = tokensFor(settings)
  const embedded = servers ? undefined : await openEmbeddedDatabases('memory://', { demo: true, say: () => undefined })
  const connectors: Partial<Record<SubgraphName, Connector>> = embedded ? await connectorsOf(embedded) : {}
  const sources = await mountedSources(settings, { log, connectors })
  const { url, metrics, metricsUrl } = await serveGateway(settings, { sources, tokens, log })
  return {
    url,
    metrics,
    metricsUrl,
    settings,
    tokens,
    log,
    sources,
    ask: async (identity, query, variables) =>
      asked(url, identity.role === 'anonymous' ? undefined : await tokens.issue(identity), { query, variables }),
    asOwner: (name, text, values) =>
      embedded
        ? between(connectors, name)(() => asEmbeddedOwner(embedded, name, text, values))
        : asServerOwner(servers?.[name].owner as string, text, values),
  }
}

/** One of the stack's subgraphs behind another gateway, which it outlives. */
export const borrowed = (source: Source): Source => ({
  name: source.name,
  process: asked => source.process(asked),
  check: () => source.check(),
  events: signal => source.events(signal),
  [Symbol.asyncDispose]: async () => undefined,
})

/** Posts one GraphQL request, with more headers where some are given. */
export async function asked(
  url: string,
  token: string | undefined,
  body: unknown,
  more: Record<string, string> = {},
): Promise<Answer> {
  const own = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const headers = { ...own, ...more }
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) })
  const { data, errors = [] } = (await response.json()) as Partial<Answer>
  return { status: response.status, data, errors }
}

async function asServerOwner(url: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

const between = (connectors: Partial<Record<SubgraphName, Connector>>, name: SubgraphName) =>
  (connectors[name] as Connector).between as Between

/** An embedded database has one session, which is the graph's; between its transactions it is the owner's for a statement. */
async function asEmbeddedOwner(embedded: EmbeddedDatabases, name: SubgraphName, text: string, values: unknown[] = []) {
  const client = await embedded[name].ownerClient()
  await client.query('set session authorization postgres')
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.query(`set session authorization ${databases[name].graphRole}`)
  }
}
