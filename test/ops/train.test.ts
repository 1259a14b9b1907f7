import { deserializeCodec } from '@worlds/memory/codec.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { hashingModel } from '@worlds/memory/hashing.ts'
import { decoded, vectorsOfMemories } from '@worlds/memory/representations.ts'
import { compress } from '@worlds/ops/compress.ts'
import { reembed } from '@worlds/ops/reembed.ts'
import { train } from '@worlds/ops/train.ts'
import type { UpkeepOptions } from '@worlds/ops/upkeep.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { cosineOf, type Kept, kept, keptCodec, modelNumber, ownerDb } from '../memory/kept.ts'
import { rowOf } from '../memory/trained.ts'
import { onServer } from '../stack.ts'
import { complaint, ran } from './program.ts'
import { RememberingDatabase } from './remembering.ts'

const vectors = syntheticVectors(1400, 60)
const memory = (n: number, row: Partial<Kept> = {}): Kept => ({
  id: n + 1,
  companion_id: 'training',
  user_id: uuid(60_001),
  tier: 'CORE',
  vector: rowOf(vectors, n),
  ...row,
})

describe.skipIf(onServer).concurrent('a command line that cannot be meant', () => {
  test.each<[typeof train | typeof compress | typeof reembed, UpkeepOptions, RegExp]>([
    [train, { sample: '999' }, /^--sample takes 1,000 to 100,000, not "999"\.$/],
    [train, { sample: '100001' }, /^--sample takes 1,000 to 100,000/],
    [train, { sample: 'many' }, /^--sample takes .* not "many"\.$/],
    [train, { seed: '-1' }, /^--seed takes 0 to 4,294,967,295, not "-1"\.$/],
    [train, { model: '' }, /^--model takes 1 to 200 characters\.$/],
    [compress, { 'older-than-days': '0' }, /^--older-than-days takes 1 to 36,500, not "0"\.$/],
    [compress, { 'max-accesses': '1.5' }, /^--max-accesses takes 1 to 1,000,000/],
    [compress, { limit: '0' }, /^--limit takes 1 to 1,000,000,000/],
    [compress, { companion: 'c'.repeat(51) }, /^--companion takes 1 to 50 characters\.$/],
    [reembed, { claim: 'm'.repeat(201) }, /^--claim takes 1 to 200 characters\.$/],
  ])('%o of %j is refused before a database is opened', (command, values, message) => {
    expect(() => command(values)).toThrow(message)
  })

  test.each([
    [['train', '--sample', '999'], /^--sample takes 1,000 to 100,000, not "999"\.$/],
    [['train', '--only', 'memory', '--only', 'world'], /^train works on the memory database: --only memory\.$/],
    [['migrate', '--sample', '1000'], /^migrate takes no --sample\.\n[\s\S]*pnpm db train/],
  ])('%j is refused', async (words, message) => {
    const said = complaint(await ran('@worlds/ops/db.ts', words, { DATA_DIR: '/nonexistent/data' }))
    expect(said).toMatch(message)
  })
})

describe('pnpm db train', { timeout: 120_000 }, () => {
  let database: RememberingDatabase
  let other: number
  let older: StoredCodec
  beforeAll(async () => {
    database = await RememberingDatabase.make()
    await modelNumber(database.graph)
    other = await modelNumber(database.graph, 'another model')
    await kept(database.graph, [memory(0, { model: other }), memory(1, { model: other }), memory(2)])
  })
  afterAll(() => database[Symbol.asyncDispose]())
  const codecs = () =>
    database.query('select id, model_id as model, training_size as size from graph.codecs order by id')

  // A command opens an embedded database anew each time, and its work is the same SQL.
  test.skipIf(!onServer)(
    'with fewer than 1,000 vectors says how many there are and what to do, and stores nothing',
    async () => {
      expect(complaint(await database.db('train'))).toBe(
        `A codec is learnt from at least 1,000 vectors of tier CORE; of "${hashingModel}" there are 1.\n` +
          'Until there is one, memories keep their vectors whole: train when more are remembered.\n' +
          'There are also 2 of "another model": train for another model with --model, embed the memories anew with ' +
          '"pnpm db reembed", or state a model that nobody stated with "pnpm db reembed --claim MODEL".',
      )
      const ofNobody = complaint(await database.db('train', '--model', 'nobody’s'))
      expect(ofNobody).toContain('of "nobody’s" there are 0.')
      expect(ofNobody).toContain('There are also 2 of "another model", 1 of no stated model: train')
      expect(await codecs()).toEqual([])
    },
  )

  test('when it is interrupted ends at once and leaves nothing', async () => {
    const text = (n: number) => `[${rowOf(vectors, n).join(',')}]`
    const insert = `insert into companion_memories (id, companion_id, user_id, content, memory_tier, full_embedding)
      select id, 'training', 'x', '', 'CORE', vector::vector from unnest($1::int[], $2::text[]) as m (id, vector)`
    const ns = Array.from({ length: 1300 }, (_, at) => at + 50)
    await database.query(insert, [ns, ns.map(text)])
    await using training = database.started('train', '--sample', '1000')
    await training.printed(/% (candidates)/)
    const since = performance.now()
    training.kill('SIGINT')
    const ended = await training.ended
    expect(performance.now() - since).toBeLessThan(3000)
    expect([ended.status, ended.error]).toEqual([1, expect.stringMatching(/^Interrupted\. .*\n$/)])
    expect(await codecs()).toEqual([])
  })

  test.skipIf(!onServer)('twice at once: the second says so', async () => {
    const holder = new pg.Client({ connectionString: database.settings.MEMORY_OWNER_URL as string })
    await holder.connect()
    try {
      await holder.query(`select pg_advisory_lock(hashtextextended('worlds-graph train', 0))`)
      expect(complaint(await database.db('train'))).toMatch(/^Another training is under way on this database\. Wait/)
    } finally {
      await holder.end()
    }
  })

  test('stores a codec, encodes anew what holds numbers, and deletes what no memory names', async () => {
    const model = await modelNumber(database.graph)
    older = await keptCodec(database.graph, model)
    const unnamed = await keptCodec(database.graph, model)
    const foreign = await keptCodec(database.graph, other)
    await kept(database.graph, [
      memory(3, { tier: 'IMPORTANT', codec: older, model }),
      memory(4, { tier: 'IMPORTANT', codec: older, model: null }),
      memory(5, { tier: 'BACKGROUND', codec: older, model }),
      memory(6, { tier: 'IMPORTANT', codec: foreign, model: other }),
    ])
    const report = await database.told('train', '--sample', '1000', '--seed', '5')
    const newest = Number(report.codec)
    expect(report).toMatchObject({ model: hashingModel, trainingSize: 976, reencoded: 2, deletedCodecs: [unnamed.id] })
    for (const share of Object.values(report.recall)) expect(share).toBeGreaterThan(0.5)
    expect((await codecs()).map(row => [row.id, row.model, row.size])).toEqual([
      [older.id, model, 1500],
      [foreign.id, other, 1500],
      [newest, model, 976],
    ])
    const named = await database.query(
      'select id, codec_id as codec, embedding_model as model from companion_memories where id between 4 and 7 order by id',
    )
    expect(named).toEqual([
      { id: 4, codec: newest, model },
      { id: 5, codec: newest, model: null },
      { id: 6, codec: older.id, model },
      { id: 7, codec: foreign.id, model: other },
    ])
  })

  test('what it encoded anew is still near its own vector, and sizes stay true', async () => {
    const db = ownerDb(database.graph)
    const [newest] = await database.query(
      'select id, model_id as "modelId", bytes from graph.codecs order by id desc limit 1',
    )
    const codec = { ...newest, codec: deserializeCodec(newest?.bytes as Buffer) } as unknown as StoredCodec
    const stored = await vectorsOfMemories(db, ['4', '5'])
    for (const id of [4, 5]) {
      const found = decoded(stored.get(String(id)) as never, [codec]) as Float32Array
      expect(cosineOf(found, rowOf(vectors, id - 1))).toBeGreaterThan(0.9)
      expect(Math.hypot(...found)).toBeGreaterThan(0.85)
      expect(Math.hypot(...found)).toBeLessThanOrEqual(1.0001)
    }
    const sizes =
      'select distinct memory_tier as tier, compression_type as type, compressed_size_bytes as bytes from companion_memories where id in (4, 5)'
    expect(await database.query(sizes)).toEqual([{ tier: 'IMPORTANT', type: 'PCA', bytes: 1536 }])
  })
})
