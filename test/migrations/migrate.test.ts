import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { MigrationFailed } from '@worlds/migrations/faults.ts'
import { shipped } from '@worlds/migrations/files.ts'
import { type MigrateOptions, migrate, migrationStatus, pendingSteps } from '@worlds/migrations/migrate.ts'
import { scramVerifier } from '@worlds/migrations/roles.ts'
import type pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { asSuperuser, connectTo, hold, onServer, rowsOf, run, type Scratch, scratch, serverUrl } from './scratch.ts'

const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const resource of open.splice(0)) await resource[Symbol.asyncDispose]()
})

async function fresh(subgraph: Scratch['subgraph'] = 'world'): Promise<Scratch> {
  const database = await scratch(subgraph)
  open.push(database)
  return database
}

/** A folder of migrations for the world database; a later call of `write` edits it. */
async function folder(files: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'migrations-'))
  open.push({ [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) })
  await mkdir(join(directory, 'bbworlds_world'))
  const write = async (file: string, text: string) => writeFile(join(directory, 'bbworlds_world', `${file}.sql`), text)
  for (const [file, text] of Object.entries(files)) await write(file, text)
  return { directory, write }
}

const failed = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('did not fail')
    },
    (error: Error) => error,
  )

describe('Migrating', () => {
  test.each(subgraphNames)('a fresh %s database gets every step, and a second run changes nothing', async name => {
    const database = await fresh(name)
    await using connection = await hold(database)
    const expected = await pendingSteps(connection.client, name)
    expect(expected.length).toBeGreaterThan(15)

    const first = await migrate(database.connect, name)
    expect(first).toMatchObject({ applied: expected, blocked: [], unchanged: 0 })
    expect(await migrate(database.connect, name)).toMatchObject({
      applied: [],
      blocked: [],
      unchanged: expected.length,
    })

    const status = await migrationStatus(connection.client, name)
    expect(status.map(({ step }) => step)).toEqual(expected)
    for (const step of status) expect(step).toMatchObject({ state: 'applied', rows: [], count: 0 })
    expect(status[0]?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const left = await rowsOf(
      database,
      'select conname from pg_constraint where not convalidated union select indexrelid::regclass::name from pg_index where not indisvalid',
    )
    expect(left).toEqual([])
  })

  test("the graph's role may ask what is pending", async () => {
    const database = await fresh()
    await migrate(database.connect, 'world')
    await run(database, "delete from graph.migrations where step = 'about'")
    await using connection = await hold(database)
    await connection.client.query('set role world_graph')
    expect(await pendingSteps(connection.client, 'world')).toEqual(['0004_spaces/about'])
    await connection.client.query('reset role')
  })

  test('an edited migration is refused with both checksums, other line ends are not', async () => {
    const database = await fresh()
    const { directory, write } = await folder({ '0001_one': '-- step: a\ncreate table one (id int);\n' })
    await migrate(database.connect, 'world', { directory })
    await write('0001_one', '-- step: a\r\ncreate table one (id int);\r\n')
    expect((await migrate(database.connect, 'world', { directory })).unchanged).toBe(1)

    const [{ checksum: before } = { checksum: '' }] = await rowsOf<{ checksum: string }>(
      database,
      'select checksum from graph.migrations',
    )
    await write('0001_one', '-- step: a\ncreate table one (id bigint);\n')
    const error = await failed(migrate(database.connect, 'world', { directory }))
    expect(error.name).toBe('MigrationRefused')
    const [, ...checksums] = error.message.match(/0001_one\.sql was edited .*was (\w{64}) and is (\w{64})/) ?? []
    expect(checksums).toHaveLength(2)
    expect(checksums[0]).toBe(before)
    expect(checksums[1]).not.toBe(before)
  })

  test('a database that a newer release migrated is refused', async () => {
    const database = await fresh()
    const newer = await folder({ '0001_one': '-- step: a\nselect 1;\n', '0002_two': '-- step: a\nselect 1;\n' })
    await migrate(database.connect, 'world', { directory: newer.directory })
    const older = await folder({ '0001_one': '-- step: a\nselect 1;\n' })
    const error = await failed(migrate(database.connect, 'world', { directory: older.directory }))
    expect(error.message).toMatch(/0002_two\.sql, which this release does not have/)
  })

  test('a failing statement is named, its step leaves nothing, and the next run resumes with it', async () => {
    const database = await fresh()
    const { directory } = await folder({
      '0001_one': `-- Why.

-- step: first
create table first (id int);

-- step: second
create table second (id int);

-- It needs what is not there.
insert into second
    select id from missing;

-- step: third
create table third (id int);
`,
    })
    const error = await failed(migrate(database.connect, 'world', { directory }))
    expect(error).toBeInstanceOf(MigrationFailed)
    expect(error).toMatchObject({ database: 'bbworlds_world', file: '0001_one', step: 'second', line: 10 })
    expect(error.message).toBe(
      'bbworlds_world: 0001_one.sql, step second, statement 2 of 2, line 10 (insert into second …) failed: ' +
        'relation "missing" does not exist (SQLSTATE 42P01). ' +
        'The steps before it stay applied; the next run resumes with this one.',
    )
    const tables = () => rowsOf(database, "select tablename as name from pg_tables where schemaname = 'public'")
    expect(await tables()).toEqual([{ name: 'first' }])

    await run(database, 'create table missing (id int)')
    const report = await migrate(database.connect, 'world', { directory })
    expect(report).toMatchObject({ applied: ['0001_one/second', '0001_one/third'], unchanged: 1 })
  })

  test('a blocked step lists its rows, changes nothing and lets the later steps go on', async () => {
    const database = await fresh()
    await run(database, 'create table n (id int)', 'insert into n select generate_series(1, 25)')
    const { directory } = await folder({
      '0001_one': `-- step: small (concurrent)
-- refuses: large numbers
select format('number %s', id) from n where id > 3 order by id;
alter table n add constraint small check (id <= 3) not valid;
alter table n validate constraint small;
-- step: later
create table later (id int);
`,
    })
    const report = await migrate(database.connect, 'world', { directory })
    expect(report.applied).toEqual(['0001_one/later'])
    expect(report.blocked).toMatchObject([{ step: '0001_one/small', what: 'large numbers', count: 22 }])
    expect(report.blocked[0]?.rows).toHaveLength(20)
    expect(report.blocked[0]?.rows[0]).toBe('number 4')
    expect(await rowsOf(database, "select from pg_constraint where conname = 'small'")).toEqual([])
    await using connection = await hold(database)
    expect(await migrationStatus(connection.client, 'world', directory)).toMatchObject([
      { step: '0001_one/small', state: 'blocked', appliedAt: null, count: 22 },
      { step: '0001_one/later', state: 'applied' },
    ])
    await run(database, 'delete from n where id > 3')
    expect(await migrate(database.connect, 'world', { directory })).toMatchObject({ applied: ['0001_one/small'] })
  })

  test('a concurrent step that fails leaves no constraint or index that refuses the writes of others', async () => {
    const database = await fresh()
    await run(database, 'create table n (id int)', 'insert into n values (1), (1), (5)')
    const { directory } = await folder({
      '0001_check': `-- step: small (concurrent)
alter table n add constraint small check (id <= 3) not valid;
alter table n validate constraint small;
`,
    })
    expect((await failed(migrate(database.connect, 'world', { directory }))).message).toMatch(/line 3 .*SQLSTATE 23514/)
    expect(await rowsOf(database, "select from pg_constraint where conname = 'small'")).toEqual([])
    await run(database, 'delete from n where id = 5')

    const unique = await folder({
      '0001_check': `-- step: once (concurrent)
create unique index concurrently if not exists once on n (id);
`,
    })
    expect((await failed(migrate(database.connect, 'world', unique))).message).toMatch(/SQLSTATE 23505/)
    expect(await rowsOf(database, "select from pg_class where relname = 'once'")).toEqual([])
  })

  test('an index that a cut-off run left invalid is cleared and built again', async () => {
    const database = await fresh()
    await run(database, 'create table n (id int)', 'insert into n values (1), (1)')
    await failed(run(database, 'create unique index concurrently once on n (id)'))
    await run(database, 'delete from n')
    const valid = "select indisvalid from pg_index where indexrelid = 'once'::regclass"
    expect(await rowsOf(database, valid)).toEqual([{ indisvalid: false }])
    const { directory } = await folder({
      '0001_one': '-- step: once (concurrent)\ncreate unique index concurrently if not exists once on n (id);\n',
    })
    const said: string[] = []
    await migrate(database.connect, 'world', { directory, onProgress: line => said.push(line) })
    expect(said).toContain('dropping once, which an earlier run left unfinished')
    expect(await rowsOf(database, valid)).toEqual([{ indisvalid: true }])
  })

  test.each([
    ['SQL before the first step', 'select 1;\n-- step: a\nselect 1;', 'has SQL before its first'],
    ['two steps of one name', '-- step: a\nselect 1;\n-- step: a\nselect 1;', 'two steps named a'],
    ['a step of an unknown kind', '-- step: a (quickly)\nselect 1;', 'line 1: a step begins'],
    ['a step without statements', '-- step: a\n-- refuses: rows\nselect 1;', 'step a does nothing'],
  ])('%s is refused before anything is changed', async (_, text, message) => {
    const { directory } = await folder({ '0001_one': text })
    const connect = () => Promise.reject(new Error('connected'))
    expect((await failed(migrate(connect, 'world', { directory }))).message).toContain(message)
  })

  test('every statement of the shipped migrations has its sentence of why', async () => {
    for (const name of subgraphNames) {
      const steps = new Set((await pendingStepsOfNothing(name)).map(step => step.split('/')[0]))
      for (const file of steps) {
        const path = join(shipped, databases[name].database, `${file}.sql`)
        const blocks = (await readFile(path, 'utf8')).split(/\n\n(?=-- |[a-z])/)
        for (const block of blocks) expect(block, `${file}: ${block}`).toMatch(/^--/)
      }
    }
  })
})

const pendingStepsOfNothing = (name: Scratch['subgraph']) =>
  pendingSteps({ query: async () => ({ rows: [] }) } as unknown as pg.Client, name)

describe('Roles and rights', () => {
  test.skipIf(onServer)("the graph's role is made with a verifier of its password, or told to get one", async () => {
    const database = await fresh()
    const report = await migrate(database.connect, 'world', { graphPassword: 'secret' })
    expect(report.notes).toEqual(['bbworlds_user was made without the right to log in.'])
    const [role] = await rowsOf(
      database,
      `select rolpassword, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole
       from pg_authid where rolname = 'world_graph'`,
    )
    expect(role).toMatchObject({ rolcanlogin: true, rolinherit: false, rolsuper: false, rolbypassrls: false })
    expect(role).toMatchObject({ rolcreatedb: false, rolcreaterole: false })
    expect(role?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/)
    const again = await migrate(database.connect, 'world', { graphPassword: 'other' })
    expect(again.notes).toEqual(['world_graph exists already and was left as it is, its password included.'])

    const other = await fresh('nexus')
    expect((await migrate(other.connect, 'nexus')).notes[0]).toContain('\\password nexus_graph')
  })

  test.skipIf(!onServer)('a server accepts the password behind a verifier made here, and no other', async () => {
    const role = `verifier_${randomBytes(4).toString('hex')}`
    await asSuperuser(client => client.query(`create role ${role} login password '${scramVerifier('pa$$ wörd')}'`))
    open.push({
      [Symbol.asyncDispose]: () => asSuperuser(client => client.query(`drop role ${role}`)).then(() => undefined),
    })
    const url = new URL(serverUrl)
    url.username = role
    url.password = encodeURIComponent('pa$$ wörd')
    await (await connectTo(url.href)).end()
    url.password = 'other'
    expect(await failed(connectTo(url.href))).toMatchObject({ code: '28P01' })
  })

  // Roles belong to the whole server, so these spoil a cluster of their own.
  test.skipIf(onServer).each([
    ['is a superuser', 'alter role world_graph superuser'],
    ['passes row security', 'alter role world_graph bypassrls'],
    ['may make roles', 'alter role world_graph createrole'],
    ['is a member of bbworlds_user', 'grant bbworlds_user to world_graph'],
    ['owns table spaces', 'alter table spaces owner to world_graph'],
  ])("the graph's role is refused when it %s", async (fault, sql) => {
    const database = await fresh()
    await migrate(database.connect, 'world')
    await run(database, sql)
    const error = await failed(migrate(database.connect, 'world'))
    expect(error.name).toBe('MigrationRefused')
    expect(error.message).toContain(fault)
  })

  test.skipIf(onServer)('a login that may not make roles is given the SQL for a superuser', async () => {
    const database = await fresh()
    await run(database, 'create role keeper', 'grant create on schema public to keeper')
    await run(
      database,
      'do $$ begin execute format($f$grant create on database %I to keeper$f$, current_database()); end $$',
    )
    const error = await failed(migrate(() => as(database, 'keeper'), 'world'))
    expect(error.message).toContain('create role world_graph login noinherit;')
    expect(error.message).toContain('\\password world_graph')
    expect(error.message).toContain('create role bbworlds_user nologin;')
    expect(await rowsOf(database, "select from pg_namespace where nspname = 'graph'")).toEqual([])
  })

  test.skipIf(onServer)('a login that may not create, or does not own the tables, is told what to grant', async () => {
    const database = await fresh()
    await run(database, 'create role keeper')
    const refusal = async () => (await failed(migrate(() => as(database, 'keeper'), 'world'))).message
    expect(await refusal()).toContain('grant create on database "bbworlds_world" to "keeper";')
    await run(database, 'grant create on database bbworlds_world to keeper')
    expect(await refusal()).toContain('grant create on schema public to "keeper";')
    await run(database, 'create table assets (id int)')
    expect(await refusal()).toContain('belongs to postgres')
  })

  test.each([
    ['PostgreSQL 14', 'world', /server_version_num/, [{ version: '14.9', number: 140_009 }], '15 or newer'],
    ['a server without pgvector', 'memory', /pg_available_extensions/, [], 'This server has no pgvector'],
    [
      'pgvector 0.7',
      'memory',
      /pg_available/,
      [{ version: '0.7.4', installed: true }],
      'alter extension vector update',
    ],
    [
      'pgvector only a superuser installs',
      'memory',
      /pg_available/,
      [{ version: '0.8.0' }],
      'create extension vector;',
    ],
  ] as const)('%s is refused with the remedy', async (_, name, question, answer, remedy) => {
    const database = await fresh(name)
    const connect = async () => {
      const client = await database.connect()
      const query = client.query.bind(client) as (text: string, values?: unknown[]) => Promise<pg.QueryResult>
      // The server is real but for this one answer.
      client.query = ((text: string, values?: unknown[]) =>
        question.test(text) ? { rows: answer } : query(text, values)) as unknown as typeof client.query
      return client
    }
    const error = await failed(migrate(connect, name))
    expect(error.name).toBe('MigrationRefused')
    expect(error.message).toContain(remedy)
  })
})

/** A client that acts as another role until it closes. */
async function as(database: Scratch, role: string): Promise<pg.Client> {
  const client = await database.connect()
  await client.query(`set role ${role}`)
  const end = client.end.bind(client)
  client.end = (() => client.query('reset role').then(() => end())) as typeof client.end
  return client
}

describe.skipIf(!onServer)('Migrating a server that is at work', () => {
  const progress = (options: MigrateOptions = {}) => {
    const said: string[] = []
    return { said, options: { ...options, onProgress: (line: string) => void said.push(line) } }
  }

  test('of two migrators at once, one waits', async () => {
    const database = await fresh('nexus')
    const [one, two] = [progress(), progress()]
    const reports = await Promise.all([
      migrate(database.connect, 'nexus', one.options),
      migrate(database.connect, 'nexus', two.options),
    ])
    expect(reports.map(({ applied }) => applied.length > 0).sort()).toEqual([false, true])
    expect([...one.said, ...two.said]).toContain('bbworlds_nexus: waiting for another migrator')
  })

  test('a step waits for a program that holds its table, and holds nobody up for long', async () => {
    const database = await fresh()
    await run(database, 'create table busy (id int)')
    const { directory } = await folder({ '0001_one': '-- step: a\nalter table busy add column more int;\n' })
    await using holder = await hold(database)
    await holder.client.query('begin; insert into busy values (1)')
    const { said, options } = progress({ directory })
    const migrated = migrate(database.connect, 'world', options)
    await expect.poll(() => said.join('\n'), { timeout: 10_000 }).toContain('waits for a lock')
    await holder.client.query('commit')
    expect((await migrated).applied).toEqual(['0001_one/a'])
  })

  test('a row that comes in during the mend blocks it and leaves nothing behind', async () => {
    const database = await fresh()
    await run(database, 'create table n (id int)')
    const { directory } = await folder({
      '0001_one': `-- step: once (concurrent)
-- refuses: repeated numbers
select id::text from n group by id having count(*) > 1;
select pg_sleep(0.5);
create unique index concurrently if not exists once on n (id);
`,
    })
    const { said, options } = progress({ directory })
    const migrated = migrate(database.connect, 'world', options)
    await expect.poll(() => said.join('\n')).toContain('applying 0001_one/once')
    await run(database, 'insert into n values (1), (1)')
    expect((await migrated).blocked).toMatchObject([{ step: '0001_one/once', rows: ['1'] }])
    expect(await rowsOf(database, "select from pg_class where relname = 'once'")).toEqual([])
  })

  test('a killed connection ends the run, not the process, and frees the lock for the next', async () => {
    const database = await fresh()
    const { directory } = await folder({ '0001_one': '-- step: a\nselect pg_sleep(3);\n' })
    const { said, options } = progress({ directory })
    const migrated = failed(migrate(database.connect, 'world', options))
    await expect.poll(() => said.join('\n')).toContain('applying 0001_one/a')
    await run(
      database,
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database()",
    )
    expect(await migrated).toBeInstanceOf(MigrationFailed)
    const { directory: quick } = await folder({ '0001_one': '-- step: a\nselect 1;\n' })
    expect((await migrate(database.connect, 'world', { directory: quick })).applied).toEqual(['0001_one/a'])
  })
})
