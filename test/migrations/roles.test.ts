import { randomBytes } from 'node:crypto'
import { migrate } from '@worlds/migrations/migrate.ts'
import { scramVerifier } from '@worlds/migrations/roles.ts'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { asSuperuser, connectAs, connectTo, failed, onServer, rowsOf, run, scratch, serverUrl } from './scratch.ts'

describe('Roles and rights', () => {
  test.skipIf(onServer)("the graph's role is made with a verifier of its password, or told to get one", async () => {
    await using database = await scratch('world')
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

    await using other = await scratch('nexus')
    expect((await migrate(other.connect, 'nexus')).notes[0]).toContain('\\password nexus_graph')
  })

  test.skipIf(!onServer)('a server accepts the password behind a verifier made here, and no other', async () => {
    const role = `verifier_${randomBytes(4).toString('hex')}`
    await asSuperuser(client => client.query(`create role ${role} login password '${scramVerifier('pa$$ wörd')}'`))
    try {
      const url = new URL(serverUrl)
      url.username = role
      url.password = encodeURIComponent('pa$$ wörd')
      await (await connectTo(url.href)).end()
      url.password = 'other'
      expect(await failed(connectTo(url.href))).toMatchObject({ code: '28P01' })
    } finally {
      await asSuperuser(client => client.query(`drop role ${role}`))
    }
  })

  // Roles belong to the whole server, so these spoil a cluster of their own.
  test.skipIf(onServer).each([
    ['is a superuser', 'alter role world_graph superuser'],
    ['passes row security', 'alter role world_graph bypassrls'],
    ['may make roles', 'alter role world_graph createrole'],
    ['is a member of bbworlds_user', 'grant bbworlds_user to world_graph'],
    ['owns table spaces', 'alter table spaces owner to world_graph'],
  ])("the graph's role is refused when it %s", async (fault, sql) => {
    await using database = await scratch('world')
    await migrate(database.connect, 'world')
    await run(database, sql)
    const error = await failed(migrate(database.connect, 'world'))
    expect(error.name).toBe('MigrationRefused')
    expect(error.message).toContain(fault)
  })

  test.skipIf(onServer)('a login that may not make roles is given the SQL for a superuser', async () => {
    await using database = await scratch('world')
    await run(database, 'create role keeper', 'grant create on schema public to keeper')
    await run(
      database,
      'do $$ begin execute format($f$grant create on database %I to keeper$f$, current_database()); end $$',
    )
    const error = await failed(migrate(() => connectAs(database, 'keeper'), 'world'))
    expect(error.message).toContain('create role world_graph login noinherit;')
    expect(error.message).toContain('\\password world_graph')
    expect(error.message).toContain('create role bbworlds_user nologin;')
    expect(await rowsOf(database, "select from pg_namespace where nspname = 'graph'")).toEqual([])
  })

  test.skipIf(onServer)('a login that may not create, or does not own the tables, is told what to grant', async () => {
    await using database = await scratch('world')
    await run(database, 'create role keeper')
    const refusal = async () => (await failed(migrate(() => connectAs(database, 'keeper'), 'world'))).message
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
    await using database = await scratch(name)
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
