import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { connectionOf } from '@worlds/kit/database-urls.ts'
import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { checks, examine } from '@worlds/ops/doctor.ts'
import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import { ComposeServer, postgres, serverAvailable } from '../compose/server.ts'
import { attack } from './attacks.ts'
import { Intermediary } from './intermediary.ts'
import { as, connected, fingerprintOf, queried, refusal } from './logins.ts'

const onServer = { on: 'server' } as const

// The server that docker-compose.yml makes: its keys, its configuration, its rules, its roles.
describe.skipIf(!serverAvailable)("a database's door", { timeout: 60_000 }, () => {
  let server: ComposeServer
  const graph = (name: SubgraphName, change: (url: URL) => void = () => undefined) => {
    const url = server.urlOf(`${name}/database_url`)
    change(url)
    return url
  }
  const owner = (name: SubgraphName) => server.urlOf(`migrate/${name}_owner_url`)

  beforeAll(async () => {
    server = new ComposeServer()
    for (const name of subgraphNames) {
      const report = await migrate(() => connected(owner(name)), name)
      expect([report.blocked, report.applied.length > 5]).toEqual([[], true])
    }
  }, 90_000)
  afterAll(() => server?.[Symbol.dispose]())

  const each = (prove: (name: SubgraphName) => Promise<void>) => async () => {
    for (const name of subgraphNames) await prove(name)
  }

  attack(
    'T1',
    'to log in without TLS',
    'refused by the server, whose rules know no connection without',
    each(async name => {
      const plain = connected(graph(name, url => url.searchParams.set('sslmode', 'disable')))
      expect(await refusal(plain)).toMatch(/^28000 .*no encryption/)
    }),
    onServer,
  )

  attack(
    'T2.1',
    'a server with a certificate of an authority that nobody named',
    'not talked to',
    async () => {
      const unknown = graph('memory', url => url.searchParams.delete('sslrootcert'))
      expect(await refusal(connected(unknown))).toMatch(/^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE) /)
    },
    onServer,
  )

  /** A URL through somebody between, whose certificate the client was made to trust. */
  const through = (between: Intermediary) =>
    graph('memory', url => {
      url.port = `${between.port}`
      url.searchParams.set('sslrootcert', between.certificate)
    })

  attack(
    'T2.2',
    'somebody between, with a certificate that is trusted but names another server',
    'not talked to',
    async () => {
      await using between = await Intermediary.before(server.port, 'elsewhere.example')
      expect(await refusal(connected(through(between)))).toMatch(/^ERR_TLS_CERT_ALTNAME_INVALID /)
    },
    onServer,
  )

  attack(
    'T3',
    'the graph itself, by the URL that it is given',
    'let in with TLS 1.3 as its own role',
    each(async name => {
      const who = 'select current_user as role, version as tls from pg_stat_ssl where pid = pg_backend_pid()'
      expect(await queried(graph(name), who)).toEqual([{ role: databases[name].graphRole, tls: 'TLSv1.3' }])
    }),
    onServer,
  )

  attack(
    'R2',
    'a role of the graph with a power, a membership, a possession or a way elsewhere',
    'has none; pnpm db doctor looks, and says what mends one',
    each(async name => {
      const client = await connected(owner(name))
      const patient = { client, name, ...databases[name], connections: { database: 22, server: 96 } }
      const asked = checks.filter(({ id }) => /^(roles\.(?!passwords)|everybody)/.test(id))
      const examined = await examine(patient, false, asked)
      await client.end()
      expect(examined.flatMap(({ found }) => found)).toEqual([])
      expect(examined.length).toBeGreaterThan(7)
    }),
    onServer,
  )

  attack(
    'T4',
    'a client that knows TLS 1.2 alone',
    'refused by the server',
    async () => {
      const { ssl } = connectionOf(graph('memory').href)
      const old = { ...(ssl as object), maxVersion: 'TLSv1.2' } as const
      expect(await refusal(connected(graph('memory'), { ssl: old }))).toMatch(/alert protocol version/)
    },
    onServer,
  )

  attack(
    'T7.1',
    'somebody between, with a trusted certificate that names this very server',
    'refused by the server: the password is bound to its own certificate (SCRAM-SHA-256-PLUS)',
    async () => {
      await using between = await Intermediary.before(server.port, 'localhost')
      expect(await refusal(connected(through(between)))).toMatch(/^28000 .*channel binding/)
      const unbound = await connected(through(between), { enableChannelBinding: false })
      await unbound.end()
    },
    onServer,
  )

  attack(
    'T7.2',
    'a wrong password, or another role of the graph',
    'refused: 28P01, and 28000 for who has no way into this database',
    each(async name => {
      const wrong = graph(name, url => {
        url.password = 'hunter2'
      })
      expect(await refusal(connected(wrong))).toMatch(/^28P01 /)
      const other = name === 'memory' ? 'world' : 'memory'
      const elsewhere = graph(other, url => {
        url.pathname = `/${databases[name].database}`
      })
      expect(await refusal(connected(elsewhere))).toMatch(/^28000 no pg_hba.conf entry/)
    }),
    onServer,
  )

  attack(
    'T7.3',
    'the right password, of which the server keeps an MD5 hash',
    'refused: the rules know SCRAM alone, which needs a SCRAM verifier',
    async () => {
      const url = graph('world')
      const keep = (method: string, password: string) =>
        `set password_encryption = '${method}'; set client_min_messages = error; alter role world_graph password '${password}'`
      const superuser = await as(server.superuser)
      await superuser.query(keep('md5', url.password))
      expect(await refusal(connected(url))).toMatch(/^28P01 /)
      await superuser.query(keep('scram-sha-256', url.password))
      await superuser.end()
      expect(await queried(url, 'select 1 as one')).toEqual([{ one: 1 }])
    },
    onServer,
  )

  attack(
    'T9',
    'certificates that come to their end',
    'made anew and read by the server, the connections of before living on and new ones taking the new certificate',
    async () => {
      const client = await connected(graph('nexus'))
      const before = fingerprintOf(client)
      server.makeKeys({ RENEW: 'yes' })
      // The graph reads the authority's file anew for each connection, and takes the old certificate until then.
      const between = await connected(graph('nexus'))
      expect(fingerprintOf(between)).toBe(before)
      await between.end()
      const superuser = await as(server.superuser)
      await superuser.query('select pg_reload_conf()')
      await superuser.end()
      await vi.waitUntil(async () => {
        const next = await connected(graph('nexus'))
        const renewed = fingerprintOf(next) !== before
        await next.end()
        return renewed
      })
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
      await client.end()
    },
    onServer,
  )

  attack(
    'R17',
    'a dump by the graph, or by the owner whom row security binds',
    'fails as a whole, instead of leaving rows out',
    each(async name => {
      for (const url of [graph(name), owner(name)]) {
        const { status, stderr } = spawnSync(join(postgres('bin'), 'pg_dump'), ['--data-only', url.href])
        expect([status, `${stderr}`]).toEqual([1, expect.stringMatching(/permission denied|row-level security/)])
      }
    }),
    onServer,
  )

  attack(
    'R21',
    'to make a table, schema, role or database, read a file, run a program, become another role, or lift row security',
    'refused to the roles of the graph: 42501',
    each(async name => {
      const client = await connected(graph(name))
      const [table] = (await client.query('select oid::regclass as name from pg_class where relrowsecurity')).rows
      for (const statement of [
        ...['create table mine (n int)', 'create temp table mine (n int)', 'create schema mine', 'create role mine'],
        ...['create database mine', 'create extension dblink', 'create function mine() returns int return 1'],
        ...["select pg_read_file('/etc/passwd')", "select pg_ls_dir('/')", "select lo_import('/etc/passwd')"],
        ...["copy (select 1) to program 'id'", "copy (select 1) to '/tmp/mine'", 'set role postgres'],
        ...[
          'set session authorization postgres',
          `set role ${databases[name].existingRole}`,
          'alter system set ssl = off',
        ],
        ...[`alter table ${table.name} disable row level security`, `truncate ${table.name}`, 'checkpoint'],
        ...['alter role current_user bypassrls', 'select pg_reload_conf()', "select pg_stat_file('postgresql.conf')"],
        `set row_security = off; select count(*) from ${table.name}`,
      ]) {
        expect(await refusal(client.query(statement)), statement).toMatch(/^42501 /)
      }
      await client.end()
    }),
    onServer,
  )

  attack(
    'R22',
    'the role of one subgraph in the database of another',
    'has no way in, by the rules and without the right to connect',
    each(async name => {
      const open = "select datname from pg_database where has_database_privilege(datname, 'connect') and datallowconn"
      expect(await queried(graph(name), open)).toEqual([{ datname: databases[name].database }])
      for (const other of subgraphNames.filter(each => each !== name)) {
        const elsewhere = graph(name, url => {
          url.pathname = `/${databases[other].database}`
        })
        expect(await refusal(connected(elsewhere))).toMatch(/^28000 no pg_hba.conf entry/)
      }
    }),
    onServer,
  )
})
