import { Codecs } from '@worlds/memory/codecs.ts'
import { Models } from '@worlds/memory/models.ts'
import { nearestMemories } from '@worlds/memory/nearest.ts'
import type { Tools } from '@worlds/memory/tools.ts'
import { VectorArrays } from '@worlds/memory/wire.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { kept, modelNumber, ownerDb } from '../memory/kept.ts'
import { rowOf } from '../memory/trained.ts'
import { onServer } from '../stack.ts'
import { complaint } from './program.ts'
import { RememberingDatabase } from './remembering.ts'

const vectors = syntheticVectors(240, 71)
const tools = { codecs: new Codecs(), models: new Models(), arrays: new VectorArrays() } as unknown as Tools
/** Its name is written into the index's condition, where a quote must stay what it is. */
const large = { companionId: "o'large", userId: uuid(71_001) }

// Each question of a search would open an embedded database anew.
describe.skipIf(!onServer)('pnpm db index', { timeout: 60_000 }, () => {
  let database: RememberingDatabase
  beforeAll(async () => {
    database = await RememberingDatabase.make()
    const model = await modelNumber(database.graph)
    const memory = (n: number, of: typeof large) => ({
      id: n + 1,
      companion_id: of.companionId,
      user_id: of.userId,
      tier: 'CORE' as const,
      vector: rowOf(vectors, n),
      model,
    })
    const all = Array.from({ length: 240 }, (_, n) => memory(n, n < 150 ? large : { ...large, companionId: 'small' }))
    await kept(database.graph, all)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const indexes = async () =>
    (
      await database.query(
        "select indexdef from pg_indexes where tablename = 'companion_memories' and indexname ~ 'hnsw'",
      )
    ).map(row => String(row.indexdef))
  const found = async (count = 10) => {
    const question = { ...large, modelId: null, vectors: [rowOf(syntheticVectors(1, 72), 0)] }
    const [hits = []] = await nearestMemories(ownerDb(database.graph), tools, question, count)
    return hits
  }

  test('refuses a number that is none, and options of other commands', async () => {
    expect(complaint(await database.db('index', '--over', '99'))).toMatch(/--over takes 100 to 1,000,000,000, not "99"/)
    expect(complaint(await database.db('index', '--limit', '5'))).toMatch(/index takes no --limit/)
  })

  test('leaves everybody alone who holds no more than fifty thousand', async () => {
    expect(await database.told('index')).toMatchObject({ over: 50_000, made: [], kept: [], dropped: [] })
    expect(await indexes()).toEqual([])
  })

  test('says in a dry run for whom it would make one, then makes it for them alone, and finds the same', async () => {
    const before = await found()
    expect(before).toHaveLength(10)
    const planned = await database.told('index', '--over', '120', '--dry-run')
    expect(planned).toMatchObject({ made: [{ ...large, count: 150 }], kept: [], dropped: [], dryRun: true })
    expect(await indexes()).toEqual([])
    expect(await database.told('index', '--over', '120')).toMatchObject({ made: planned.made, dryRun: false })
    expect(await indexes()).toEqual([expect.stringMatching(/hnsw .*halfvec_cosine_ops.*'o''large'.*IS NOT NULL/)])
    expect(await found()).toEqual(before)
    // Each statement is a transaction of its own here, as it is where a request also waits for an embedder.
    expect(await found(100)).toHaveLength(100)
  })

  test('keeps an index until its tenant falls to half, and makes one anew that was left unfinished', async () => {
    expect(await database.told('index', '--over', '120')).toMatchObject({ made: [], kept: [large], dropped: [] })
    expect(await database.told('index', '--over', '280')).toMatchObject({ made: [], kept: [large], dropped: [] })
    await database.query(
      'update pg_index set indisvalid = false where indexrelid = graph.vector_index($1, $2)::regclass',
      [large.companionId, large.userId],
    )
    expect(await database.told('index', '--over', '120')).toMatchObject({ made: [large], kept: [], dropped: [] })
    expect(await database.told('index', '--over', '300')).toMatchObject({
      made: [],
      kept: [],
      dropped: [expect.stringMatching(/hnsw/)],
    })
    expect(await indexes()).toEqual([])
  })

  test('passes on what the database says of a vector that an index does not hold', async () => {
    await database.query('update companion_memories set full_embedding = full_embedding * $1::vector where id = 1', [
      JSON.stringify(Array(768).fill(1e30)),
    ])
    expect(complaint(await database.db('index', '--over', '120'))).toMatch(
      /^The database refused a statement: ".*e\+\d+" is out of range for type halfvec \(22003\)\.$/,
    )
  })
})
