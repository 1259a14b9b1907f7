import { Database, serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { playersNear } from '@worlds/nexus/nearby.ts'
import type { Tables } from '@worlds/nexus/tables.gen.ts'
import { usersByIds } from '@worlds/nexus/users.ts'
import { type Kysely, sql } from 'kysely'
import { ownerQueries } from '../migrations/owner/queries.ts'
import { Arena, instanceId } from './arenas.ts'
import { Meter, type Taken } from './meter.ts'
import { type Results, round } from './results.ts'

const sizes = [100, 1_000, 10_000, 100_000]
/** Eight people within a hundred units of each, whatever their number. */
const edgeOf = (players: number) => Math.sqrt((players * Math.PI * 100 ** 2) / 8)
const questions = 25
const game: Identity = { role: 'service', name: 'bench', companions: ['*'] }

/** Who is near, with their profiles: by the graph as its own role, and by the owner's query over the owner's indexes. */
export async function nearbyBench(server: string, _: boolean, results: Results): Promise<void> {
  console.log('The nearest 50 within 100 units')
  for (const players of sizes) await nearbyAmong(server, players, edgeOf(players), results)
  console.log('Crowded: in a square of 2,000 units')
  for (const players of [10_000, 100_000]) await nearbyAmong(server, players, 2_000, results)
}

async function nearbyAmong(server: string, players: number, edge: number, results: Results): Promise<void> {
  await using owner = await Arena.make(server, 'owner')
  await using graph = await Arena.make(server, 'graph')
  for (const arena of [owner, graph]) {
    await arena.populate(players, players, edge)
    // Others, so that one instance is not all of the table.
    await arena.populate(20_000, 100, 2_000, 1_000_000)
    await arena.client.query('vacuum full analyze user_positions')
    await arena.client.query('vacuum analyze users')
  }
  const points = Array.from({ length: questions }, () => ({ x: Math.random() * edge, y: 0, z: Math.random() * edge }))
  const owners = new Meter((await owner.client.query('select pg_backend_pid() as pid')).rows[0].pid)
  const theirs = await owners.median(points, ({ x, y, z }) =>
    owner.client.query(ownerQueries.nearbyPlayers, [x, y, z, instanceId(0)]),
  )
  const ours = await oursOver(await graph.graphUrl(), points)
  const name = `${players.toLocaleString('en')} players${edge === 2_000 ? ', crowded' : ''}`
  const shown = ({ backend, cpu }: Taken) => `${round(backend)} ms CPU of the database, ${round(cpu)} with Node`
  results.add(name, null, `ours ${shown(ours)}; owner's ${shown(theirs)}`)
  if (players === 10_000 && edge !== 2_000)
    results.atLeast(`${name}: owner's CPU of the database over ours`, theirs.backend / ours.backend, 10, 'x')
}

async function oursOver(url: string, points: { x: number; y: number; z: number }[]) {
  const settings = readSettings({ NEXUS_DATABASE_URL: url, MEMORY_DATABASE_URL: url, WORLD_DATABASE_URL: url })
  const pool = { ...settings.pools.nexus, min: 1, max: 1 }
  await using database = new Database<Tables>('nexus', serverConnector('nexus', url, pool), pool, error => {
    throw error
  })
  await database.open()
  const ask = async <Value>(work: (db: Kysely<Tables>) => Promise<Value>) => {
    await using session = database.session(game)
    return await work(session.db)
  }
  const { rows } = await ask(db => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db))
  const meter = new Meter(rows[0]?.pid as number)
  const near = { instanceId: instanceId(0), radius: 100, activeWithinSeconds: 60, first: 50 }
  return await meter.median(points, at =>
    ask(async db => {
      const found = await playersNear(db, { ...near, at })
      return usersByIds(
        db,
        found.map(({ position }) => position.userId),
      )
    }),
  )
}
