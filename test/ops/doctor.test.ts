import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { checks, type Examined, examine } from '@worlds/ops/doctor.ts'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connectTo } from '../migrations/scratch.ts'
import { onServer } from '../stack.ts'
import { ran } from './program.ts'

/** A fault: which check finds it, in whose database, how it is planted, what is said of it. */
type Fault = [id: string, name: SubgraphName, plant: string, state: Examined['state'], found: RegExp]

const view = 'create view spied as select * from users; grant select on spied to nexus_graph'
const outbox = (age: string) =>
  `insert into graph.outbox (recipient, topic, user_id, written_at) values ('memory', 'standing', gen_random_uuid(), now() at time zone 'UTC' - interval '${age}')`

const faults: Fault[] = [
  ['roles.powers', 'memory', 'alter role memory_graph superuser', 'error', /^memory_graph is a superuser$/],
  ['roles.powers', 'nexus', 'alter role nexus_graph bypassrls', 'error', /^nexus_graph passes row security$/],
  ['roles.powers', 'world', 'alter role world_graph createdb createrole', 'error', /may make databases$/],
  ['roles.powers', 'world', 'alter role world_graph replication', 'error', /may copy the whole server$/],
  ['roles.memberships', 'nexus', 'grant pg_read_all_data to nexus_graph', 'error', /is a member of pg_read_all_data$/],
  ['roles.memberships', 'nexus', 'grant nexus_graph to nexus_user', 'error', /^nexus_user is a member of nexus_graph$/],
  [
    'roles.ownership',
    'world',
    'create table mine (); alter table mine owner to world_graph',
    'error',
    /owns table mine$/,
  ],
  [
    'roles.making',
    'world',
    'create schema own authorization world_graph; alter schema own owner to postgres; grant create on schema own to world_graph',
    'error',
    /may make tables in schema own$/,
  ],
  ['roles.connections', 'memory', 'alter role memory_graph connection limit 3', 'error', /limited to 3 connections/],
  [
    'roles.existing',
    'nexus',
    'alter role nexus_user bypassrls',
    'warning',
    /^nexus_user is a superuser or has BYPASSRLS$/,
  ],
  [
    'everybody.making',
    'memory',
    'grant create on schema public to public',
    'error',
    /^PUBLIC holds CREATE on schema public$/,
  ],
  [
    'times.zone',
    'nexus',
    "alter role nexus_user set timezone = 'America/New_York'",
    'warning',
    /^role nexus_user has TimeZone=America\/New_York$/,
  ],
  [
    'tables.row_security',
    'nexus',
    'alter table users disable row level security',
    'error',
    /^users has no row security$/,
  ],
  [
    'tables.row_security',
    'memory',
    'alter table companion_memories no force row level security',
    'error',
    /does not force it/,
  ],
  [
    'tables.functions',
    'nexus',
    'alter function graph.viewer_standing() reset search_path',
    'error',
    /has no fixed search_path$/,
  ],
  [
    'tables.functions',
    'nexus',
    'grant execute on function graph.viewer_standing() to public',
    'error',
    /may be called by everybody$/,
  ],
  ['tables.views', 'nexus', view, 'error', /^spied is read with the rights of its owner$/],
  ['tables.views', 'nexus', view.replace('create view', 'create materialized view'), 'error', /^spied is read/],
  [
    'tables.triggers',
    'nexus',
    'alter table users disable trigger standing_changed',
    'error',
    /^standing_changed on users is disabled$/,
  ],
  [
    'tables.constraints',
    'world',
    'alter table spaces add constraint named check (length(space_name) < 999) not valid',
    'warning',
    /^named of spaces was never validated$/,
  ],
  [
    'migrations.indexes',
    'nexus',
    'drop index idx_user_positions_instance',
    'warning',
    /^idx_user_positions_instance is gone$/,
  ],
  [
    'migrations.pending',
    'world',
    "delete from graph.migrations where file = '0009_search'",
    'error',
    /^0009_search\/\w+ is pending$/,
  ],
  [
    'migrations.edited',
    'world',
    "update graph.migrations set checksum = 'x' where file = '0009_search'",
    'error',
    /was edited after it was applied/,
  ],
  ['outbox.backlog', 'nexus', outbox('11 minutes'), 'warning', /^\d+ messages wait, the oldest for 6[67]\d seconds$/],
  [
    'tables.invalid_indexes',
    'nexus',
    "update pg_index set indisvalid = false where indexrelid = 'idx_user_positions_instance'::regclass",
    'error',
    /^idx_user_positions_instance was left unfinished/,
  ],
  [
    'roles.passwords',
    'world',
    "set local password_encryption = 'md5'; set local client_min_messages = error; alter role world_graph password 'x'",
    'error',
    /^that of world_graph is$/,
  ],
  ['server.new_passwords', 'world', "set local password_encryption = 'md5'", 'error', /^password_encryption is md5$/],
]

describe.skipIf(!onServer)('pnpm db doctor', () => {
  const clients = {} as Record<SubgraphName, pg.Client>
  beforeAll(async () => {
    for (const name of ['memory', 'nexus', 'world'] as const)
      clients[name] = await connectTo(inject('servers')?.[name].owner as string)
  })
  afterAll(() => Promise.all(Object.values(clients).map(client => client.end())))

  /** What one check says of a database in which these statements were run, of which nothing is left. */
  async function examined(name: SubgraphName, id: string, ...statements: string[]): Promise<Examined> {
    const client = clients[name]
    await client.query('begin')
    await client.query("set local lock_timeout = '10s'")
    for (const statement of statements) await client.query(statement)
    const patient = { client, name, ...databases[name], connections: { database: 22, server: 96 } }
    const [one] = await examine(
      patient,
      false,
      checks.filter(check => check.id === id),
    )
    return one as Examined
  }

  test.each(faults)('%s, %s: finds "%s"', async (id, name, plant, state, found) => {
    const before = await examined(name, id)
    expect(before.found.join()).not.toMatch(found)
    const one = await examined(name, id, plant)
    expect(one.state).toBe(state)
    expect(one.found).toContainEqual(expect.stringMatching(found))
    const sql = one.remedy.filter(line => /^(?!alter system)(alter|revoke|create|reassign) .*;$/s.test(line))
    if (sql.length === 0)
      return expect(one.remedy.join()).toMatch(
        /^$|pnpm db migrate|MEMORY_URL|nosuperuser nobypassrls;|reindex index|psql|alter system/,
      )
    const mended = await examined(name, id, plant, ...sql.map(line => line.replace(' concurrently', '')))
    expect(mended.found).toEqual(before.found.filter(line => mended.found.includes(line)))
    expect(mended.found.join()).not.toMatch(found)
  })

  test('tells by its exit status and as JSON what is wrong with a server for tests, and changes nothing', async () => {
    const servers = inject('servers')
    const urls = Object.entries(servers ?? {}).map(([name, { owner }]) => [`${name.toUpperCase()}_OWNER_URL`, owner])
    const { status, out, error } = await ran('@worlds/ops/db.ts', ['doctor', '--json'], Object.fromEntries(urls))
    expect(status, error).toBe(2)
    const examined: Record<string, Examined[]> = JSON.parse(out)
    expect(Object.keys(examined)).toEqual(Object.values(databases).map(({ database }) => database))
    for (const all of Object.values(examined)) {
      const states = new Map(all.map(({ id, state }) => [id, state]))
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
      // It is fast instead of durable, and speaks to this machine without TLS.
      for (const id of ['server.tls', 'server.open_door', 'server.durability'])
        expect([id, states.get(id)]).toEqual([id, 'error'])
      for (const id of ['migrations.pending', 'tables.row_security', 'tables.functions', 'roles.ownership'])
        expect([id, states.get(id)]).toEqual([id, 'ok'])
      expect(all.filter(({ state, remedy }) => state === 'error' && remedy.length === 0)).toEqual([])
    }
    expect(error).toMatch(/ {2}error: The server speaks TLS \(server\.tls\)\n {4}ssl is off\n {4}mend: /)
  })
})
