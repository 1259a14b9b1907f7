import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { MigrationFailed } from '@worlds/migrations/faults.ts'
import { shipped, stepsOf } from '@worlds/migrations/files.ts'
import { migrate, migrationStatus, pendingSteps } from '@worlds/migrations/migrate.ts'
import { describe, expect, test } from 'vitest'
import { failed, folder, hold, rowsOf, run, scratch } from './scratch.ts'

describe('Migrating', () => {
  test.each(subgraphNames)('a fresh %s database gets every step, and a second run changes nothing', async name => {
    await using database = await scratch(name)
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
    await using database = await scratch('world')
    await migrate(database.connect, 'world')
    await run(database, "delete from graph.migrations where step = 'about'")
    await using connection = await hold(database)
    await connection.client.query('set role world_graph')
    expect(await pendingSteps(connection.client, 'world')).toEqual(['0004_spaces/about'])
    await connection.client.query('reset role')
  })

  test('an edited migration is refused with both checksums, other line ends are not', async () => {
    await using database = await scratch('world')
    await using migrations = await folder({ '0001_one': '-- step: a\ncreate table one (id int);\n' })
    await migrate(database.connect, 'world', migrations)
    await migrations.write('0001_one', '-- step: a\r\ncreate table one (id int);\r\n')
    expect((await migrate(database.connect, 'world', migrations)).unchanged).toBe(1)

    const [{ checksum: before } = { checksum: '' }] = await rowsOf<{ checksum: string }>(
      database,
      'select checksum from graph.migrations',
    )
    await migrations.write('0001_one', '-- step: a\ncreate table one (id bigint);\n')
    const error = await failed(migrate(database.connect, 'world', migrations))
    expect(error.name).toBe('MigrationRefused')
    const [, ...checksums] = error.message.match(/0001_one\.sql was edited .*was (\w{64}) and is (\w{64})/) ?? []
    expect(checksums).toHaveLength(2)
    expect(checksums[0]).toBe(before)
    expect(checksums[1]).not.toBe(before)
  })

  test('a database that a newer release migrated is refused', async () => {
    await using database = await scratch('world')
    await using newer = await folder({ '0001_one': '-- step: a\nselect 1;\n', '0002_two': '-- step: a\nselect 1;\n' })
    await migrate(database.connect, 'world', newer)
    await using older = await folder({ '0001_one': '-- step: a\nselect 1;\n' })
    const error = await failed(migrate(database.connect, 'world', older))
    expect(error.message).toMatch(/0002_two\.sql, which this release does not have/)
  })

  test('a failing statement is named, its step leaves nothing, and the next run resumes with it', async () => {
    await using database = await scratch('world')
    await using migrations = await folder({
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
    const error = await failed(migrate(database.connect, 'world', migrations))
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
    const report = await migrate(database.connect, 'world', migrations)
    expect(report).toMatchObject({ applied: ['0001_one/second', '0001_one/third'], unchanged: 1 })
  })

  test('a blocked step lists its rows, changes nothing and lets the later steps go on', async () => {
    await using database = await scratch('world')
    await run(database, 'create table n (id int)', 'insert into n select generate_series(1, 25)')
    await using migrations = await folder({
      '0001_one': `-- step: small (concurrent)
-- refuses: large numbers
select format('number %s', id) from n where id > 3 order by id;
alter table n add constraint small check (id <= 3) not valid;
alter table n validate constraint small;
-- step: later
create table later (id int);
`,
    })
    const report = await migrate(database.connect, 'world', migrations)
    expect(report.applied).toEqual(['0001_one/later'])
    expect(report.blocked).toMatchObject([{ step: '0001_one/small', what: 'large numbers', count: 22 }])
    expect(report.blocked[0]?.rows).toHaveLength(20)
    expect(report.blocked[0]?.rows[0]).toBe('number 4')
    expect(await rowsOf(database, "select from pg_constraint where conname = 'small'")).toEqual([])
    await using connection = await hold(database)
    expect(await migrationStatus(connection.client, 'world', migrations.directory)).toMatchObject([
      { step: '0001_one/small', state: 'blocked', appliedAt: null, count: 22 },
      { step: '0001_one/later', state: 'applied' },
    ])
    await run(database, 'delete from n where id > 3')
    expect(await migrate(database.connect, 'world', migrations)).toMatchObject({ applied: ['0001_one/small'] })
  })

  test('a concurrent step that fails leaves no constraint or index that refuses the writes of others', async () => {
    await using database = await scratch('world')
    await run(database, 'create table n (id int)', 'insert into n values (1), (1), (5)')
    await using migrations = await folder({
      '0001_check': `-- step: small (concurrent)
alter table n add constraint small check (id <= 3) not valid;
alter table n validate constraint small;
`,
    })
    expect((await failed(migrate(database.connect, 'world', migrations))).message).toMatch(/line 3 .*SQLSTATE 23514/)
    expect(await rowsOf(database, "select from pg_constraint where conname = 'small'")).toEqual([])
    await run(database, 'delete from n where id = 5')

    await using unique = await folder({
      '0001_check': `-- step: once (concurrent)
create unique index concurrently if not exists once on n (id);
`,
    })
    expect((await failed(migrate(database.connect, 'world', unique))).message).toMatch(/SQLSTATE 23505/)
    expect(await rowsOf(database, "select from pg_class where relname = 'once'")).toEqual([])
  })

  test('an index that a cut-off run left invalid is cleared and built again', async () => {
    await using database = await scratch('world')
    await run(database, 'create table n (id int)', 'insert into n values (1), (1)')
    await failed(run(database, 'create unique index concurrently once on n (id)'))
    await run(database, 'delete from n')
    const valid = "select indisvalid from pg_index where indexrelid = 'once'::regclass"
    expect(await rowsOf(database, valid)).toEqual([{ indisvalid: false }])
    await using migrations = await folder({
      '0001_one': '-- step: once (concurrent)\ncreate unique index concurrently if not exists once on n (id);\n',
    })
    const said: string[] = []
    await migrate(database.connect, 'world', { ...migrations, onProgress: line => said.push(line) })
    expect(said).toContain('dropping once, which an earlier run left unfinished')
    expect(await rowsOf(database, valid)).toEqual([{ indisvalid: true }])
  })

  test.each([
    ['SQL before the first step', 'select 1;\n-- step: a\nselect 1;', 'has SQL before its first'],
    ['two steps of one name', '-- step: a\nselect 1;\n-- step: a\nselect 1;', 'two steps named a'],
    ['a step of an unknown kind', '-- step: a (quickly)\nselect 1;', 'line 1: a step begins'],
    ['a step without statements', '-- step: a\n-- refuses: rows\nselect 1;', 'step a does nothing'],
  ])('%s is refused before anything is changed', async (_, text, message) => {
    await using migrations = await folder({ '0001_one': text })
    const connect = () => Promise.reject(new Error('connected'))
    expect((await failed(migrate(connect, 'world', migrations))).message).toContain(message)
  })

  test('every statement of the shipped migrations has its sentence of why', async () => {
    for (const name of subgraphNames) {
      for (const file of new Set((await stepsOf(name)).map(step => step.file))) {
        const path = join(shipped, databases[name].database, `${file}.sql`)
        const blocks = (await readFile(path, 'utf8')).split(/\n\n(?=-- |[a-z])/)
        for (const block of blocks) expect(block, `${file}: ${block}`).toMatch(/^--/)
      }
    }
  })
})
