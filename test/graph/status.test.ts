import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { anonymous } from '@worlds/kit/identity.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import pg from 'pg'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { codes, person, refused, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const of: [field: string, database: SubgraphName][] = [
  ['memoryDatabase', 'memory'],
  ['nexusDatabase', 'nexus'],
  ['worldDatabase', 'world'],
]

describe('who may not', () => {
  const query = `{ ${of.map(([field]) => `${field} { tables { name } connections { user } }`).join(' ')} }`
  const all = (code: string) => Object.fromEntries(of.map(([field]) => [field, code]))

  test('a passer-by is asked who they are; people and services are turned away', async () => {
    expect(await codes(graph, anonymous, query)).toEqual(all('UNAUTHENTICATED'))
    for (const who of [demo, person(uuid(1)), serviceOf('bob'), gameServer]) {
      expect(await codes(graph, who, query)).toEqual(all('FORBIDDEN'))
      expect((await graph.ask(who, query)).data).toEqual({
        memoryDatabase: null,
        nexusDatabase: null,
        worldDatabase: null,
      })
    }
  })
})

describe.each(of)('%s', (field, database) => {
  const ask = async (selection: string) => (await told(graph, admin, `{ ${field} { ${selection} } }`))[field]

  test('lists the tables and indexes of its database, the largest first', async () => {
    const { tables, indexes } = await ask(
      'tables { name rows bytes lastVacuum lastAnalyze } indexes { name table bytes scans }',
    )
    const stored = async (kind: string) =>
      (
        await graph.asOwner(
          database,
          `select relname from pg_class where relkind = $1 and relnamespace = 'public'::regnamespace`,
          [kind],
        )
      )
        .map(row => row.relname)
        .toSorted()
    const names = (each: { name: string }[]) => each.map(({ name }) => name).toSorted()
    expect(names(tables)).toEqual(await stored('r'))
    expect(names(indexes)).toEqual(await stored('i'))
    for (const list of [tables, indexes]) {
      const bytes = list.map((each: { bytes: string }) => Number(each.bytes))
      expect(bytes).toEqual(bytes.toSorted((a: number, b: number) => b - a))
    }
    for (const table of tables) {
      expect(table.rows).toMatch(/^\d+$/)
      expect(table.lastAnalyze).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    }
  })

  test('lists its migrations as they were applied', async () => {
    const { migrations } = await ask('migrations { name checksum appliedAt }')
    const directory = new URL(
      import.meta.resolve(`@worlds/migrations/${databases[database].database}/0001_baseline.sql`),
    )
    const files = readdirSync(new URL('.', directory)).filter(name => name.endsWith('.sql'))
    const sums = files.map(name => ({
      name,
      checksum: createHash('sha256')
        .update(readFileSync(new URL(name, directory)))
        .digest('hex'),
    }))
    expect(migrations.map(({ name, checksum }: { name: string; checksum: string }) => ({ name, checksum }))).toEqual(
      sums.toSorted((a, b) => a.name.localeCompare(b.name)),
    )
    for (const { appliedAt } of migrations) expect(Date.parse(appliedAt)).toBeGreaterThan(Date.now() - 3_600_000)
  })

  test('counts its pool', async () => {
    const { pool } = await ask('pool { total idle waiting }')
    expect(pool.total).toBeGreaterThanOrEqual(1)
    expect(pool.idle).toBeLessThanOrEqual(pool.total)
    expect(pool.waiting).toBe(0)
  })

  test('shows the statement that asks, among those running for no time at all', async () => {
    const { connections, longRunningQueries } = await ask(
      'connections { database state count } longRunningQueries(minSeconds: 0) { pid state durationSeconds query }',
    )
    if (onServer)
      expect(longRunningQueries.some((each: { query: string }) => each.query.includes('graph.database_activity'))).toBe(
        true,
      )
    for (const { durationSeconds } of longRunningQueries) expect(durationSeconds).toBeGreaterThanOrEqual(0)
    expect(new Set(connections.map((each: { database: string }) => each.database)).size).toBeLessThanOrEqual(1)
    expect((await ask('longRunningQueries { pid }')).longRunningQueries).toEqual([])
  })

  test.each([-1, 86_401])('refuses a least duration of %d seconds', async n => {
    const query = `query ($n: Int) { ${field} { longRunningQueries(minSeconds: $n) { pid } } }`
    const refusal = await refused(graph, admin, query, { n })
    expect(refusal).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'minSeconds',
      message: `"minSeconds" takes 0 to 86400, not ${n}.`,
    })
  })
})

describe.skipIf(!onServer)('connections of a server', () => {
  test('are those that the owner’s query counts', async () => {
    const program = { connectionString: inject('servers')?.world.owner, application_name: 'status test' }
    const clients = [new pg.Client(program), new pg.Client(program)]
    try {
      for (const client of clients) await client.connect()
      const running = clients[0]?.query('select pg_sleep(1.5)')
      const query = `{ worldDatabase { connections { database user applicationName clientAddress state count }
        longRunningQueries(minSeconds: 1) { user query state durationSeconds } } }`
      await clients[1]?.query('select pg_sleep(1.1)')
      const { connections, longRunningQueries } = (await told(graph, admin, query)).worldDatabase
      const mine = connections.filter((each: { applicationName: string }) => each.applicationName === 'status test')
      const [{ database, login }] =
        (await clients[1]?.query('select current_database() as database, current_user as login'))?.rows ?? []
      const common = { database, user: login, applicationName: 'status test', clientAddress: '127.0.0.1', count: 1 }
      expect(mine).toHaveLength(2)
      expect(mine).toEqual(
        expect.arrayContaining([
          { ...common, state: 'active' },
          { ...common, state: 'idle' },
        ]),
      )
      expect(connections).toContainEqual(
        expect.objectContaining({ user: 'world_graph', applicationName: 'worlds-graph world' }),
      )
      const sleeping = longRunningQueries.filter((each: { query: string }) => each.query === 'select pg_sleep(1.5)')
      expect(sleeping).toEqual([
        { user: login, query: 'select pg_sleep(1.5)', state: 'active', durationSeconds: expect.any(Number) },
      ])
      await running
    } finally {
      await Promise.all(clients.map(client => client.end()))
    }
  })
})
