import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { asked, onServer } from '../stack.ts'
import { complaint, Program, ran } from './program.ts'
import { EmptyDatabases, queried } from './scratch.ts'

const secrets = {
  AUTH_JWT_SECRET: 'a-secret-of-32-characters-or-more',
  ASSERTION_SECRET: 'another-secret-of-32-characters-',
}
const quiet = { ...secrets, DATA_DIR: '/nonexistent/data', MEMORY_POOL_MIN: '1', NEXUS_POOL_MIN: '1' }
const start = '@worlds/ops/start.ts'
const nowhere = Object.fromEntries(
  subgraphNames.map(name => [
    `${name.toUpperCase()}_DATABASE_URL`,
    `postgresql://${name}_graph:hunter2@localhost:1/d?sslmode=disable`,
  ]),
)

/** A port that another program listens on. */
let busy: Server
let port: string
beforeAll(async () => {
  busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  port = String((busy.address() as AddressInfo).port)
})
afterAll(() => {
  busy.close()
})

describe.skipIf(!onServer)('start with databases on a server', () => {
  const graphs = () =>
    Object.fromEntries(
      subgraphNames.map(name => [`${name.toUpperCase()}_DATABASE_URL`, inject('servers')?.[name].graph ?? '']),
    )

  test('never migrates or seeds, names what is pending and how to apply it, and prints no token', async () => {
    await using empty = await EmptyDatabases.make()
    await using program = new Program(start, [], { ...quiet, ...empty.graphs, PORT: '0' })
    const url = await program.printed(/Graph +(http:\/\/\S+)\/graphql/)
    for (const [name, database] of [
      ['MEMORY', 'voice_ninja'],
      ['NEXUS', 'bbworlds_nexus'],
      ['WORLD', 'bbworlds_world'],
    ]) {
      expect(program.out).toMatch(
        new RegExp(`^${database} has \\d+ pending migration steps: 0001_baseline/\\w+, .* and more\\.$`, 'm'),
      )
      expect(program.out).toContain(
        `Apply them with: ${name}_OWNER_URL=postgresql://<owner>@…/${database} pnpm db migrate`,
      )
    }
    expect(program.out).not.toMatch(/token|Bearer|eyJ/i)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    program.kill('SIGTERM')
    expect(await program.ended).toMatchObject({ status: 0, error: '' })
    for (const name of subgraphNames)
      expect(await queried(empty.owner(name), "select from pg_tables where schemaname in ('public', 'graph')")).toEqual(
        [],
      )
  })

  test('serves what is there, and stops when it is asked to, with a browser still connected', async () => {
    await using program = new Program(start, [], { ...quiet, ...graphs(), PORT: '0' })
    const url = await program.printed(/Graph +(http:\/\/\S+)\/graphql/)
    expect(program.out).not.toContain('pending')
    const token = await tokensFor(readSettings({ ...quiet, DATA_DIR: 'memory://' })).issue({
      role: 'user',
      id: demoPerson.id,
    })
    const { data, errors } = await asked(url, token, { query: '{ me { username spaces(first: 1) { totalCount } } }' })
    expect(errors).toEqual([])
    expect(data.me.username).toBe(demoPerson.username)
    const began = Date.now()
    program.kill('SIGINT')
    expect((await program.ended).status).toBe(0)
    expect(Date.now() - began).toBeLessThan(4_000)
  })

  test('gives up when its port is in use', async () => {
    const said = complaint(await ran(start, [], { ...quiet, ...graphs(), PORT: port }))
    expect(said).toBe(`Port ${port} on 127.0.0.1 is in use. Stop the program that listens there, or set another port.`)
  })

  test('gives up when a login could pass row security', async () => {
    const WORLD_DATABASE_URL = new URL(inject('servers')?.world.owner ?? '')
    WORLD_DATABASE_URL.searchParams.set('sslmode', 'disable')
    const said = complaint(
      await ran(start, [], { ...quiet, ...graphs(), WORLD_DATABASE_URL: WORLD_DATABASE_URL.href, PORT: '0' }),
    )
    expect(said).toMatch(/^"postgres" is a superuser .* Use postgresql:\/\/world_graph:…, .* in WORLD_DATABASE_URL\.$/)
  })

  test.each([
    ['password', /^MEMORY_DATABASE_URL: cannot connect: password authentication failed for user "memory_graph"$/],
    ['pathname', /^MEMORY_DATABASE_URL: cannot connect: database "wrong" does not exist$/],
  ] as const)('gives up when a %s is wrong', async (part, message) => {
    const wrong = new URL(inject('servers')?.memory.graph ?? '')
    wrong[part] = 'wrong'
    const said = complaint(await ran(start, [], { ...quiet, ...graphs(), MEMORY_DATABASE_URL: wrong.href }))
    expect(said).toMatch(message)
  })
})

// The rest needs no server: once is enough.
describe.skipIf(onServer).concurrent('a program that cannot start says why, in one message', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-start-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('start, when the databases are down', async () => {
    const said = complaint(await ran(start, [], { ...quiet, ...nowhere }))
    expect(said).toMatch(/^MEMORY_DATABASE_URL: cannot connect: .*ECONNREFUSED/)
    expect(said).not.toContain('hunter2')
  })

  test.each(['@worlds/gateway/main.ts', ...subgraphNames.map(name => `@worlds/${name}/main.ts`)])(
    '%s, when its database is down',
    async file => {
      const said = complaint(await ran(file, [], { ...quiet, ...nowhere }))
      expect(said).toMatch(/^A database cannot be used: .*ECONNREFUSED.* Check the …_URL settings/)
      expect(said).not.toContain('hunter2')
    },
  )

  test.each([start, '@worlds/gateway/main.ts', '@worlds/world/main.ts'])(
    '%s, with all faults of its settings',
    async file => {
      const said = complaint(
        await ran(file, [], { PORT: 'x', DATA_DIR: 'memory://', WORLD_DATABASE_URL: 'y', POOL_IDLE_MS: '-1' }),
      )
      expect(said).toMatch(/^The settings cannot be used:\n( {2}\w.*\n?){3,}$/)
      for (const name of ['PORT', 'WORLD_DATABASE_URL', 'POOL_IDLE_MS']) expect(said).toContain(`  ${name}: `)
    },
  )

  test('a subgraph, where no database was made yet', async () => {
    const DATA_DIR = join(folder, 'none')
    const said = complaint(await ran('@worlds/world/main.ts', [], { ...secrets, DATA_DIR }))
    expect(said).toBe(`No database in ${join(DATA_DIR, 'bbworlds_world')}. Run \`npx pnpm start\` once to make it.`)
  })

  test.each([
    ['in use', 'voice_ninja.lock', String(process.pid), /voice_ninja is in use by process \d+\. Stop that one first/],
    [
      'of another version',
      'voice_ninja/PG_VERSION',
      '17',
      /voice_ninja was made by PostgreSQL 17; this program embeds 18/,
    ],
  ])('start, with a data directory %s', { timeout: 60_000 }, async (name, file, text, message) => {
    const DATA_DIR = join(folder, name)
    mkdirSync(join(DATA_DIR, 'voice_ninja'), { recursive: true })
    writeFileSync(join(DATA_DIR, 'voice_ninja/PG_VERSION'), '18')
    writeFileSync(join(DATA_DIR, file), text)
    const said = complaint(await ran(start, [], { ...secrets, DATA_DIR }))
    expect(said).toMatch(message)
    expect(readdirSync(DATA_DIR).filter(entry => !/^voice_ninja(\.lock)?$|^secrets\.json$/.test(entry))).toEqual([])
  })

  test('start on embedded databases, when its port is in use', { timeout: 60_000 }, async () => {
    const said = complaint(await ran(start, [], { ...secrets, DATA_DIR: 'memory://', PORT: port }))
    expect(said).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use\./)
  })

  test('a program that may not write where it should', async () => {
    const DATA_DIR = join(folder, 'a-file')
    writeFileSync(DATA_DIR, '')
    expect(complaint(await ran(start, [], { DATA_DIR }))).toMatch(/a-file/)
  })
})
