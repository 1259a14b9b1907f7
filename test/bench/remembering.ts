import { randomBytes } from 'node:crypto'
import { mounted } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { rowOf } from '../memory/trained.ts'
import { unlimited } from '../unlimited.ts'
import { Meter } from './meter.ts'
import type { Results } from './results.ts'
import { round } from './results.ts'
import { Store } from './stores.ts'
import { textsOf } from './tenants.ts'
import { syntheticVectors } from './vectors.ts'

const count = 1_000

/** A thousand memories with their vectors through the graph's endpoint: one batch against one after the other. */
export async function rememberBench(server: string, results: Results): Promise<void> {
  await using store = await Store.make(server, 'graph')
  await using graph = await endpointOf(await store.graphUrl())
  const vectors = syntheticVectors(2 * count, 61)
  const texts = textsOf(2 * count, 62)
  const memory = (at: number) => ({
    companionId: 'companion-1',
    userId: '00000000-0000-4000-8000-000000000001',
    content: texts[at],
    embedding: Buffer.from(rowOf(vectors, at).slice().buffer).toString('base64'),
    importanceScore: 0.9,
    keyPhrases: [],
  })
  const single = 'mutation($input: RememberMemoryInput!) { rememberMemory(input: $input) { memory { id } } }'
  const batch = 'mutation($input: RememberMemoriesInput!) { rememberMemories(input: $input) { memories { id } } }'
  await graph.ask(single, memory(0))
  const { rows } = await store.client.query(
    "select pid from pg_stat_activity where usename = 'memory_graph' and datname = current_database() order by backend_start",
  )
  const meter = new Meter(rows[0].pid)
  const ones = await meter.take(async () => {
    for (let at = 0; at < count; at += 1) await graph.ask(single, memory(at))
  })
  const memories = Array.from({ length: count }, (_, at) => memory(count + at))
  const together = await meter.take(() => graph.ask(batch, { memories }))
  results.add(
    `remember ${count.toLocaleString('en')} memories with their vectors`,
    null,
    `one batch ${round(together.cpu)} ms CPU, one by one ${round(ones.cpu)} ms`,
  )
  results.atLeast('remember: one by one over one batch', ones.cpu / together.cpu, 5, 'x')
}

/** The memory subgraph behind the gateway, on one connection; it is not asked for what the others contribute. */
async function endpointOf(url: string) {
  const settings = readSettings({
    ...unlimited,
    MEMORY_DATABASE_URL: url,
    NEXUS_DATABASE_URL: url,
    WORLD_DATABASE_URL: url,
    MEMORY_POOL_MIN: '1',
    MEMORY_POOL_MAX: '1',
    DATA_DIR: 'memory://',
    PORT: '0',
    LOG_LEVEL: 'silent',
    MAX_BODY_BYTES: String(16 * 1024 * 1024),
    AUTH_JWT_SECRET: randomBytes(32).toString('hex'),
  })
  const log = logTo(settings.logLevel, 'bench')
  const tokens = tokensFor(settings)
  const source = mounted(await openSubgraph('memory', memorySubgraph, { settings, log }), log)
  const served = await serveGateway(settings, { sources: [source], tokens, log })
  const authorization = `Bearer ${await tokens.issue({ role: 'service', name: 'bench', companions: ['*'] })}`
  const ask = async (query: string, input: unknown) => {
    const headers = { 'content-type': 'application/json', authorization }
    const body = JSON.stringify({ query, variables: { input } })
    const answer = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body })
    const { errors } = (await answer.json()) as { errors?: { message: string }[] }
    if (errors) throw new Error(errors[0]?.message)
  }
  return { ask, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() }
}
