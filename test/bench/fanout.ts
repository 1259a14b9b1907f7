import { fork } from 'node:child_process'
import { once } from 'node:events'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { mountedSources } from '@worlds/gateway/sources.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { type Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import pg from 'pg'
import setup, { type ServerUrls } from '../databases.ts'
import { unlimited } from '../unlimited.ts'
import type { Listening } from './listeners.ts'
import { type Results, round } from './results.ts'

const people = 50
const instanceId = '00000000-0000-4000-8000-00000000f000'
const personId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const position = 'x y z rotationY animationState lastUpdate'
/** Says the same to everyone who may see it. */
const forAll = `subscription ($id: ID!) { playersMoved(instanceId: $id) { left at moved { ${position} user { id } } } }`
/** Says to each what they alone may see. */
const forEach = `subscription ($id: ID!) { playersMoved(instanceId: $id) { left at moved { ${position} user { id email } } } }`

/** What one frame costs the gateway and nexus, in one process, for each subscriber whom it reaches. */
export async function fanoutBench(_server: string, _large: boolean, results: Results): Promise<void> {
  let urls: ServerUrls | undefined
  const config = { env: { TEST_TARGET: 'server' } }
  const drop = await setup({ config, provide: (_: string, made: ServerUrls) => (urls = made) } as never)
  try {
    await measured(urls as ServerUrls, results)
  } finally {
    await drop?.()
  }
}

async function measured(urls: ServerUrls, results: Results): Promise<void> {
  await fill(urls.nexus.owner)
  const settings = readSettings({
    ...unlimited,
    MEMORY_DATABASE_URL: urls.memory.graph,
    NEXUS_DATABASE_URL: urls.nexus.graph,
    WORLD_DATABASE_URL: urls.world.graph,
    DATA_DIR: 'memory://',
    PORT: '0',
    LOG_LEVEL: 'warn',
  })
  const log = logTo('warn', 'bench')
  const tokens = tokensFor(settings)
  const sources = await mountedSources(settings, { log })
  await using gateway = await serveGateway(settings, { sources, tokens, log })
  const run = (query: string, subscribers: number, frames: number) =>
    cost(gateway.url, { tokens, subscribers, query, frames, owner: urls.nexus.owner })
  console.log(`Frames of ${people} positions, over WebSocket`)
  for (const subscribers of [1, 10, 100]) {
    const { perMessage, bytes } = await run(forAll, subscribers, 50)
    const aim = `${subscribers} who ask the same, processor time for each message of ${(bytes / 1024).toFixed(1)} KiB`
    if (subscribers === 100) results.atMost(aim, perMessage, 30, 'us')
    else results.add(aim, null, `${round(perMessage)} us`)
  }
  const own = await run(forEach, 100, 10)
  results.add('100 who are each answered by themselves, for each message', null, `${round(own.perMessage)} us`)
}

/** An instance with fifty people in it. */
async function fill(owner: string): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  const ids = Array.from({ length: people }, (_, n) => personId(n + 1))
  await client.query('insert into instances (id, current_users) values ($1, 0)', [instanceId])
  await client.query(
    `insert into users (id, username, email) select id, 'bench_' || id, id || '@example.com' from unnest($1::uuid[]) id`,
    [ids],
  )
  await client.query(
    `insert into user_positions (user_id, instance_id, position_x, position_y, position_z, rotation_y, animation_state, last_update)
    select id, $2, random() * 1000, random(), random() * 1000, random(), 'walking', now() at time zone 'UTC' from unnest($1::uuid[]) id`,
    [ids, instanceId],
  )
  await client.end()
}

interface Run {
  tokens: Tokens
  subscribers: number
  query: string
  frames: number
  owner: string
}

/** Microseconds of this process for each message; those who listen, and who moves, are another process. */
async function cost(url: string, { tokens, subscribers, query, frames, owner }: Run) {
  const who = Array.from({ length: subscribers }, (_, n) => personId((n % people) + 1))
  const issued = await Promise.all(who.map(id => tokens.issue({ role: 'user', id })))
  const child = fork(new URL('listeners.ts', import.meta.url))
  const asked: Listening = { url, tokens: issued, query, instanceId, owner, frames }
  child.send(asked)
  await once(child, 'message')
  const before = process.cpuUsage()
  const [{ bytes }] = await once(child, 'message')
  const { user, system } = process.cpuUsage(before)
  await once(child, 'exit')
  return { perMessage: (user + system) / frames / subscribers, bytes: bytes as number }
}
