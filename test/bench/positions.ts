import { randomBytes } from 'node:crypto'
import { mounted } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { Database, serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { Movement } from '@worlds/nexus/movement.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import type { Tables } from '@worlds/nexus/tables.gen.ts'
import { unlimited } from '../unlimited.ts'
import { Arena, personId } from './arenas.ts'
import { Meter, type Taken } from './meter.ts'
import { type Results, round } from './results.ts'

const people = 20_000
const batch = 1_000
const edge = 2_000

/** What a program of the owner's writes for each step. */
const upsert = `insert into user_positions
  (user_id, instance_id, position_x, position_y, position_z, rotation_y, animation_state, last_update)
  values ($1, (select instance_id from user_positions where user_id = $1), $2, 0, $3, 1, 'walking', now())
  on conflict (user_id) do update set position_x = excluded.position_x, position_y = excluded.position_y,
    position_z = excluded.position_z, rotation_y = excluded.rotation_y,
    animation_state = excluded.animation_state, last_update = excluded.last_update`

/** People who walk, two units at most for each step. */
class Walk {
  readonly #at: [number, number][]
  #next = 0

  constructor(at: [number, number][]) {
    this.#at = at
  }

  static async of(arena: Arena): Promise<Walk> {
    const { rows } = await arena.client.query(
      'select position_x as x, position_z as z from user_positions order by user_id',
    )
    return new Walk(rows.map(({ x, z }) => [x, z]))
  }

  step(count: number) {
    return Array.from({ length: count }, () => {
      const n = this.#next++ % people
      const [x, z] = (this.#at[n] as [number, number]).map(value => value + Math.random() * 4 - 2) as [number, number]
      this.#at[n] = [x, z]
      return { userId: personId(n), position: { x, y: 0, z }, rotationY: 1, animationState: 'walking' }
    })
  }
}

interface Figures extends Taken {
  rows: number
}

const perSecond = ({ rows, wall }: Figures) => (1_000 * rows) / wall
const micros = ({ rows, cpu }: Figures) => (1_000 * cpu) / rows
const shown = (figures: Figures) =>
  `${Math.round(perSecond(figures)).toLocaleString('en')} rows/s, ${round(micros(figures))} us CPU a row`

/** Reports of movements: through the endpoint in batches, gathered in the process, and one by one as their owner's programs. */
export async function positionsBench(server: string, _: boolean, results: Results): Promise<void> {
  await using owner = await Arena.make(server, 'owner')
  await using graph = await Arena.make(server, 'graph')
  for (const arena of [owner, graph]) {
    await arena.populate(people, 100, edge)
    await arena.client.query('vacuum full analyze user_positions')
  }
  await graph.client.query(
    `insert into graph.memberships (user_id, instance_id, expires_at)
     select user_id, instance_id, now() + interval '1 hour' from user_positions`,
  )
  const url = await graph.graphUrl()
  console.log(`Reports of ${people.toLocaleString('en')} people who walk`)
  const batches = await batchesOf(url, graph, results)
  const gathered = await gatheredIn(url, graph, results)
  const singles = await singlesOf(owner, results)
  results.add('reports of a thousand in one statement', null, `${round(await walOf(graph))} bytes of WAL a row`)
  results.atLeast('batches over one by one, rows/s', perSecond(batches) / perSecond(singles), 10, 'x')
  results.add('batches over one by one, CPU', null, `${round(micros(singles) / micros(batches))}x`)
  results.atLeast('gathered over one by one, rows/s', perSecond(gathered) / perSecond(singles), 10, 'x')
  results.add('gathered over one by one, CPU', null, `${round(micros(singles) / micros(gathered))}x`)
  results.atLeast('batches of a thousand through the endpoint', perSecond(batches), 20_000, ' rows/s')
}

async function singlesOf(owner: Arena, results: Results): Promise<Figures> {
  const walk = await Walk.of(owner)
  const meter = new Meter((await owner.client.query('select pg_backend_pid() as pid')).rows[0].pid)
  const write = async (count: number) => {
    for (const { userId, position } of walk.step(count)) {
      await owner.client.query({ name: 'upsert', text: upsert, values: [userId, position.x, position.z] })
    }
  }
  await write(people)
  await owner.client.query('vacuum user_positions')
  await owner.client.query('checkpoint')
  const rows = 5_000
  let taken: Taken = { cpu: 0, backend: 0, wall: 0 }
  const hot = await owner.hotShare(async () => {
    await write(people - rows)
    taken = await meter.take(() => write(rows))
  })
  const figures = { ...taken, rows }
  let wal = 0
  for (const { userId, position } of walk.step(batch)) {
    wal += await owner.walBytes(upsert, [userId, position.x, position.z])
  }
  const log = `${round(100 * hot)} % HOT, ${round(wal / batch)} bytes of WAL a row`
  results.add('one by one with the owner’s indexes', null, `${shown(figures)}, ${log}`)
  return figures
}

/** Bytes of the log for each row, of several statements that follow each other. */
async function walOf(graph: Arena): Promise<number> {
  const walk = await Walk.of(graph)
  await graph.client.query("select set_config('app.role', 'admin', false)")
  await graph.client.query('vacuum user_positions')
  let bytes = 0
  for (let from = 0; from < 2 * people; from += batch) {
    const moves = walk.step(batch)
    const column = (axis: 'x' | 'y' | 'z') => moves.map(({ position }) => position[axis])
    const values = [moves.map(({ userId }) => userId), column('x'), column('y'), column('z')]
    const text = `select * from graph.move_players($1::uuid[], null, $2::float8[], $3::float8[], $4::float8[], null, null,
      interval '120 seconds')`
    const written = await graph.walBytes(text, values)
    // The first round writes whole pages, as the first after every checkpoint does.
    if (from >= people) bytes += written
  }
  return bytes / people
}

/** Walks all people once to fill the pages, then measures rounds of them all. */
async function measured(
  what: string,
  {
    graph,
    backend,
    write,
    results,
  }: { graph: Arena; backend: number; write: () => Promise<unknown>; results: Results },
): Promise<Figures> {
  const all = async (rounds: number) => {
    for (let n = 0; n < (rounds * people) / batch; n++) await write()
  }
  await all(1)
  await graph.client.query('vacuum user_positions')
  await graph.client.query('checkpoint')
  const meter = new Meter(backend)
  let taken: Taken = { cpu: 0, backend: 0, wall: 0 }
  const hot = await graph.hotShare(async () => {
    taken = await meter.take(() => all(2))
  })
  const figures = { ...taken, rows: 2 * people }
  results.add(what, null, shown(figures))
  results.atLeast(`${what}: HOT`, 100 * hot, 95, ' %')
  return figures
}

const backendOf = async (graph: Arena): Promise<number> => {
  const { rows } = await graph.client.query(
    "select pid from pg_stat_activity where usename = 'nexus_graph' and datname = current_database() order by backend_start",
  )
  return rows[0].pid
}

async function batchesOf(url: string, graph: Arena, results: Results): Promise<Figures> {
  await using endpoint = await endpointOf(url)
  const walk = await Walk.of(graph)
  const write = () => endpoint.move(walk.step(batch))
  await write()
  return await measured('batches of 1,000 through the endpoint', {
    graph,
    backend: await backendOf(graph),
    write,
    results,
  })
}

async function gatheredIn(url: string, graph: Arena, results: Results): Promise<Figures> {
  const settings = readSettings({ NEXUS_DATABASE_URL: url, MEMORY_DATABASE_URL: url, WORLD_DATABASE_URL: url })
  const pool = { ...settings.pools.nexus, min: 1, max: 1 }
  await using database = new Database<Tables>('nexus', serverConnector('nexus', url, pool), pool, error => {
    throw error
  })
  await database.open()
  await using movement = new Movement(database, { flushMs: 0, leaseSeconds: 120 }, error => {
    throw error
  })
  const walk = await Walk.of(graph)
  const write = () => Promise.all(walk.step(batch).map(move => movement.report({ ...move, instanceId: null })))
  return await measured('1,000 single reports gathered', { graph, backend: await backendOf(graph), write, results })
}

/** The nexus subgraph behind the gateway, on one connection. */
async function endpointOf(url: string) {
  const settings = readSettings({
    ...unlimited,
    MEMORY_DATABASE_URL: url,
    NEXUS_DATABASE_URL: url,
    WORLD_DATABASE_URL: url,
    NEXUS_POOL_MIN: '1',
    NEXUS_POOL_MAX: '1',
    DATA_DIR: 'memory://',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_JWT_SECRET: randomBytes(32).toString('hex'),
  })
  const log = logTo(settings.logLevel, 'bench')
  const tokens = tokensFor(settings)
  const source = mounted(await openSubgraph('nexus', nexusSubgraph, { settings, log }), log)
  const served = await serveGateway(settings, { sources: [source], tokens, log })
  const authorization = `Bearer ${await tokens.issue({ role: 'service', name: 'bench', companions: ['*'] })}`
  // A game server knows where it has moved people.
  const query = 'mutation ($input: MovePlayersInput!) { movePlayers(input: $input) { __typename } }'
  const move = async (moves: unknown[]) => {
    const headers = { 'content-type': 'application/json', authorization }
    const body = JSON.stringify({ query, variables: { input: { moves } } })
    const answer = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body })
    const { errors } = (await answer.json()) as { errors?: { message: string }[] }
    if (errors) throw new Error(errors[0]?.message)
  }
  return { move, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() }
}
