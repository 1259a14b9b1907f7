import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ComposeServer, serverAvailable } from './server.ts'

async function connected(url: URL): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return client
}

describe.skipIf(!serverAvailable)("compose's database", { timeout: 60_000 }, () => {
  let server: ComposeServer
  beforeAll(() => {
    server = new ComposeServer()
  }, 60_000)
  afterAll(() => server[Symbol.dispose]())

  test.each(subgraphNames)('%s: no way in without TLS, to another database, or past another authority', async name => {
    const file = `${name}/database_url`
    const plain = server.urlOf(file)
    plain.search = 'sslmode=disable'
    await expect(connected(plain)).rejects.toThrow(/no encryption/)
    const elsewhere = server.urlOf(file)
    elsewhere.pathname = elsewhere.pathname === '/voice_ninja' ? '/bbworlds_world' : '/voice_ninja'
    await expect(connected(elsewhere)).rejects.toThrow(/no pg_hba.conf entry/)
    const unknown = server.urlOf(file)
    unknown.searchParams.delete('sslrootcert')
    await expect(connected(unknown)).rejects.toThrow(/certificate/)
  })

  test('the superuser has no way in over the network', async () => {
    const url = server.urlOf('memory/database_url')
    url.username = 'postgres'
    url.password = server.read('server/postgres')
    await expect(connected(url)).rejects.toThrow(/rejects connection/)
  })

  test.each(subgraphNames)(
    '%s: its owner migrates it, and the graph logs in over TLS 1.3 owning nothing',
    async name => {
      const report = await migrate(() => connected(server.urlOf(`migrate/${name}_owner_url`)), name)
      expect(report.applied.length).toBeGreaterThan(5)
      expect(report.blocked).toEqual([])
      const client = await connected(server.urlOf(`${name}/database_url`))
      const { rows } = await client.query(
        `select current_user as role, version as tls, rolsuper or rolbypassrls or rolcreaterole as mighty
       from pg_stat_ssl, pg_roles where pid = pg_backend_pid() and rolname = current_user`,
      )
      await client.end()
      expect(rows).toEqual([{ role: databases[name].graphRole, tls: 'TLSv1.3', mighty: false }])
    },
  )
})
