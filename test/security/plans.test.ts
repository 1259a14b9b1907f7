import { nearestMemories } from '@worlds/memory/nearest.ts'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { audit } from '../plans/audit.ts'
import { type Case, game } from '../plans/cases.ts'
import { GrownDatabase } from '../plans/grown.ts'
import { memory } from '../plans/memory.ts'
import { nexus } from '../plans/nexus.ts'
import { large, largest, searches, small, tools } from '../plans/searches.ts'
import { world } from '../plans/world.ts'
import { onServer } from '../stack.ts'
import { attack } from './attacks.ts'

const server = { on: 'server', timeout: 60_000 } as const

/** Each query reads few rows by its indexes, as a plan is made for its values at first and perhaps later once for all. */
const planned = (database: () => GrownDatabase, cases: readonly Case[]) => async () => {
  for (const plan of ['custom', 'generic'] as const)
    for (const { what, who, ask, uses, alone = [], rows, sorts = 0 } of cases) {
      const took = await database().work(plan, who, ask)
      const name = `${what}, by a ${plan} plan`
      expect(took.alone, name).toEqual(expect.arrayContaining(alone))
      expect(took.read, name).toEqual(uses.map(index => expect.stringMatching(`^${index}$`)))
      for (const index of took.standing) expect(index, name).toMatch(/^(standings|tombstones|users)_pkey$/)
      const most = { rows: Math.max(took.rows, rows), sorted: Math.max(took.sorted, sorts) }
      expect(most, name).toEqual({ rows, sorted: sorts })
    }
}

describe('of many rows, under the policies, the graph reads few by an index', () => {
  const grown = {} as Record<'memory' | 'nexus' | 'world', GrownDatabase>
  beforeAll(async () => {
    if (!onServer) return
    for (const name of ['memory', 'nexus', 'world'] as const) grown[name] = await GrownDatabase.make(name)
  }, 180_000)
  afterAll(async () => {
    for (const database of Object.values(grown)) await database[Symbol.asyncDispose]()
  })

  attack(
    'R18.1',
    'lists, look-ups and searches of memory by the role of the graph, over grown tables',
    'each reads few rows, by the index that is meant',
    planned(() => grown.memory, [...memory, ...searches]),
    server,
  )
  attack(
    'R18.2',
    'lists, look-ups and searches of nexus by the role of the graph, over grown tables',
    'each reads few rows, by the index that is meant',
    planned(() => grown.nexus, [...nexus, ...audit]),
    server,
  )
  attack(
    'R18.3',
    'lists, look-ups and searches of world by the role of the graph, over grown tables',
    'each reads few rows, by the index that is meant',
    planned(() => grown.world, world),
    server,
  )

  const full = `from companion_memories where companion_id = $1 and user_id = $2 and full_embedding is not null
    and coalesce(importance_score, 0) >= $3`

  /** Of ten that a search gives, the share that is as near as the ten nearest by exact comparison. */
  async function recall({ vectors, ...of }: typeof large, minImportance: number): Promise<number> {
    const question = { ...of, vectors, tiers: ['CORE'] as const, filter: { minImportance } }
    const [found = []] = await grown.memory.answer(game, db => nearestMemories(db, tools, question, 10))
    expect(found).toHaveLength(10)
    const [row] = await grown.memory.asOwner(
      `select count(*)::int as near ${full} and id = any($5) and full_embedding <=> $4 <= 1e-6 +
        (select max(distance) from (select full_embedding <=> $4 as distance ${full} order by 1 limit 10) nearest)`,
      [of.companionId, of.userId, minImportance, `[${vectors[0]?.join()}]`, found.map(({ id }) => id)],
    )
    return Number(row?.near) / 10
  }

  attack(
    'R19.1',
    'a search of three vectors of three forms that one person owns among thousands of others’',
    'finds all three, by whatever index',
    async () => {
      const [found = []] = await grown.memory.answer(game, db => nearestMemories(db, tools, small, 10))
      const there = await grown.memory.asOwner(
        `select id::int from companion_memories where companion_id = $1 and user_id = $2 and embedding_model is not null`,
        [small.companionId, small.userId],
      )
      expect(found.map(({ id }) => id).toSorted()).toEqual(there.map(({ id }) => id).toSorted())
      expect(there).toHaveLength(3)
    },
    server,
  )
  attack(
    'R19.2',
    'a search in a thousand full vectors that are found by their signs, and in the twentieth part of them',
    'gives ten rows, of the ten nearest 95 % or more',
    async () => {
      for (const minImportance of [0, 0.95]) {
        expect(await recall(large, minImportance)).toBeGreaterThanOrEqual(0.95)
      }
    },
    server,
  )
  attack(
    'R19.3',
    'a search by an HNSW index of three thousand vectors, and in the twentieth part of them',
    'gives ten rows, of the ten nearest 95 % or more: the index is scanned on until there are enough',
    async () => {
      for (const minImportance of [0, 0.95]) {
        expect(await recall({ ...largest, vectors: large.vectors }, minImportance)).toBeGreaterThanOrEqual(0.95)
      }
    },
    server,
  )
})
