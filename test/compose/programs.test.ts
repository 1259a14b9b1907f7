import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { databases } from '@worlds/kit/names.ts'
import { checks, type Examined, examine } from '@worlds/ops/doctor.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ComposeServer, serverAvailable } from './server.ts'

const servers = ['memory', 'nexus', 'world', 'gateway'] as const
type Program = (typeof servers)[number] | 'migrate'
interface Service {
  command: string[]
  environment: Record<string, string>
}

const { services }: { services: Record<Program, Service> } = parse(readFileSync('docker-compose.yml', 'utf8'), {
  merge: true,
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(done => server.close(done))
  return port
}

describe.skipIf(!serverAvailable)(
  "compose's programs, each with the settings it is given there",
  { timeout: 60_000 },
  () => {
    let server: ComposeServer
    const ports = {} as Record<(typeof servers)[number], number>
    const running: ChildProcess[] = []

    /** The environment of one container, with this machine's places for the network's names and the volume of keys. */
    function environmentOf(program: Program): Record<string, string> {
      const moved = Object.entries(services[program].environment).map(([name, value]) => {
        // Nobody has set what compose takes from its caller's environment: each has its default.
        const given = value.replace(/\$\{\w+:-(\w*)\}/g, '$1')
        const place = given.replace(/^http:\/\/(memory|nexus|world):\d+/, (_, at: keyof typeof ports) => here(at))
        return [name, place.replace(/^\/keys/, server.path('local'))]
      })
      const { gateway: PORT, memory: MEMORY_PORT, nexus: NEXUS_PORT, world: WORLD_PORT } = ports
      const all = { PATH: process.env.PATH, ...Object.fromEntries(moved), PORT, MEMORY_PORT, NEXUS_PORT, WORLD_PORT }
      return { ...all, HOST: '127.0.0.1' }
    }
    const here = (name: keyof typeof ports) => `http://127.0.0.1:${ports[name]}`

    function copyKeys(): void {
      execFileSync('cp', ['-r', server.path('keys'), server.path('local')])
      for (const [program, names] of Object.entries({
        migrate: ['memory_owner_url', 'nexus_owner_url', 'world_owner_url'],
        memory: ['database_url'],
        nexus: ['database_url'],
        world: ['database_url'],
      })) {
        for (const name of names)
          writeFileSync(server.path(`local/${program}/${name}`), server.urlOf(`${program}/${name}`).href)
      }
    }

    async function start(program: (typeof servers)[number]): Promise<void> {
      const [, ...words] = services[program].command
      let said = ''
      const child = spawn(process.execPath, words, { env: environmentOf(program), stdio: ['ignore', 'pipe', 'pipe'] })
      running.push(child)
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', text => (said += text))
      for (let i = 0; i < 150 && child.exitCode === null; i++) {
        if ((await fetch(`${here(program)}/readyz`).catch(() => undefined))?.ok) return
        await pause(100)
      }
      throw new Error(`${program} did not become ready: ${said}`)
    }

    async function ask(url: string, query: string, token?: string) {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
      return (await answer.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] }
    }

    beforeAll(async () => {
      server = new ComposeServer()
      for (const name of servers) ports[name] = await freePort()
      copyKeys()
      execFileSync(process.execPath, services.migrate.command.slice(1), { env: environmentOf('migrate') })
      for (const name of servers) await start(name)
    }, 90_000)
    afterAll(async () => {
      for (const child of running) child.kill('SIGTERM')
      await Promise.all(running.map(child => child.exitCode ?? once(child, 'exit')))
      server[Symbol.dispose]()
    })

    test('a subgraph answers the gateway alone', async () => {
      for (const name of ['memory', 'nexus', 'world'] as const) {
        const { errors } = await ask(here(name), '{ __typename }')
        expect(errors?.[0]?.extensions.code, name).toBe('UNAUTHENTICATED')
      }
    })

    test('the gateway joins all three databases, and shows no page and no schema', async () => {
      const env = environmentOf('gateway')
      const token = execFileSync(process.execPath, ['ops/token.ts', '--admin', 'me'], { env, encoding: 'utf8' }).trim()
      const query = '{ users { totalCount } assets { totalCount } memoryMetrics { totalMemories } }'
      const none = { users: { totalCount: 0 }, assets: { totalCount: 0 }, memoryMetrics: [] }
      expect(await ask(here('gateway'), query, token)).toMatchObject({ data: none })
      expect((await fetch(`${here('gateway')}/`)).status).toBe(404)
      expect((await ask(here('gateway'), '{ __schema { types { name } } }', token)).data).toBeUndefined()
    })

    const states = (examined: Examined[]) =>
      Object.fromEntries(examined.filter(({ state }) => state !== 'ok').map(({ id, state }) => [id, state]))

    test('the doctor finds nothing wrong, and says what an owner may not look at', async () => {
      const options = { env: environmentOf('migrate'), encoding: 'utf8' } as const
      const { stdout } = spawnSync(process.execPath, ['ops/db.ts', 'doctor', '--json'], options)
      for (const examined of Object.values<Examined[]>(JSON.parse(stdout))) {
        const unseen = ['server.tls_version', 'server.open_door', 'server.passwords', 'roles.passwords'].map(id => [
          id,
          'unknown',
        ])
        // The tests' server is fast instead of durable.
        expect(states(examined)).toEqual({ ...Object.fromEntries(unseen), 'server.durability': 'error' })
      }
    })

    test('the doctor finds a rule without TLS or SCRAM, and not what it was mended to', async () => {
      const client = new pg.Client({ ...server.superuser, database: 'bbworlds_world' })
      await client.connect()
      const patient = { client, name: 'world' as const, ...databases.world, connections: { database: 22, server: 96 } }
      const rules = server.read('pg_hba.conf')
      const found = async (line: string) => {
        writeFileSync(server.path('pg_hba.conf'), `${rules}\n${line}\n`)
        const all = await examine(
          patient,
          false,
          checks.filter(({ id }) => /passwords|door/.test(id)),
        )
        return states(all)
      }
      expect(await found('')).toEqual({})
      expect(await found('host all all all scram-sha-256')).toEqual({ 'server.open_door': 'error' })
      expect(await found('hostnossl all all all reject\nhost all all all scram-sha-256')).toEqual({})
      for (const method of ['md5', 'password', 'trust'])
        expect(await found(`hostssl all all all ${method}`)).toEqual({ 'server.passwords': 'error' })
      expect(await found('hostssl all all everywhere scram-sha-512')).toEqual({ 'server.passwords': 'error' })
      expect(await found('hostssl all all all scram-sha-256')).toEqual({})
      writeFileSync(server.path('pg_hba.conf'), rules)
      await client.end()
    })
  },
)
