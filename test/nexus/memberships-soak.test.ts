import { setTimeout as pause } from 'node:timers/promises'
import type { Identity } from '@worlds/kit/identity.ts'
import { join, leave } from '@worlds/nexus/memberships.ts'
import type { Tables } from '@worlds/nexus/tables.gen.ts'
import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { rows, uuid } from '../asking.ts'
import { asOwner, ownerUrl, poolOn } from '../kit/pools.ts'
import { gameServer, onServer, stack } from '../stack.ts'
import { crowd, deadlocks, wrongSeats } from './seats.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 5)
const connections = 24
const { ids: people, rows: accounts } = crowd(41_001, 120)
const places = Array.from({ length: 8 }, (_, n) => uuid(41_201 + n))
const pick = <Each>(from: readonly Each[]) => from[Math.floor(Math.random() * from.length)] as Each

/** Somebody's process ends in the middle of a transaction. */
class Crash extends Error {}

type Ask = (db: Kysely<Tables>) => Promise<string>

const joining =
  (move: boolean, crashes: boolean): Ask =>
  async db => {
    const seat = { userId: pick(people), instanceId: pick(places), leaseSeconds: 120, position: { x: 1, y: 2, z: 3 } }
    const { outcome } = await join(db, { ...seat, move })
    if (crashes) throw new Crash()
    return `${move ? 'move' : 'join'} ${outcome}`
  }
const leaving: Ask = async db => {
  const { outcome } = await leave(db, { userId: pick(people), instanceId: pick(places) })
  return `leave ${outcome}`
}
/** Whoever is in an instance leaves it, wherever that is. */
const departing: Ask = async db => {
  const userId = pick(people)
  await sql`select graph.leave_instance(${userId}::uuid, null)`.execute(db)
  return 'depart'
}
const sweeping: Ask = async db => {
  await sql`select graph.sweep_memberships(50)`.execute(db)
  return 'sweep'
}
const patching: Ask = async db => {
  const patch = JSON.stringify({ [`k${Math.floor(Math.random() * 9)}`]: Math.random() })
  await sql`update instances set state = graph.merge_patch(state, ${patch}::jsonb) where id = ${pick(places)}`.execute(
    db,
  )
  return 'patch'
}

const chances: [share: number, ask: Ask][] = [
  [0.34, joining(false, false)],
  [0.3, joining(true, false)],
  [0.05, joining(true, true)],
  [0.15, leaving],
  [0.08, departing],
  [0.05, sweeping],
  [0.03, patching],
]

function drawn(): Ask {
  let left = Math.random()
  for (const [share, ask] of chances) {
    left -= share
    if (left < 0) return ask
  }
  return leaving
}

test.skipIf(!onServer)(
  `for ${seconds} s ${connections} connections join, move, leave, sweep and crash: no circle, nobody too many, no drift`,
  { timeout: (seconds + 60) * 1_000 },
  async () => {
    const graph = await stack()
    await using _people = await rows(graph, 'nexus', 'users', accounts)
    const instances = places.map((id, n) => ({ id, max_users: 5 + n, current_users: 0 }))
    await using _places = await rows(graph, 'nexus', 'instances', instances)
    const before = await deadlocks(graph)
    const outcomes: Record<string, number> = {}
    const until = performance.now() + seconds * 1_000
    const going = () => performance.now() < until
    const wrong: unknown[] = []
    let looks = 0
    {
      await using database = poolOn('nexus', { max: connections })
      await using owner = await asOwner(ownerUrl('nexus'))
      const worker = async () => {
        while (going()) {
          const outcome = await database.background(gameServer as Identity, drawn()).catch(error => {
            if (error instanceof Crash) return 'crash'
            throw error
          })
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        }
      }
      const upkeep = async () => {
        while (going()) {
          // Whoever is not heard of any more.
          await owner.query(
            `update graph.memberships set expires_at = now() - interval '1 second' where user_id in (
               select user_id from graph.memberships where user_id = any($1) order by random() limit 2
               for update skip locked)`,
            [people],
          )
          const seen = await owner.query(
            `select id, max_users, current_users, count(user_id)::int as seats
             from instances left join graph.memberships on instance_id = id where id = any($1) group by id
             having count(user_id) > max_users or current_users <> count(user_id) or current_users not between 0 and max_users`,
            [places],
          )
          looks++
          wrong.push(...seen.rows)
          await pause(10)
        }
      }
      await Promise.all([...Array.from({ length: connections }, worker), upkeep()])
      expect(database.lost).toEqual([])
    }
    // The connections have closed, and with that have told what they met.
    expect(await deadlocks(graph)).toBe(before)
    expect(wrong).toEqual([])
    expect(looks).toBeGreaterThan(10)
    expect(await wrongSeats(graph, places)).toEqual([])
    for (const outcome of ['join joined', 'join full', 'join elsewhere', 'move joined', 'leave left', 'sweep', 'crash'])
      expect(outcomes[outcome]).toBeGreaterThan(0)
    if (process.env.SOAK_SECONDS) {
      const sum = Object.values(outcomes).reduce((all, each) => all + each, 0)
      console.log(`${sum} transactions in ${seconds} s, ${looks} looks`, outcomes)
    }
  },
)
