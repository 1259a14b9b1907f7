import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaint, ran } from './program.ts'
import { queried } from './scratch.ts'

const postgres = (verb: string, env: Record<string, string> = {}) =>
  execFileSync('bash', [resolve('test/postgres.sh'), verb], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  }).trim()

// Roles belong to a whole server, and the one of the other tests has them: this one is new.
const available = process.env.TEST_TARGET === 'server' && existsSync(join(postgres('bin'), 'initdb'))

describe.skipIf(!available)('pnpm db migrate on a new server', { timeout: 60_000 }, () => {
  let home: string
  let superuser: URL
  const owners: Record<string, string> = {}
  const graphs: Record<string, string> = {}
  const password = (name: string) => `p@ss:wörd/${name}`

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'graph-roles-'))
    chmodSync(home, 0o711)
    superuser = new URL(postgres('start', { POSTGRES_DIR: join(home, 'server') }))
    for (const name of subgraphNames) {
      const { database, graphRole } = databases[name]
      await queried(superuser.href, `create database ${database}`)
      const url = new URL(superuser)
      url.pathname = `/${database}`
      owners[`${name.toUpperCase()}_OWNER_URL`] = url.href
      url.username = graphRole
      url.password = encodeURIComponent(password(name))
      graphs[`${name.toUpperCase()}_DATABASE_URL`] = url.href
    }
  }, 60_000)
  afterAll(() => {
    postgres('reset', { POSTGRES_DIR: join(home, 'server') })
    rmSync(home, { recursive: true, force: true })
  })

  const migrate = (settings: Record<string, string>, ...words: string[]) =>
    ran('@worlds/ops/db.ts', ['migrate', ...words], { DATA_DIR: '/nonexistent/data', ...settings })
  const roles = () =>
    queried(
      superuser.href,
      `select rolname as name, rolcanlogin as login, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as mighty,
         rolinherit as inherits,
         rolpassword like 'SCRAM-SHA-256$%' as scram
       from pg_authid where rolname !~ '^pg_' and rolname <> 'postgres' order by 1`,
    )

  test('makes the roles, with the passwords of the URLs that the graph will use', async () => {
    const { status, out, error } = await migrate({ ...owners, ...graphs })
    expect([status, error]).toEqual([0, ''])
    for (const name of subgraphNames) expect(out).not.toContain(password(name))
    expect(await roles()).toEqual(
      subgraphNames
        .flatMap(name => [
          { name: databases[name].graphRole, login: true, mighty: false, inherits: false, scram: true },
          { name: databases[name].existingRole, login: false, mighty: false, inherits: true, scram: null },
        ])
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
    for (const name of subgraphNames) {
      const url = graphs[`${name.toUpperCase()}_DATABASE_URL`] as string
      const [row] = await queried(url, "select current_user as login, current_setting('TimeZone') as zone")
      expect(row).toEqual({ login: databases[name].graphRole, zone: 'UTC' })
    }
  })

  test('leaves roles that are there as they are, and says so', async () => {
    const { MEMORY_DATABASE_URL = '' } = graphs
    const other = new URL(MEMORY_DATABASE_URL)
    other.password = 'another'
    const before = await roles()
    const { status, out } = await migrate({ ...owners, ...graphs, MEMORY_DATABASE_URL: other.href }, '--only', 'memory')
    expect(status).toBe(0)
    expect(out).toMatch(/memory_graph exists already and was left as it is, its password included\./)
    expect(await roles()).toEqual(before)
    expect(await queried(MEMORY_DATABASE_URL, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('by a login that may not make roles says what a superuser must run', async () => {
    await queried(superuser.href, "create role plain login password 'plain'")
    await queried(superuser.href, 'create database plain owner plain')
    const url = new URL(superuser)
    ;[url.username, url.password, url.pathname] = ['plain', 'plain', '/plain']
    await queried(superuser.href, 'alter role world_graph rename to world_graph_before')
    const said = complaint(await migrate({ WORLD_OWNER_URL: url.href }, '--only', 'world'))
    await queried(superuser.href, 'alter role world_graph_before rename to world_graph')
    expect(said).toMatch(
      /^plain may not make the missing roles\. Run this in psql as a superuser, then migrate again:\n/,
    )
    expect(said).toContain('create role world_graph login noinherit;')
    expect(await queried(url.href, "select from pg_tables where schemaname in ('public', 'graph')")).toEqual([])
  })
})
