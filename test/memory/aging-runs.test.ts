import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { project } from '@worlds/memory/coordinates.ts'
import { encode } from '@worlds/memory/quantizer.ts'
import { decoded, vectorsOfMemories } from '@worlds/memory/representations.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { refused, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { onServer, type Stack, stack } from '../stack.ts'
import { cosineOf, type Kept, kept, keptCodec, modelNumber, ownerDb } from './kept.ts'
import { rowOf } from './trained.ts'

const ada = uuid(47_001)
const service = serviceOf('aging runs')
const old = secondsAgo(100 * 86_400)
const vectors = syntheticVectors(1300, 47)

let graph: Stack
let model: number
let codec: StoredCodec & AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  model = await modelNumber(graph)
  codec = await keptCodec(graph, model)
})
afterAll(() => codec[Symbol.asyncDispose]())

const id = (n: number) => 2_000_047_000 + n
const due = (n: number, row: Partial<Kept> = {}): Kept => ({
  id: id(n),
  companion_id: 'aging runs',
  user_id: ada,
  tier: 'IMPORTANT',
  vector: rowOf(vectors, n),
  model,
  codec,
  timestamp: old,
  importance_score: 0.5,
  ...row,
})
const many = (count: number, row: Partial<Kept> = {}) => Array.from({ length: count }, (_, n) => due(n, row))

const compress = `mutation ($input: CompressAgingMemoriesInput!) {
  compressAgingMemories(input: $input) { count dryRun moves { from to count bytesBefore bytesAfter } }
}`
const run = async (input: Record<string, unknown> = {}) =>
  (await told(graph, service, compress, { input })).compressAgingMemories
const owned = (columns: string) =>
  graph.asOwner('memory', `select ${columns} from companion_memories where companion_id = 'aging runs' order by id`)
const stored = (...ns: number[]) => vectorsOfMemories(ownerDb(graph), ns.map(id).map(String))

describe('without a codec', () => {
  test('of any memory that is due: CONFLICT, in a dry run too, and nothing is changed', async () => {
    const unknown = await modelNumber(graph, 'a model without a codec')
    await using _memories = await kept(graph, [due(1, { tier: 'CORE', model: unknown })])
    const before = await owned('companion_memories::text as row')
    for (const dryRun of [true, false]) {
      const { code, message } = await refused(graph, service, compress, { input: { dryRun } })
      expect([code, message]).toEqual(['CONFLICT', expect.stringContaining('pnpm db train')])
    }
    expect(await owned('companion_memories::text as row')).toEqual(before)
  })

  test('of some: those stay, the rest moves', async () => {
    const unknown = await modelNumber(graph, 'a model without a codec')
    await using _memories = await kept(graph, [
      due(1, { tier: 'CORE', model: unknown }),
      due(2, { tier: 'CORE' }),
      due(3),
    ])
    expect(await run()).toMatchObject({ count: 2 })
    expect((await owned('memory_tier')).map(row => row.memory_tier)).toEqual(['CORE', 'IMPORTANT', 'BACKGROUND'])
  })

  test('vectors of zeros, and vectors and codes of other programs, are left as they are', async () => {
    await using _memories = await kept(graph, [
      due(1, { tier: 'CORE' }),
      due(2),
      due(3, { tier: 'BACKGROUND', timestamp: '2001-01-01', importance_score: 0 }),
    ])
    // Without app.states_codec the trigger takes the codec away, as it does when any other program writes.
    await graph.asOwner(
      'memory',
      `update companion_memories set
        full_embedding = case memory_tier when 'CORE' then array_fill(0::real, array[768])::vector end,
        compressed_embedding = case memory_tier when 'IMPORTANT' then array_fill(0.5::real, array[384])::vector end,
        quantized_embedding = case memory_tier when 'BACKGROUND' then decode(repeat('ab', 48), 'hex') end
      where companion_id = 'aging runs'`,
    )
    const before = await owned('companion_memories::text as row')
    expect(await run()).toEqual({ count: 0, dryRun: false, moves: [] })
    expect(await owned('companion_memories::text as row')).toEqual(before)
  })
})

describe('what moved', () => {
  test('has its own code, near its own vector; CORE, IMPORTANT, BACKGROUND is the code of the vector itself', async () => {
    await using _memories = await kept(graph, many(40, { tier: 'CORE' }))
    expect(await run()).toMatchObject({ moves: [{ from: 'CORE', to: 'IMPORTANT', count: 40 }] })
    expect(await run()).toMatchObject({ moves: [{ from: 'IMPORTANT', to: 'BACKGROUND', count: 40 }] })
    const found = await stored(...Array.from({ length: 40 }, (_, n) => n))
    const codes = new Set<string>()
    for (let n = 0; n < 40; n += 1) {
      const own = found.get(String(id(n)))
      const vector = rowOf(vectors, n)
      codes.add(String(own?.code?.toString('hex')))
      expect(own?.code).toEqual(Buffer.from(encode(codec.codec, project(codec.codec, vector))))
      expect(own).toMatchObject({ modelId: model, codecId: codec.id, full: null, coordinates: null })
      const cosines = Array.from({ length: 40 }, (_, other) =>
        cosineOf(decoded(own as never, [codec]) as Float32Array, rowOf(vectors, other)),
      )
      expect(cosines[n]).toBeGreaterThan(0.8)
      expect(Math.max(...cosines)).toBe(cosines[n])
    }
    expect(codes.size).toBe(40)
  })

  test('says so in the owner’s columns, which leaves the rest as it was', async () => {
    const sparse = { tier: 'BACKGROUND', timestamp: '2001-01-01', importance_score: 0.1 } as const
    await using _memories = await kept(graph, [due(1, { tier: 'CORE', model: null }), due(2), due(3, sparse)])
    const rest =
      'content, user_id, "timestamp", access_count, last_accessed, importance_score, key_phrases, content_hash'
    const before = await owned(rest)
    expect(await run()).toEqual({
      count: 3,
      dryRun: false,
      moves: [
        { from: 'BACKGROUND', to: 'SPARSE', count: 1, bytesBefore: '48', bytesAfter: '0' },
        { from: 'IMPORTANT', to: 'BACKGROUND', count: 1, bytesBefore: '1536', bytesAfter: '48' },
        { from: 'CORE', to: 'IMPORTANT', count: 1, bytesBefore: '3072', bytesAfter: '1536' },
      ],
    })
    expect(await owned(rest)).toEqual(before)
    const columns = `memory_tier as tier, compression_type as type, compression_ratio as ratio, original_size_bytes as original,
      compressed_size_bytes as bytes, embedding_model as model, codec_id as codec, vector_dims(full_embedding) as whole,
      vector_dims(compressed_embedding) as coordinates, octet_length(quantized_embedding) as code, embedding_bits as bits`
    const none = { original: 3072, whole: null, coordinates: null, code: null, bits: null, codec: codec.id }
    expect(await owned(columns)).toEqual([
      { ...none, tier: 'IMPORTANT', type: 'PCA', ratio: 2, bytes: 1536, model: null, coordinates: 384 },
      { ...none, tier: 'BACKGROUND', type: 'PRODUCT_QUANTIZATION', ratio: 64, bytes: 48, model, code: 48 },
      { ...none, tier: 'SPARSE', type: 'SPARSE', ratio: null, bytes: 0, model: null, codec: null },
    ])
  })

  test('keeps the codec of its coordinates when there is a newer one; vectors get the newest', async () => {
    await using newer = await keptCodec(graph, model)
    await using _memories = await kept(graph, [due(1), due(2, { tier: 'CORE' })])
    await run()
    expect((await owned('codec_id')).map(row => row.codec_id)).toEqual([codec.id, newer.id])
  })
})

describe('a run', () => {
  test('moves the oldest first, no more than its limit, and a dry run says what it would', async () => {
    const memories = many(30).map((each, n) => ({ ...each, timestamp: secondsAgo((100 + n) * 86_400) }))
    await using _memories = await kept(graph, [...memories, due(30, { tier: 'CORE' })])
    for (const limit of [7, 1000]) {
      const before = await owned('companion_memories::text as row')
      const said = await run({ limit, dryRun: true })
      expect(await owned('companion_memories::text as row')).toEqual(before)
      expect(await run({ limit })).toEqual({ ...said, dryRun: false })
      if (limit !== 7) continue
      const moved = (await owned('id, memory_tier')).filter(row => row.memory_tier === 'BACKGROUND')
      expect(moved.map(row => row.id)).toEqual([23, 24, 25, 26, 27, 28, 29].map(id))
    }
    expect(await run()).toMatchObject({ moves: [{ from: 'IMPORTANT', count: 1 }] })
  })

  test('goes on over batches, also of memories formed at one moment', { timeout: 60_000 }, async () => {
    await using _memories = await kept(graph, many(1203))
    expect(await run({ limit: 10_000 })).toMatchObject({ count: 1203, moves: [{ count: 1203 }] })
    const codes = await owned(`encode(quantized_embedding, 'hex') as code`)
    expect(new Set(codes.map(row => row.code)).size).toBeGreaterThan(1150)
  })

  test.skipIf(!onServer)('at the same time as others moves each memory once', { timeout: 60_000 }, async () => {
    await using _memories = await kept(graph, many(1200, { access_count: 1 }))
    const runs = await Promise.all(Array.from({ length: 4 }, () => run({ limit: 10_000 })))
    expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(1200)
    expect(new Set((await owned('memory_tier')).map(row => row.memory_tier))).toEqual(new Set(['BACKGROUND']))
  })

  test.skipIf(!onServer)('loses no access that is counted while it works, and lets none wait', async () => {
    await using _memories = await kept(graph, many(3, { tier: 'CORE', access_count: 1 }))
    const holder = new pg.Client({ connectionString: inject('servers')?.memory.owner as string })
    await holder.connect()
    try {
      // The run has locked and written its memories when it waits to name the codec.
      await holder.query('begin')
      await holder.query('select from graph.codecs where id = $1 for update', [codec.id])
      const running = run()
      await vi.waitUntil(async () => {
        const text = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%update companion_memories%'`
        return (await graph.asOwner('memory', text)).length > 0
      })
      await holder.query(`insert into graph.memory_accesses (memory_id) values (${id(0)})`)
      const others = `update companion_memories set access_count = access_count + 1 where id = ${id(1)}`
      const waiting = graph.asOwner('memory', others)
      await holder.query('commit')
      expect(await running).toMatchObject({ count: 3 })
      await waiting
    } finally {
      await holder.end()
    }
    await graph.asOwner('memory', 'select graph.settle_accesses(10000)')
    expect(await owned('access_count, memory_tier as tier')).toEqual(
      [2, 2, 1].map(access_count => ({ access_count, tier: 'IMPORTANT' })),
    )
  })
})
