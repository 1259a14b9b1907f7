import { readFileSync } from 'node:fs'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import fc from 'fast-check'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, expect } from 'vitest'
import { nobody, person, refusalsOf, rows, serviceOf, uuid } from '../asking.ts'
import { admin, borrowed, onServer, type Stack, stack } from '../stack.ts'
import { attack } from './attacks.ts'
import { type Operation, operations } from './hostile.ts'

const schema = buildSchema(readFileSync(new URL(import.meta.resolve('@worlds/schema/api.graphql')), 'utf8'))
const fields = (['query', 'mutation'] as const).flatMap(root =>
  Object.keys(schema.getRootType(root as never)?.getFields() ?? {}).map(name => ({ root, name })),
)

const [mia, other] = [uuid(97_001), uuid(97_002)]
const ids = [mia, uuid(97_010), uuid(97_011), uuid(97_012), nobody]
/** What only its owner may see, and what nobody may. */
const canary = 'canary-f7e1c0de'
/** A fuzz of these by somebody who may do all would reach what other tests read. */
const sweeping = new Set(['forgetMemories', 'compressAgingMemories'])
const seed = 20_261_126
const runsOfEach = 250

let graph: Stack
let url: string
const logged: string[] = []
const opened = new AsyncDisposableStack()

const made: [SubgraphName, string][] = [
  ['nexus', 'quest_instances'],
  ['nexus', 'characters'],
  ['nexus', 'users'],
  ['nexus', 'instances'],
  ['world', 'assets'],
  ['world', 'spaces'],
  ['memory', 'memory_analytics'],
  ['memory', 'companion_memories'],
]

/** What is made meanwhile is gone at the end. */
async function swept(): Promise<void> {
  for (const [database, table] of made) {
    const before = (await graph.asOwner(database, `select id::text from ${table}`)).map(({ id }) => id)
    opened.defer(async () => {
      await graph.asOwner(database, `delete from ${table} where id::text <> all($1::text[])`, [before])
    })
  }
}

beforeAll(async () => {
  graph = await stack()
  await swept()
  const users = [mia, other].map((id, n) => ({ id, username: `fuzz_${n}`, email: n ? `${canary}@x` : `${id}@x` }))
  opened.use(await rows(graph, 'nexus', 'users', users))
  const instance = { id: uuid(97_010), server_region: 'fuzz', max_users: 9, current_users: 0, state: {} }
  opened.use(await rows(graph, 'nexus', 'instances', [instance]))
  const space = { owner_id: mia, space_name: 'fuzz', is_public: false }
  const hidden = { ...space, id: uuid(97_013), owner_id: other, space_name: canary }
  opened.use(await rows(graph, 'world', 'spaces', [{ ...space, id: uuid(97_011) }, hidden]))
  const memory = { companion_id: canary, user_id: other, content: canary, memory_tier: 'SPARSE' }
  opened.use(await rows(graph, 'memory', 'companion_memories', [{ ...memory, id: 2_000_097_001 }]))
  opened.use(await rows(graph, 'world', 'assets', [{ id: uuid(97_012), creator_id: mia, asset_name: 'fuzz' }]))
  const log = logTo('trace', 'fuzz', { write: line => void logged.push(line) })
  const rates = { ...graph.settings.rates, perPerson: 0, perService: 0, perAddress: 0 }
  const settings = { ...graph.settings, rates, port: 0, adminPort: 0 }
  const served = await serveGateway(settings, { sources: graph.sources.map(borrowed), tokens: graph.tokens, log })
  opened.use(served)
  url = served.url
})
afterAll(() => opened.disposeAsync())

// What is sent is valid but for its values: a document that is refused would try nothing.
const bad = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'DATABASE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
])

async function sent(token: string | undefined, { query, variables }: Operation) {
  const began = performance.now()
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const body = `{"query": ${JSON.stringify(query)}, "variables": ${variables}}`
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
  return { response, text: await response.text(), ms: performance.now() - began }
}

/**
 * In JSON, no fault of ours, nothing of the inside, and soon: a busy machine may be late once.
 * @returns whether nothing of it was refused
 */
async function answered(token: string | undefined, operation: Operation, secrets: string[]): Promise<boolean> {
  let { response, text, ms } = await sent(token, operation)
  if (ms > 2_000 || text.includes('"TIMEOUT"')) ({ response, text, ms } = await sent(token, operation))
  expect(ms).toBeLessThan(2_000)
  expect(response.status).toBeLessThan(500)
  const { errors = [] } = JSON.parse(text)
  for (const { code } of refusalsOf({ errors })) expect(bad).not.toContain(code)
  for (const secret of secrets) expect(text).not.toContain(secret)
  return errors.length === 0
}

/** Every field of the root, with values that somebody else chose. */
async function fuzzed(identity: Identity, everything: boolean): Promise<void> {
  const token = identity.role === 'anonymous' ? undefined : await graph.tokens.issue(identity)
  const given = [graph.settings.auth.secret as string, 'graph-role-of-a-scratch-server', ...(token ? [token] : [])]
  const asked = fields.filter(({ name }) => !everything || !sweeping.has(name))
  const each = Math.ceil(runsOfEach / asked.length)
  const all = asked.flatMap(({ root, name }) => fc.sample(operations(schema, root, name, ids), { seed, numRuns: each }))
  logged.length = 0
  const atOnce = onServer ? 8 : 2
  let done = 0
  for (let n = 0; n < all.length; n += atOnce) {
    const some = all.slice(n, n + atOnce)
    const answers = await Promise.all(
      some.map(operation =>
        answered(token, operation, everything ? given : [...given, canary]).catch(error => {
          throw new Error(`seed ${seed}, as ${identity.role}: ${JSON.stringify(operation).slice(0, 2_000)}`, {
            cause: error,
          })
        }),
      ),
    )
    done += answers.filter(Boolean).length
  }
  // Values that are all refused by their form would never come as far as the databases.
  expect(done).toBeGreaterThan(all.length / 20)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  for (const secret of [...given, canary]) expect(logged.join('')).not.toContain(secret)
}

attack(
  'A18.1',
  'hostile values in every field of the root, by nobody',
  'answered or refused in JSON, soon, never as a fault of ours; nothing of the inside and no secret is told or logged',
  () => fuzzed({ role: 'anonymous' }, false),
)
attack('A18.2', 'the same by a person', 'the same; nothing of others is told', () => fuzzed(person(mia), false))
attack('A18.3', 'the same by a service', 'the same', () => fuzzed(serviceOf('fuzz'), false))
attack('A18.4', 'the same by an admin', 'the same, but that an admin may see all', () => fuzzed(admin, true))
