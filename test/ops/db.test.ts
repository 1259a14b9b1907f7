import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { shipped, stepsOf } from '@worlds/migrations/files.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { complaint, ran } from './program.ts'
import { EmptyDatabases, queried } from './scratch.ts'

const db = (words: string[], settings: Record<string, string> = {}) =>
  ran('@worlds/ops/db.ts', words, { DATA_DIR: '/nonexistent/data', ...settings })

interface Step {
  step: string
  state: string
  appliedAt: string | null
  rows: string[]
}

// What needs no database is looked at once.
describe.skipIf(onServer).concurrent('pnpm db', () => {
  test('--help says what there is', async () => {
    const { status, out, error } = await db(['--help'])
    expect([status, error]).toEqual([0, ''])
    for (const word of ['migrate', 'seed', 'status', '--only', '--json', 'OWNER_URL', 'Exit status'])
      expect(out).toContain(word)
    expect((await db(['migrate', '-h'])).out).toBe(out)
  })

  test.each([
    [[], /^Say what to do\.\n[\s\S]*pnpm db migrate/],
    [['drop'], /^There is no command "drop"\.\n[\s\S]*pnpm db migrate/],
    [['constructor'], /^There is no command "constructor"/],
    [['migrate', '--only', 'voice_ninja'], /^--only takes memory, nexus or world, not "voice_ninja"\.$/],
    [['migrate', '--force'], /^Unknown option '--force'[\s\S]*pnpm db migrate/],
  ])('%j is refused', async (words, message) => {
    expect(complaint(await db(words))).toMatch(message)
  })

  const [one, two] = [
    'postgresql://u:hunter2@127.0.0.1:1/d?sslmode=disable',
    'postgresql://u:hunter2@127.0.0.1:1/e?sslmode=disable',
  ]
  test.each([
    [
      'one owner',
      { WORLD_OWNER_URL: one },
      ['status'],
      /^MEMORY_OWNER_URL: set it to the URL of the owner of voice_ninja, or leave that one out with --only\.$/,
    ],
    ['the graph’s URLs alone', { MEMORY_DATABASE_URL: one }, ['status'], /^MEMORY_OWNER_URL: set it/],
    [
      'a server that is down',
      { WORLD_OWNER_URL: one },
      ['status', '--only', 'world'],
      /^WORLD_OWNER_URL: cannot connect: .*ECONNREFUSED/,
    ],
    [
      'a server that is down',
      { WORLD_OWNER_URL: two },
      ['migrate', '--only', 'world'],
      /^WORLD_OWNER_URL: cannot connect: .*ECONNREFUSED/,
    ],
    ['several faults', { WORLD_OWNER_URL: 'x', PORT: 'y' }, ['status'], /PORT: [\s\S]*WORLD_OWNER_URL: /],
  ] as [string, Record<string, string>, string[], RegExp][])(
    'with %s it says what to mend',
    async (_, settings, words, message) => {
      const said = complaint(await db(words, settings))
      expect(said).toMatch(message)
      expect(said).not.toContain('hunter2')
    },
  )
})

describe.skipIf(!onServer)('pnpm db on a server', () => {
  let empty: EmptyDatabases
  beforeAll(async () => {
    empty = await EmptyDatabases.make()
  })
  afterAll(() => empty[Symbol.asyncDispose]())

  const statuses = async () => {
    const { status, out, error } = await db(['status', '--json'], empty.owners)
    expect([status, JSON.parse(out)]).toEqual([0, expect.anything()])
    return { error, steps: JSON.parse(out) as Record<string, Step[]> }
  }
  const counts = () =>
    Promise.all(
      Object.entries({ memory: 'companion_memories', nexus: 'users', world: 'assets' }).map(async ([name, table]) => {
        const [row] = await queried(empty.owner(name as 'memory'), `select count(*)::int as count from ${table}`)
        return row?.count
      }),
    )

  test('says first what is pending, and changes nothing by saying it', async () => {
    const { steps } = await statuses()
    for (const name of subgraphNames) {
      const listed = steps[databases[name].database] as Step[]
      expect(listed.map(({ step }) => step)).toEqual(
        (await stepsOf(name, shipped)).map(({ file, name }) => `${file}/${name}`),
      )
      expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['pending']))
      expect(await queried(empty.owner(name), "select from pg_tables where schemaname in ('public', 'graph')")).toEqual(
        [],
      )
    }
  })

  test('does not seed what was not migrated', async () => {
    expect(complaint(await db(['seed'], empty.owners))).toMatch(
      /^voice_ninja has no tables yet\. Make them with: pnpm db migrate$/,
    )
  })

  test('migrates, tells its progress apart from its result, and twice is a no-op', async () => {
    const first = await db(['migrate', '--json'], empty.owners)
    expect(first.status, first.error).toBe(0)
    expect(first.error).toMatch(/voice_ninja:\n.*applying 0001_baseline\/vectors/s)
    const reports = JSON.parse(first.out)
    for (const name of subgraphNames) {
      const report = reports[databases[name].database]
      expect(report).toMatchObject({ blocked: [], unchanged: 0 })
      expect(report.applied).toHaveLength((await stepsOf(name)).length)
    }
    const second = await db(['migrate'], empty.owners)
    expect([second.status, second.error]).toEqual([0, ''])
    expect(second.out.match(/ 0 steps applied, \d+ were before, 0 blocked/g)).toHaveLength(3)
    expect(second.out).not.toContain('applying')
  })

  test('lists what is applied, and when', async () => {
    const { steps } = await statuses()
    for (const { state, appliedAt } of Object.values(steps).flat()) {
      expect(state).toBe('applied')
      expect(Math.abs(Date.now() - Date.parse(appliedAt ?? ''))).toBeLessThan(60_000)
    }
    const { out, status } = await db(['status', '--only', 'world', '--only', 'nexus'], empty.owners)
    const told = 'nothing waits to be told to the other databases'
    const lines = new RegExp(`^bbworlds_nexus:\\n(  applied .*\\n)+  ${told}\\nbbworlds_world:\\n`)
    expect([status, out]).toEqual([0, expect.stringMatching(lines)])
  })

  test('seeds empty tables, once', async () => {
    expect(await counts()).toEqual([0, 0, 0])
    const { status, out, error } = await db(['seed', '--json'], empty.owners)
    expect([status, JSON.parse(out)]).toEqual([
      0,
      { voice_ninja: 'seeded', bbworlds_nexus: 'seeded', bbworlds_world: 'seeded' },
    ])
    expect(error).not.toBe('')
    expect(await counts()).toEqual([2_400, 200, 400])
    const again = complaint(await db(['seed'], empty.owners))
    expect(again).toMatch(/^Nothing was seeded: table companion_memories holds 2400 rows/)
    expect(await counts()).toEqual([2_400, 200, 400])
  })

  test('does not migrate as the role of the graph, nor where pgvector is missing', async () => {
    const { MEMORY_DATABASE_URL = '', WORLD_DATABASE_URL = '' } = empty.graphs
    const asGraph = await db(['migrate', '--only', 'world'], { WORLD_OWNER_URL: WORLD_DATABASE_URL })
    expect(complaint(asGraph)).toMatch(/world_graph is the role of the graph and must own nothing/)
    await using bare = await EmptyDatabases.make()
    // Stands before the catalogue: to this database the server has no extension.
    await queried(
      bare.owner('memory'),
      'create schema bare; create view bare.pg_available_extensions as select * from pg_available_extensions where false',
    )
    await queried(
      bare.owner('memory'),
      `alter database ${new URL(bare.owner('memory')).pathname.slice(1)} set search_path = bare, pg_catalog, public`,
    )
    expect(complaint(await db(['migrate', '--only', 'memory'], bare.owners))).toMatch(
      /^This server has no pgvector\. Install pgvector 0\.8 or newer on it, for instance the package postgresql-\d+-pgvector, and run this again\.$/,
    )
    const left = await queried(bare.owner('memory'), "select from pg_tables where schemaname in ('public', 'graph')")
    expect([left, MEMORY_DATABASE_URL]).toEqual([[], expect.stringContaining('memory_graph')])
  })

  test('what rows keep from being applied stays blocked, is listed, and is told by the exit status', async () => {
    await using live = await EmptyDatabases.make()
    await queried(
      live.owner('world'),
      'create table spaces (id uuid primary key default gen_random_uuid(), owner_id uuid, space_name varchar(255), description text, is_public boolean default true, max_occupancy integer default 50, entry_point jsonb, skybox_settings jsonb, terrain_settings jsonb, created_at timestamp default current_timestamp)',
    )
    await queried(live.owner('world'), "insert into spaces (space_name, max_occupancy) values ('Nobody fits in', 0)")
    const only = (words: string[]) => db([...words, '--only', 'world'], live.owners)
    const migrated = await only(['migrate', '--json'])
    expect(migrated.status).toBe(2)
    const blocked = [expect.objectContaining({ step: '0004_spaces/has_room_for_someone', count: 1 })]
    expect(JSON.parse(migrated.out).bbworlds_world.blocked).toEqual(blocked)
    const listed = await only(['status'])
    expect([listed.status, listed.out]).toEqual([
      2,
      expect.stringMatching(
        /blocked +0004_spaces\/has_room_for_someone\n.*1 rows? would be refused.*\n +space [\da-f-]{36}: max_occupancy 0/,
      ),
    ])
    await queried(live.owner('world'), 'update spaces set max_occupancy = 1')
    const mended = await only(['migrate'])
    expect([mended.status, mended.out]).toEqual([
      0,
      expect.stringMatching(/ 1 steps? applied, \d+ were before, 0 blocked/),
    ])
  })
})
