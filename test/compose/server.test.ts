import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const script = resolve('test/postgres.sh')
const available = Boolean(process.env.TEST_POSTGRES_URL) && existsSync(join(shell('bin').trim(), 'initdb'))
if (!available)
  console.warn("SKIPPED: the test of compose's database needs: bash test/postgres.sh start, TEST_POSTGRES_URL")

function shell(verb: string, env: Record<string, string> = {}): string {
  return execFileSync('bash', [script, verb], { env: { ...process.env, ...env }, encoding: 'utf8' })
}

let folder: string
const inFolder = (name: string) => join(folder, name)

/** A server as docker-compose.yml starts it: its keys, its rules of who may log in, and its first start's script. */
function startServer(): number {
  const keys = { KEYS: inFolder('keys'), POSTGRES_KEYS: inFolder('server'), SHARE_GROUPS: 'no' }
  execFileSync('sh', ['deploy/keys.sh'], { env: { ...process.env, ...keys } })
  mkdirSync(inFolder('socket'))
  execFileSync('cp', ['deploy/pg_hba.conf', inFolder('pg_hba.conf')])
  // PostgreSQL does not run as root, and wants its key to be its own.
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'nobody:nogroup', inFolder('server'), inFolder('socket')])
  const settings = {
    ssl: 'on',
    ssl_cert_file: inFolder('server/server.crt'),
    ssl_key_file: inFolder('server/server.key'),
    ssl_min_protocol_version: 'TLSv1.3',
    unix_socket_directories: inFolder('socket'),
    hba_file: inFolder('pg_hba.conf'),
  }
  const POSTGRES_CONF = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  const url = new URL(shell('start', { POSTGRES_DIR: inFolder('postgres'), POSTGRES_CONF: POSTGRES_CONF.join('') }))
  const env = {
    ...process.env,
    PATH: `${shell('bin').trim()}:${process.env.PATH}`,
    PGHOST: inFolder('socket'),
    PGPORT: url.port,
    PGPASSWORD: url.password,
    KEYS: inFolder('server'),
  }
  execFileSync('sh', ['deploy/databases.sh'], { env })
  return Number(url.port)
}

describe.skipIf(!available)("compose's database", { timeout: 60_000 }, () => {
  let port: number
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-server-'))
    chmodSync(folder, 0o711)
    port = startServer()
  }, 60_000)
  afterAll(() => {
    shell('reset', { POSTGRES_DIR: inFolder('postgres') })
    rmSync(folder, { recursive: true, force: true })
  })

  /** A URL that deploy/keys.sh made, at the place where this server is. */
  const urlOf = (file: string) => {
    const url = new URL(readFileSync(inFolder(`keys/${file}`), 'utf8').trim())
    url.host = `localhost:${port}`
    url.searchParams.set('sslrootcert', inFolder('keys/ca.crt'))
    return url
  }

  async function connected(url: URL): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    return client
  }

  const graphUrls = subgraphNames.map(name => [name, `${name}/database_url`] as const)

  test.each(graphUrls)('%s: no way in without TLS, to another database, or past another authority', async (_, file) => {
    const plain = urlOf(file)
    plain.search = 'sslmode=disable'
    await expect(connected(plain)).rejects.toThrow(/no encryption/)
    const elsewhere = urlOf(file)
    elsewhere.pathname = elsewhere.pathname === '/voice_ninja' ? '/bbworlds_world' : '/voice_ninja'
    await expect(connected(elsewhere)).rejects.toThrow(/no pg_hba.conf entry/)
    const unknown = urlOf(file)
    unknown.searchParams.delete('sslrootcert')
    await expect(connected(unknown)).rejects.toThrow(/certificate/)
  })

  test('the superuser has no way in over the network', async () => {
    const url = urlOf('memory/database_url')
    url.username = 'postgres'
    url.password = readFileSync(inFolder('server/postgres'), 'utf8').trim()
    await expect(connected(url)).rejects.toThrow(/rejects connection/)
  })

  test.each(subgraphNames)(
    '%s: its owner migrates it, and the graph logs in over TLS 1.3 owning nothing',
    async name => {
      const report = await migrate(() => connected(urlOf(`migrate/${name}_owner_url`)), name)
      expect(report.applied.length).toBeGreaterThan(5)
      expect(report.blocked).toEqual([])
      const client = await connected(urlOf(`${name}/database_url`))
      const { rows } = await client.query(
        `select current_user as role, version as tls, rolsuper or rolbypassrls or rolcreaterole as mighty
       from pg_stat_ssl, pg_roles where pid = pg_backend_pid() and rolname = current_user`,
      )
      await client.end()
      expect(rows).toEqual([{ role: databases[name].graphRole, tls: 'TLSv1.3', mighty: false }])
    },
  )
})
