import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { person, serviceOf, told, uuid } from '../asking.ts'
import { type AnyDatabase, inUse, poolOn, rowsIn } from '../kit/pools.ts'
import { admin, onServer, type Stack, stack } from '../stack.ts'
import { askSubgraph } from '../wire.ts'
import { attack } from './attacks.ts'

const companion = 'mx-crowd'
const crowd = Array.from({ length: 50 }, (_, n) => uuid(78_000 + n))

let graph: Stack
const gone = () => graph.asOwner('memory', 'delete from companion_memories where companion_id = $1', [companion])
beforeAll(async () => {
  graph = await stack()
  await gone()
  await graph.asOwner(
    'memory',
    `insert into companion_memories (companion_id, user_id, content, memory_tier)
     select $1, person, 'of ' || person, 'SPARSE' from unnest($2::text[]) person, generate_series(1, 3)`,
    [companion, crowd],
  )
})
afterAll(() => gone())

const seen = sql<{ userId: string; role: string; id: string }>`
  select user_id as "userId", current_setting('app.role') as role, current_setting('app.user_id') as id
  from companion_memories where companion_id = ${companion}`

/** What somebody does to leave an identity behind: each in its own way. */
const mishaps = [
  'select 1 / 0',
  "select set_config('app.role', 'admin', false)",
  `select set_config('app.user_id', '${crowd[0]}', false), set_config('app.companions', '["*"]', false)`,
  'reset all',
  'select pg_sleep(0.01)',
]

const visitors = (n: number): Identity => {
  if (n % 29 === 0) return admin
  if (n % 23 === 0) return serviceOf(companion)
  if (n % 19 === 0) return anonymous
  return person(crowd[n % crowd.length] as string)
}

/** Whose rows a visitor should see. */
const expected = ({ role, ...who }: Identity & { id?: string }) =>
  role === 'user' ? [who.id, who.id, who.id] : role === 'anonymous' ? [] : crowd.flatMap(id => [id, id, id])

/** Whose rows one visitor saw; undefined of one who left before the answer, or whose transaction had failed. */
async function visit(database: AnyDatabase, n: number): Promise<string[] | undefined> {
  const identity = visitors(n)
  const leaving = new AbortController()
  await using session = database.session(identity, n % 11 === 0 ? leaving.signal : undefined)
  const answer = rowsIn(session, seen).catch(() => undefined)
  if (n % 7 === 0) return
  const mishap = mishaps[n % 13]
  if (mishap) await rowsIn(session, sql.raw(mishap)).catch(() => undefined)
  if (n % 11 === 0) leaving.abort()
  const rows = await answer
  for (const { role, id } of rows ?? [])
    if (role !== identity.role || id !== (identity.role === 'user' ? identity.id : ''))
      return [`asked as ${role} ${id}`]
  return rows?.map(({ userId }) => userId).sort()
}

/** Writes that fail or are undone half way, between the visits. */
async function disturb(database: AnyDatabase, n: number): Promise<void> {
  const work = async (db: Parameters<Parameters<AnyDatabase['write']>[1]>[0]) => {
    await sql`select set_config('app.role', 'admin', false)`.execute(db)
    throw new Error('given up')
  }
  await database.write(visitors(n), work).catch(() => undefined)
}

describe.runIf(onServer)('many people on two connections', () => {
  let database: AnyDatabase
  beforeAll(() => {
    database = poolOn('memory', { max: 2, connectTimeoutMs: 60_000 })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  attack(
    'R5.1',
    'ten thousand visits of fifty people on two connections, between errors, transactions that were given up or called off, settings that outlive them, RESET ALL',
    'each sees their own rows and those of nobody else, as themselves',
    async () => {
      const until = Date.now() + 5_000
      let [begun, checked] = [0, 0]
      const guest = async () => {
        while (begun < 10_000 && Date.now() < until) {
          const n = begun++
          if (n % 17 === 0) await disturb(database, n)
          const saw = await visit(database, n)
          if (!saw) continue
          expect([n, saw]).toEqual([n, expected(visitors(n))])
          checked++
        }
      }
      await Promise.all(Array.from({ length: 50 }, guest))
      expect(checked).toBeGreaterThan(200)
      expect(database.pool.total).toBeLessThanOrEqual(2)
      await expect.poll(() => inUse(database)).toBe(0)
      const states = `select distinct state from pg_stat_activity
        where application_name = 'worlds-graph memory' and datname = current_database()`
      await expect.poll(() => graph.asOwner('memory', states)).toEqual([{ state: 'idle' }])
    },
    { on: 'server' },
  )
})

attack(
  'R5.2',
  'a request whose statement fails, and behind it one of nobody',
  'no identity is left for who comes next',
  async () => {
    const representations = (key: string) =>
      `{ _entities(representations: [${key}]) { ... on User { companions { id } } } }`
    const open = `{ user(id: "${crowd[0]}") { username } spaces(first: 1) { totalCount } }`
    const before = await told(graph, anonymous, open)
    for (let n = 0; n < 10; n++) {
      // A person whom no gateway lets through; PostgreSQL itself refuses the text.
      const { errors } = await askSubgraph(
        graph,
        'memory',
        admin,
        representations('{ __typename: "User", id: "\\u0000" }'),
      )
      expect(errors).toHaveLength(1)
      const asked = await askSubgraph(
        graph,
        'memory',
        anonymous,
        representations(`{ __typename: "User", id: "${crowd[0]}" }`),
      )
      expect(JSON.stringify(asked.data)).not.toContain(companion)
      expect(await told(graph, anonymous, open)).toEqual(before)
    }
  },
)

attack(
  'R5.3',
  'ninety requests at once, of people, services, admins and nobody',
  'each is answered as who asks',
  async () => {
    const query = `{ companion(id: "${companion}") { memories(first: 100) { totalCount nodes { user { id } } } } }`
    await Promise.all(
      Array.from({ length: 90 }, async (_, n) => {
        const who = visitors(n)
        const { data } = await graph.ask(who, query)
        const { totalCount, nodes = [] } = data.companion?.memories ?? {}
        const ids: string[] = nodes.map(({ user }: { user: { id: string } }) => user.id)
        const [seen, own] = [new Set(expected(who)), expected(who).length]
        expect([n, totalCount, ids.filter(id => !seen.has(id))]).toEqual([n, own || undefined, []])
      }),
    )
  },
)
