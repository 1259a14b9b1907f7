import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secondsAgo, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { type Kept, kept, keptCodec, modelNumber } from '../memory/kept.ts'
import { rowOf } from '../memory/trained.ts'
import { onServer } from '../stack.ts'
import { complaint, ran } from './program.ts'
import { RememberingDatabase } from './remembering.ts'

const vectors = syntheticVectors(12, 61)
const daysAgo = (days: number) => secondsAgo(days * 86_400)

describe('pnpm db compress', { timeout: 60_000 }, () => {
  let database: RememberingDatabase
  let codec: StoredCodec
  const memory = (n: number, row: Partial<Kept> = {}): Kept => ({
    id: n,
    companion_id: 'compressing',
    user_id: uuid(61_001),
    tier: 'CORE',
    vector: rowOf(vectors, n),
    timestamp: daysAgo(100),
    importance_score: 0.5,
    ...row,
  })
  beforeAll(async () => {
    database = await RememberingDatabase.make()
    await modelNumber(database.graph)
  })
  afterAll(() => database[Symbol.asyncDispose]())
  const tiers = async () =>
    (await database.query('select memory_tier from companion_memories order by id')).map(row => row.memory_tier)

  test('without a codec says how to get one, and moves nothing', async () => {
    await kept(database.graph, [memory(1)])
    const said = complaint(await database.db('compress'))
    expect(said).toMatch(/^Nothing was compressed: .* wait for a codec of their model\. .*pnpm db train\.$/)
    expect(await tiers()).toEqual(['CORE'])
  })

  test('says in a dry run what it would move, and then moves it, one tier down', async () => {
    codec = await keptCodec(database.graph, await modelNumber(database.graph))
    await kept(database.graph, [
      memory(1),
      memory(2, { tier: 'IMPORTANT', codec }),
      memory(3, { tier: 'IMPORTANT', codec, timestamp: daysAgo(20) }),
      memory(4, { tier: 'BACKGROUND', codec, timestamp: daysAgo(400), importance_score: 0.1 }),
      memory(5, { importance_score: 1 }),
    ])
    const before = await tiers()
    const said = await database.told('compress', '--dry-run')
    expect(await tiers()).toEqual(before)
    expect(said).toEqual({
      count: 3,
      dryRun: true,
      moves: [
        { from: 'BACKGROUND', to: 'SPARSE', count: 1, bytesBefore: '48', bytesAfter: '0' },
        { from: 'IMPORTANT', to: 'BACKGROUND', count: 1, bytesBefore: '1536', bytesAfter: '48' },
        { from: 'CORE', to: 'IMPORTANT', count: 1, bytesBefore: '3072', bytesAfter: '1536' },
      ],
    })
    const { status, out } = await database.db('compress')
    expect([status, out]).toEqual([0, expect.stringContaining('Moved 3 memories:')])
    expect(out).toContain('IMPORTANT to BACKGROUND: 1, their vectors from 1,536 to 48 bytes')
    expect(await tiers()).toEqual(['IMPORTANT', 'BACKGROUND', 'IMPORTANT', 'SPARSE', 'CORE'])
    const acts = await database.query('select act, targets, outcome from graph.audit order by id')
    expect(acts.map(({ outcome }) => outcome)).toEqual(['FAILED', 'DONE'])
    expect(acts[1]).toEqual({ act: 'db compress', targets: [], outcome: 'DONE' })
  })

  // A command opens an embedded database anew each time, and its work is the same SQL.
  test.skipIf(!onServer)('takes other figures, one companion, and a limit', async () => {
    const important = { tier: 'IMPORTANT', codec, timestamp: daysAgo(20), access_count: 7 } as const
    await kept(database.graph, [
      memory(1, important),
      memory(2, important),
      memory(3, { ...important, companion_id: 'somebody else' }),
      memory(4, { ...important, access_count: 8 }),
      memory(5, { ...important, timestamp: daysAgo(18) }),
    ])
    const figures = ['--older-than-days', '19', '--max-accesses', '8']
    expect(await database.told('compress', '--dry-run')).toMatchObject({ count: 0, moves: [] })
    expect(await database.told('compress', '--dry-run', ...figures)).toMatchObject({ count: 3 })
    expect(await database.told('compress', ...figures, '--companion', 'somebody else')).toMatchObject({ count: 1 })
    expect(await database.told('compress', ...figures, '--limit', '1')).toMatchObject({ count: 1 })
    expect(await tiers()).toEqual(['BACKGROUND', 'IMPORTANT', 'BACKGROUND', 'IMPORTANT', 'IMPORTANT'])
    expect((await database.db('compress')).out).toBe('Moved 0 memories.\n')
  })

  test.skipIf(!onServer)('by the rules of the table where no figures are given', async () => {
    await kept(database.graph, [memory(1, { tier: 'IMPORTANT', codec, timestamp: daysAgo(20) })])
    await database.query(`update graph.aging_rules set unused_days = 10 where from_tier = 'IMPORTANT'`)
    expect(await database.told('compress', '--companion', 'compressing')).toMatchObject({ count: 1 })
  })

  test('of a database that is not migrated says so', async () => {
    await database.query('alter table graph.aging_rules rename to rules_of_aging')
    const said = complaint(await ran('@worlds/ops/db.ts', ['compress'], database.settings))
    expect(said).toBe('voice_ninja lacks tables of this release. Make them with: pnpm db migrate')
  })
})
