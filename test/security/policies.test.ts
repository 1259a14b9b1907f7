import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { settingsOf } from '@worlds/kit/transaction.ts'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { admin, onServer, type Stack, stack } from '../stack.ts'
import { arranged, found } from './arranged.ts'
import { attack } from './attacks.ts'
import { callers, luna, orion, people } from './callers.ts'
import { columns } from './columns.ts'
import { outcomesOf } from './probes.ts'
import { memoryOf, type Target, targets } from './tables.ts'

let graph: Stack
let rows: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  rows = await arranged(graph)
})
afterAll(() => rows?.[Symbol.asyncDispose]())

const targetsIn = (name: SubgraphName) => targets.filter(({ database }) => database === name)
const tablesIn = (name: SubgraphName) => [...new Set(targetsIn(name).map(({ table }) => table))]

/** What lacks forced row security with policies for the graph, or asks with its owner's right. */
const unguarded = (name: SubgraphName) =>
  graph
    .asOwner(
      name,
      `select pg_class.oid::regclass::text as name from pg_class
       where relnamespace in ('public'::regnamespace, 'graph'::regnamespace) and (
         relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity and exists (
           select from pg_policy where polrelid = pg_class.oid and $1::regrole = any (polroles)
         ))
         or relkind = 'v' and not coalesce(reloptions @> array['security_invoker=true'], false)
         or relkind in ('m', 'f')
       ) order by 1`,
      [databases[name].graphRole],
    )
    .then(found => found.map(row => row.name))

// The ledger of migrations tells of files, before anybody is asked who they are.
const ledger = 'graph.migrations'

attack(
  'R1.1',
  'a table without forced row security and policies of its own, or a view past them',
  'there is none, but for the ledger of migrations',
  async () => {
    for (const name of subgraphNames) expect(await unguarded(name)).toEqual([ledger])
  },
)

attack(
  'R20',
  'a migration that adds a table without policies',
  'is found by the test above, and the table is closed to the graph meanwhile',
  async () => {
    for (const name of subgraphNames) {
      await graph.asOwner(name, 'create table public.forgotten (id integer)')
      try {
        expect(await unguarded(name)).toEqual(['forgotten', ledger])
        const { read } = await outcomesOf(graph, name, admin, { read: 'select from forgotten' })
        expect(read).toBe('42501')
        await graph.asOwner(name, 'alter table forgotten enable row level security')
        expect(await unguarded(name)).toEqual(['forgotten', ledger])
        await graph.asOwner(name, 'drop table public.forgotten')
        await graph.asOwner(name, 'create view public.forgotten as select 1 as id')
        expect(await unguarded(name)).toEqual(['forgotten', ledger])
      } finally {
        await graph.asOwner(
          name,
          `do $$ begin execute (select format('drop %s public.forgotten', case relkind when 'v' then 'view' else 'table' end)
             from pg_class where relname = 'forgotten'); end $$`,
        )
      }
    }
  },
)

attack(
  'R2.1',
  'a role of the graph’s that passes row security, makes roles or databases, owns anything or acts as another',
  'there is none',
  async () => {
    for (const name of subgraphNames) {
      const [role] = await graph.asOwner(
        name,
        `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
           exists (select from pg_auth_members where member = pg_roles.oid) as member,
           exists (select from pg_class where relowner = pg_roles.oid)
             or exists (select from pg_proc where proowner = pg_roles.oid)
             or exists (select from pg_namespace where nspowner = pg_roles.oid) as owner
         from pg_roles where rolname = $1`,
        [databases[name].graphRole],
      )
      expect(role).toEqual({ mighty: false, member: false, owner: false })
    }
  },
)

/** The rows that somebody sees who says this of themselves: role, person, companions. */
async function seenBy([role, person, companions]: [string, string, string]): Promise<string[]> {
  const seen: string[] = []
  for (const name of subgraphNames) {
    const tried = targetsIn(name)
    const probes = Object.fromEntries(
      tried.map((target, n) => [n, `select from ${target.table} where ${found(target)}`]),
    )
    const outcomes = await outcomesOf(graph, name, [role, person, companions, ''], probes)
    tried.forEach(({ table, row }, n) => {
      expect([table, row, outcomes[n]]).toEqual([table, row, expect.stringMatching(/^[01]$/)])
      if (outcomes[n] === '1') seen.push(`${table}, ${row}`)
    })
  }
  return seen
}

const allSeen = (nth: number) => {
  const caller = callers[nth] as (typeof callers)[number]
  const own = targets.filter(({ table }) => table !== 'graph.idempotent_writes')
  return own.filter(({ may }) => may.select(caller) === true).map(({ table, row }) => `${table}, ${row}`)
}

attack(
  'R3.2',
  'half an identity, or one of an unknown role: an id without a role, companions without a service, a person without an id',
  'sees what nobody in particular sees',
  async () => {
    const halves: [string, string, string][] = [
      ['', people.ann, ''],
      ['', '', '["*"]'],
      ['anonymous', people.ann, '["*"]'],
      ['ADMIN', people.ann, '["*"]'],
      ['system', people.ann, '["*"]'],
      ['memory_graph', '', ''],
    ]
    const open = allSeen(0)
    expect(open.length).toBeGreaterThan(0)
    for (const half of halves) expect([half, await seenBy(half)]).toEqual([half, open])
  },
)

attack(
  'R3.3',
  'a person who claims companions, a service that claims to be a person',
  'sees what the role alone sees',
  async () => {
    expect(await seenBy(['user', people.ann, `["*", "${orion}"]`])).toEqual(allSeen(1))
    expect(await seenBy(['service', people.ben, `["${luna}"]`])).toEqual(allSeen(5))
    expect(await seenBy(['service', people.ben, '[]'])).not.toContain(expect.stringContaining('memory'))
  },
)

attack(
  'R4',
  'a connection whose identity has ended, so that its settings are empty and not absent',
  'sees what nobody in particular sees, and no policy fails',
  async () => {
    expect(await seenBy(['', '', ''])).toEqual(allSeen(0))
  },
)

/** The columns of its tables that the graph's role may insert, update or read, or may not read. */
async function columnsOf(name: SubgraphName, privilege: 'insert' | 'update' | 'select', granted = true) {
  const found = await graph.asOwner(
    name,
    `select attrelid::regclass::text as table, string_agg(attname, ' ' order by attname) as columns
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace in ('public'::regnamespace, 'graph'::regnamespace) and relkind = 'r' and attnum > 0
       and not attisdropped and has_column_privilege($1, attrelid, attnum, $2) = $3 group by 1`,
    [databases[name].graphRole, privilege, granted],
  )
  return Object.fromEntries(found.map(({ table, columns }) => [table, columns]))
}

attack(
  'R6.2',
  'inserting what the database states: keys, moments, counts, standings',
  'only the columns of this list may be inserted',
  async () => {
    for (const name of subgraphNames) expect(await columnsOf(name, 'insert')).toEqual(columns.insert[name])
  },
)

attack(
  'R7.3',
  'changing whose a row is, its key, its moment or its counts',
  'only the columns of this list may be changed',
  async () => {
    for (const name of subgraphNames) expect(await columnsOf(name, 'update')).toEqual(columns.update[name])
  },
)

attack(
  'A28.11',
  'reading addresses and logins of accounts, whoever asks',
  'these columns are closed to the graph, and no others are',
  async () => {
    for (const name of subgraphNames) expect(await columnsOf(name, 'select', false)).toEqual(columns.closed[name])
  },
)

attack(
  'R13.1',
  'truncating a table, or reading it with row_security switched off',
  'refused, to an admin too',
  async () => {
    for (const name of subgraphNames) {
      const probes = Object.fromEntries(
        tablesIn(name).flatMap(table => [
          [`truncate ${table}`, `truncate ${table} cascade`],
          [`read ${table}`, `set local row_security = off; select from ${table}`],
        ]),
      )
      const outcomes = await outcomesOf(graph, name, admin, probes)
      delete outcomes[`read ${ledger}`]
      expect(outcomes).toEqual(Object.fromEntries(Object.keys(outcomes).map(probe => [probe, '42501'])))
    }
  },
)

attack(
  'R13.2',
  'COPY into a table, which no policy would see',
  'refused by PostgreSQL',
  async () => {
    const client = new pg.Client({ connectionString: inject('servers')?.memory.graph as string })
    await client.connect()
    const copied = client.query('copy companion_memories (companion_id, user_id, content) from stdin')
    await expect(copied).rejects.toMatchObject({ code: '0A000' })
    await client.end()
  },
  { on: 'server' },
)

/** Fails when it comes to look at the row, whoever may see it. */
const leaking = (target: Target) =>
  `select from ${target.table} where 1 / (case when ${found(target)} then 0 else 1 end) = 1`

attack(
  'R14',
  'a condition that fails on the rows of somebody else',
  'never comes to see them: it fails for those alone who see the row',
  async () => {
    const wrong: string[] = []
    for (const name of subgraphNames) {
      const tried = targetsIn(name)
      const probes = Object.fromEntries(tried.map((target, n) => [n, leaking(target)]))
      for (const caller of callers) {
        const outcomes = await outcomesOf(graph, name, caller.identity, probes)
        tried.forEach(({ table, row, may }, n) => {
          const fails = outcomes[n] === '22012'
          if (fails !== may.select(caller)) wrong.push(`${caller.name}, ${table}, ${row}: ${outcomes[n]}`)
        })
      }
    }
    expect(wrong).toEqual([])
  },
)

attack(
  'R15',
  'the statistics of the planner, which hold values of the rows of everybody',
  'hidden from the graph’s role, and there',
  async () => {
    for (const name of subgraphNames) {
      const [schemas, names] = [`'public', 'graph'`, `schemaname in ('public', 'graph')`]
      const guarded = `${names} and format('%I.%I', schemaname, tablename) <> '${ledger}'`
      const probes = {
        pg_stats: `select from pg_stats where ${guarded}`,
        pg_stats_ext: `select from pg_stats_ext where schemaname in (${schemas})`,
        pg_statistic: 'select stavalues1 from pg_statistic',
        pg_statistic_ext_data: 'select from pg_statistic_ext_data',
      }
      if (!onServer) await graph.asOwner(name, 'analyze')
      const there = await outcomesOf(graph, name, 'owner', probes)
      expect(Number(there.pg_stats)).toBeGreaterThan(10)
      const outcomes = await outcomesOf(graph, name, admin, probes)
      expect(outcomes).toEqual({
        pg_stats: '0',
        pg_stats_ext: '0',
        pg_statistic: '42501',
        pg_statistic_ext_data: '42501',
      })
    }
  },
)

attack(
  'R16',
  'the owner of a table, who passes its policies unless row security is forced',
  'passes them without force, and is held with it: why each table here forces it',
  async () => {
    const { owner } = await outcomesOf(graph, 'world', 'owner', {
      owner: `do $$ declare unforced integer; forced integer; begin
        create role mx_owner nologin; create table public.owned as select 1 as id; alter table owned owner to mx_owner;
        alter table owned enable row level security;
        set local role mx_owner; select count(*) into unforced from owned; reset role;
        alter table owned force row level security;
        set local role mx_owner; select count(*) into forced from owned; reset role;
        raise exception using errcode = 'MX000', message = format('%s without, %s with', unforced, forced);
      end $$`,
    })
    expect(owner).toBe('1 without, 0 with')
  },
)

/** A statement about a row that the caller does not see, and the same about one that is not there. */
type Pair = (id: number) => string

const relationship = (id: number) =>
  `insert into memory_relationships (memory_id, related_memory_id, relationship_type) values (${memoryOf('ben', 1)}, ${id}, 'mx')`
const access = (id: number) => `insert into graph.memory_accesses (memory_id) values (${id})`

async function tellsNothing(pairs: Record<string, Pair>, expected: string): Promise<void> {
  const [hidden, absent] = [memoryOf('ann', 1), memoryOf('ann', 1) + 500]
  const probes = Object.entries(pairs).flatMap(([name, pair]) => [
    [`${name} of what is hidden`, pair(hidden)],
    [`${name} of what is absent`, pair(absent)],
  ])
  const outcomes = await outcomesOf(graph, 'memory', { role: 'user', id: people.ben }, Object.fromEntries(probes))
  expect(outcomes).toEqual(Object.fromEntries(probes.map(([name]) => [name, expected])))
}

attack(
  'R8',
  'a row with the keys of somebody else’s, to learn from the unique key that it is there',
  'refused before any key is looked at; keys of people are their own',
  async () => {
    const twice = (id: number) =>
      `insert into memory_relationships (memory_id, related_memory_id, relationship_type) values (${id}, ${id + 1}, 'mx')`
    await tellsNothing({ 'the relationship': twice, 'the access': access }, '42501')
    const key = `insert into graph.idempotent_writes (principal, key, field, fingerprint) values`
    const own = settingsOf({ role: 'user', id: people.ben })
    expect(
      await outcomesOf(graph, 'memory', own, {
        own: `${key} ('user:${people.ben}', 'mx', 'mx', '')`,
        others: `${key} ('user:${people.ann}', 'mx', 'mx', '')`,
      }),
    ).toEqual({ own: '1', others: '42501' })
  },
)

attack(
  'R9',
  'a relationship to somebody else’s memory, and one to none, to learn from the foreign key which is there',
  'both refused alike, before any key is looked at',
  () => tellsNothing({ relationship, access }, '42501'),
)

attack('R10', 'ON CONFLICT on rows that one does not see', 'refused alike whether there is one or not', () => {
  const target = '(memory_id, related_memory_id, relationship_type)'
  const related = (id: number) => `insert into memory_relationships ${target} values (${id}, ${id + 1}, 'mx')`
  return tellsNothing(
    {
      'do nothing': id => `${related(id)} on conflict do nothing`,
      'do update': id => `${related(id)} on conflict ${target} do update set strength = 1`,
      'do nothing to the access': id => `${access(id)} on conflict do nothing`,
      'do update the access': id => `${access(id)} on conflict (memory_id) do update set accesses = 9`,
    },
    '42501',
  )
})

attack(
  'A29.1',
  'reading, changing and deleting by id what one does not see, straight in the database',
  'no row, as of what is not there',
  () =>
    tellsNothing(
      {
        select: id => `select from companion_memories where id = ${id}`,
        lock: id => `select from companion_memories where id = ${id} for no key update`,
        update: id => `update companion_memories set content = '' where id = ${id}`,
        delete: id => `delete from companion_memories where id = ${id}`,
        relationships: id => `delete from memory_relationships where memory_id = ${id}`,
        accesses: id => `update graph.memory_accesses set accesses = 9 where memory_id = ${id}`,
      },
      '0',
    ),
)
