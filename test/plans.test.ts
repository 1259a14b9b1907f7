import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from './plans/audit.ts'
import { GrownDatabase } from './plans/grown.ts'
import { memory } from './plans/memory.ts'
import { nexus } from './plans/nexus.ts'
import { searches } from './plans/searches.ts'
import { world } from './plans/world.ts'
import { onServer } from './stack.ts'

describe.skipIf(!onServer).each([
  ['memory', [...memory, ...searches]],
  ['nexus', [...nexus, ...audit]],
  ['world', world],
] as const)('of many rows of %s the graph reads few, by an index:', { timeout: 60_000 }, (name, cases) => {
  let database: GrownDatabase
  beforeAll(async () => {
    database = await GrownDatabase.make(name)
  }, 60_000)
  afterAll(() => database[Symbol.asyncDispose]())

  // A connection plans a statement for its values at first, and later perhaps once for all values.
  describe.each(['custom', 'generic'] as const)('by a %s plan', plan => {
    test.each(cases)('$what', async ({ who, ask, uses, alone = [], rows, sorts = 0 }) => {
      const took = await database.work(plan, who, ask)
      expect(took.alone).toEqual(expect.arrayContaining(alone))
      expect(took.read).toEqual(uses.map(index => expect.stringMatching(`^${index}$`)))
      for (const index of took.standing) expect(index).toMatch(/^(standings|tombstones|users)_pkey$/)
      const most = { rows: Math.max(took.rows, rows), sorted: Math.max(took.sorted, sorts) }
      expect(most).toEqual({ rows, sorted: sorts })
    })
  })
})
