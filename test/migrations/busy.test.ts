import { MigrationFailed } from '@worlds/migrations/faults.ts'
import { type MigrateOptions, migrate } from '@worlds/migrations/migrate.ts'
import { describe, expect, test } from 'vitest'
import { failed, folder, hold, onServer, rowsOf, run, scratch } from './scratch.ts'

describe.skipIf(!onServer)('Migrating a server that is at work', () => {
  const progress = (options: MigrateOptions = {}) => {
    const said: string[] = []
    return { said, options: { ...options, onProgress: (line: string) => void said.push(line) } }
  }

  test('of two migrators at once, one waits', async () => {
    await using database = await scratch('nexus')
    const [one, two] = [progress(), progress()]
    const reports = await Promise.all([
      migrate(database.connect, 'nexus', one.options),
      migrate(database.connect, 'nexus', two.options),
    ])
    expect(reports.map(({ applied }) => applied.length > 0).sort()).toEqual([false, true])
    expect([...one.said, ...two.said]).toContain('bbworlds_nexus: waiting for another migrator')
  })

  test('a step waits for a program that holds its table, and holds nobody up for long', async () => {
    await using database = await scratch('world')
    await run(database, 'create table busy (id int)')
    await using migrations = await folder({ '0001_one': '-- step: a\nalter table busy add column more int;\n' })
    await using holder = await hold(database)
    await holder.client.query('begin; insert into busy values (1)')
    const { said, options } = progress(migrations)
    const migrated = migrate(database.connect, 'world', options)
    await expect.poll(() => said.join('\n'), { timeout: 10_000 }).toContain('waits for a lock')
    await holder.client.query('commit')
    expect((await migrated).applied).toEqual(['0001_one/a'])
  })

  test('a row that comes in during the mend blocks it and leaves nothing behind', async () => {
    await using database = await scratch('world')
    await run(database, 'create table n (id int)')
    await using migrations = await folder({
      '0001_one': `-- step: once (concurrent)
-- refuses: repeated numbers
select id::text from n group by id having count(*) > 1;
select pg_sleep(0.5);
create unique index concurrently if not exists once on n (id);
`,
    })
    const { said, options } = progress(migrations)
    const migrated = migrate(database.connect, 'world', options)
    await expect.poll(() => said.join('\n')).toContain('applying 0001_one/once')
    await run(database, 'insert into n values (1), (1)')
    expect((await migrated).blocked).toMatchObject([{ step: '0001_one/once', rows: ['1'] }])
    expect(await rowsOf(database, "select from pg_class where relname = 'once'")).toEqual([])
  })

  test('a killed connection ends the run, not the process, and frees the lock for the next', async () => {
    await using database = await scratch('world')
    await using migrations = await folder({ '0001_one': '-- step: a\nselect pg_sleep(3);\n' })
    const { said, options } = progress(migrations)
    const migrated = failed(migrate(database.connect, 'world', options))
    await expect.poll(() => said.join('\n')).toContain('applying 0001_one/a')
    await run(
      database,
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database()",
    )
    expect(await migrated).toBeInstanceOf(MigrationFailed)
    await using quick = await folder({ '0001_one': '-- step: a\nselect 1;\n' })
    expect((await migrate(database.connect, 'world', quick)).applied).toEqual(['0001_one/a'])
  })
})
