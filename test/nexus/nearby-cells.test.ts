import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows, told, uuid } from '../asking.ts'
import { gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(37_000 + n)
const here = at(901)
const count = 600

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Point {
  x: number
  y: number
  z: number
}

const next = numbers(7)
/** On edges of cells and beside them, on a lattice of many ties, anywhere about the origin, and far out. */
const coordinate = (kind: number): number => {
  if (kind === 0) return Math.round(next() * 20 - 10) * 100
  if (kind === 1) return Math.round(next() * 20 - 10) * 100 + (next() < 0.5 ? -1e-9 : 1e-9)
  if (kind === 2) return Math.round(next() * 40 - 20) * 25
  if (kind === 3) return (next() - 0.5) * 3_000
  return (next() - 0.5) * 2e9
}
const points: Point[] = Array.from({ length: count }, () => {
  const kind = Math.floor(next() * 5)
  return { x: coordinate(kind), y: Math.round(next() * 4) * 25 - 50, z: coordinate(kind) }
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = points.map((_, n) => ({ id: at(1_000 + n), username: `cells_${n}`, email: `${n}@cells` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }]))
  const positions = points.map(({ x, y, z }, n) => ({
    user_id: at(1_000 + n),
    instance_id: here,
    position_x: x,
    position_y: y,
    position_z: z,
    last_update: new Date().toISOString(),
  }))
  present.use(await rows(graph, 'nexus', 'user_positions', positions))
})
afterAll(() => present.disposeAsync())

const query = `query ($id: ID!, $at: PositionInput!, $radius: Float, $first: Int) {
  nearbyPlayers(instanceId: $id, position: $at, radius: $radius, first: $first, activeWithinSeconds: 86400) {
    distance position { user { id } } } }`

/** All positions of the instance are measured, as if there were no cells. */
const scanned = (from: Point, radius: number, first: number) =>
  graph.asOwner(
    'nexus',
    `select user_id as id, distance from (
       select user_id, sqrt((position_x - $1) ^ 2 + (position_y - $2) ^ 2 + (position_z - $3) ^ 2) as distance
       from user_positions where instance_id = $4
     ) measured where distance < $5 order by distance, user_id limit $6`,
    [from.x, from.y, from.z, here, radius, first],
  )

describe('who is near is the same by cells as by measuring everybody', () => {
  const ask = numbers(11)
  const cases = Array.from({ length: 60 }, (_, n): [Point, number, number] => {
    const from = points[Math.floor(ask() * count)] as Point
    const shift = n % 3 === 0 ? 0 : (ask() - 0.5) * 300
    const radius = [5e-324, 1e-9, 25, 100, 100.5, 250, 400, 1_000, 1_600, 5_000, 40_000, 100_000][n % 12] as number
    return [{ x: from.x + shift, y: from.y, z: from.z - shift }, radius, [1, 7, 50, 100][n % 4] as number]
  })
  test.each(cases)('around %j within %d, the first %d', async (from, radius, first) => {
    const { nearbyPlayers } = await told(graph, gameServer, query, { id: here, at: from, radius, first })
    const found = nearbyPlayers.map((near: { distance: number; position: { user: { id: string } } }) => ({
      id: near.position.user.id,
      distance: near.distance,
    }))
    expect(found).toEqual(await scanned(from, radius, first))
  })

  test('and some of these questions find many, some few', async () => {
    const sizes = await Promise.all(
      cases.slice(0, 24).map(async ([from, radius]) => (await scanned(from, radius, count)).length),
    )
    expect(Math.max(...sizes)).toBeGreaterThan(200)
    expect(Math.min(...sizes)).toBeLessThan(2)
  })
})
