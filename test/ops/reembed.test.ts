import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { embedText, hashingModel } from '@worlds/memory/hashing.ts'
import { decoded, vectorsOfMemories } from '@worlds/memory/representations.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { Endpoint, embedded, fails, vectorOf } from '../memory/endpoint.ts'
import { cosineOf, type Kept, kept, keptCodec, modelNumber, ownerDb } from '../memory/kept.ts'
import { rowOf } from '../memory/trained.ts'
import { onServer } from '../stack.ts'
import { complaint, ran } from './program.ts'
import { RememberingDatabase } from './remembering.ts'

const vector = rowOf(syntheticVectors(1, 62), 0)
const [ada, ben] = [uuid(62_001), uuid(62_002)]

// Each statement of a test opens an embedded database anew, which takes a second; train and compress run on those too.
describe.skipIf(!onServer)('pnpm db reembed', { timeout: 60_000 }, () => {
  let database: RememberingDatabase
  let before: StoredCodec
  const memory = (n: number, row: Partial<Kept> = {}): Kept => ({
    id: n,
    companion_id: 'embedding',
    user_id: ada,
    content: `Ada found ${n} shells on the beach.`,
    tier: 'CORE',
    vector,
    model: before.modelId,
    codec: before,
    ...row,
  })
  beforeAll(async () => {
    database = await RememberingDatabase.make()
    before = await keptCodec(database.graph, await modelNumber(database.graph, 'the model before'))
  })
  afterAll(() => database[Symbol.asyncDispose]())
  beforeEach(async () => {
    await database.query('delete from companion_memories')
  })
  const rows = () =>
    database.query(
      `select memory.id, memory_tier as tier, model.name as model, codec_id as codec from companion_memories memory
      left join graph.embedding_models model on model.id = embedding_model order by memory.id`,
    )
  const vectorsNow = async (codecs: StoredCodec[], ...ids: number[]) => {
    const stored = await vectorsOfMemories(ownerDb(database.graph), ids.map(String))
    return ids.map(id => decoded(stored.get(String(id)) as never, codecs) as Float32Array)
  }

  test('embeds what is of another model, and nothing else; a dry run only counts', async () => {
    const mine = await modelNumber(database.graph)
    await kept(database.graph, [
      memory(1),
      memory(2, { tier: 'IMPORTANT' }),
      memory(3, { tier: 'BACKGROUND' }),
      memory(4, { tier: 'SPARSE', vector: undefined, model: null }),
      memory(5, { model: null }),
      memory(6, { model: mine }),
    ])
    const was = await rows()
    expect(await database.told('reembed', '--dry-run')).toEqual({
      model: hashingModel,
      dryRun: true,
      embedded: 3,
      remaining: 3,
    })
    expect(await rows()).toEqual(was)
    expect(await database.told('reembed')).toEqual({ model: hashingModel, dryRun: false, embedded: 3, remaining: 0 })
    const whole = { tier: 'CORE', model: hashingModel, codec: null }
    expect(await rows()).toEqual([1, 2, 3].map(id => ({ id, ...whole })).concat(was.slice(3) as never))
    const found = await vectorsNow([], 1, 2, 3, 5, 6)
    const texts = [1, 2, 3].map(id => embedText(`Ada found ${id} shells on the beach.`))
    expect(found).toEqual([...texts, vector, vector])
    expect((await database.db('reembed')).out).toContain(`Embedded 0 memories anew with "${hashingModel}".`)
  })

  test('keeps the tier where the embedder’s model has a codec', async () => {
    const codec = await keptCodec(database.graph, await modelNumber(database.graph))
    await kept(database.graph, [memory(1), memory(2, { tier: 'IMPORTANT' }), memory(3, { tier: 'BACKGROUND' })])
    await database.told('reembed')
    expect(await rows()).toEqual([
      { id: 1, tier: 'CORE', model: hashingModel, codec: null },
      { id: 2, tier: 'IMPORTANT', model: hashingModel, codec: codec.id },
      { id: 3, tier: 'BACKGROUND', model: hashingModel, codec: codec.id },
    ])
    const [, important] = await vectorsNow([codec], 1, 2, 3)
    const own = embedText('Ada found 2 shells on the beach.')
    expect(cosineOf(important as Float32Array, own)).toBeGreaterThan(cosineOf(important as Float32Array, vector))
    await database.query('delete from companion_memories')
    await codec[Symbol.asyncDispose]()
  })

  test('leaves no vector of another model where another program has set the tier alone', async () => {
    await kept(database.graph, [memory(1), memory(2), memory(3)])
    await database.query(
      `update companion_memories set memory_tier = case id when 1 then 'SPARSE' when 2 then null else 'CORE' end`,
    )
    expect(await database.told('reembed')).toMatchObject({ embedded: 3, remaining: 0 })
    expect(await rows()).toEqual([
      { id: 1, tier: 'SPARSE', model: null, codec: null },
      { id: 2, tier: 'CORE', model: hashingModel, codec: null },
      { id: 3, tier: 'CORE', model: hashingModel, codec: null },
    ])
    expect(await database.query('select id from companion_memories where full_embedding is not null')).toHaveLength(2)
  })

  test('takes a companion, a person and a limit, and says how many remain', async () => {
    await kept(database.graph, [
      memory(1),
      memory(2, { user_id: ben }),
      memory(3, { companion_id: 'another' }),
      memory(4),
    ])
    const choice = ['--companion', 'embedding', '--user', ada]
    expect(await database.told('reembed', ...choice, '--limit', '1')).toMatchObject({ embedded: 1, remaining: 1 })
    expect((await rows()).map(row => row.model === hashingModel)).toEqual([true, false, false, false])
    const { out } = await database.db('reembed', '--limit', '1')
    expect(out).toContain('Embedded 1 memory anew')
    expect(await database.told('reembed')).toMatchObject({ embedded: 2, remaining: 0 })
  })

  test('claims vectors of which nobody stated the model, without embedding anew', async () => {
    await kept(database.graph, [
      memory(1, { model: null }),
      memory(2, { model: null, tier: 'IMPORTANT' }),
      memory(3, { model: null, tier: 'SPARSE', vector: undefined }),
      memory(4),
      memory(5, { model: null, user_id: ben }),
    ])
    const claim = ['reembed', '--claim', 'their model']
    expect(await database.told(...claim, '--dry-run')).toMatchObject({ model: 'their model', claimed: 2, remaining: 2 })
    expect(await database.told(...claim, '--user', ben)).toMatchObject({ claimed: 1, remaining: 0 })
    expect(await database.told(...claim)).toMatchObject({ claimed: 1, remaining: 0 })
    // The coordinates of memory 2 are of a codec, and so of its model and no other.
    const models = (await rows()).map(row => row.model)
    expect(models).toEqual(['their model', null, null, 'the model before', 'their model'])
    expect(await database.told('reembed', '--claim', 'the model before')).toMatchObject({ claimed: 1, remaining: 0 })
    expect((await rows()).map(({ model, codec }) => [model, codec])[1]).toEqual(['the model before', before.id])
    expect(await vectorsNow([], 1)).toEqual([vector])
  })

  describe('with an embedder of the settings', () => {
    let endpoint: Endpoint
    beforeAll(async () => {
      endpoint = await Endpoint.open()
    })
    afterAll(() => endpoint[Symbol.asyncDispose]())
    const reembed = (...words: string[]) => {
      const embedder = { EMBEDDINGS_URL: `${endpoint.url}/v1`, EMBEDDINGS_MODEL: 'a-model' }
      return ran('@worlds/ops/db.ts', ['reembed', ...words], { ...database.settings, ...embedder })
    }

    test('that fails: what was embedded before stays, and the next run goes on', async () => {
      await kept(
        database.graph,
        Array.from({ length: 100 }, (_, n) => memory(n + 1)),
      )
      endpoint.answers(embedded(), fails(400, { error: { code: 'model_not_found' } }))
      const said = complaint({ ...(await reembed()), out: '' })
      expect(said).toMatch(
        /^The embedder does not take .*model_not_found.*\nEmbedded 96 memories anew; run the command again/,
      )
      expect((await rows()).filter(row => row.model === 'a-model')).toHaveLength(96)
      endpoint.answers(embedded())
      expect(JSON.parse((await reembed('--json')).out).voice_ninja).toMatchObject({ embedded: 4, remaining: 0 })
      expect(endpoint.requests.map(({ asked }) => asked.input.length)).toEqual([4])
    })

    test.skipIf(!onServer)(
      'leaves a text that changes meanwhile to the next run, with no transaction open',
      async () => {
        await kept(database.graph, [memory(1), memory(2)])
        let sessions: unknown
        endpoint.answers(async (asked, response) => {
          await database.query(`update companion_memories set content = 'changed' where id = 1`)
          const open = `select state, query from pg_stat_activity where datname = current_database()
          and application_name = 'worlds-graph db' and xact_start is not null`
          sessions = await database.query(open)
          return embedded()(asked, response)
        }, embedded())
        expect(JSON.parse((await reembed('--json')).out).voice_ninja).toMatchObject({ embedded: 1, remaining: 1 })
        expect(sessions).toEqual([])
        expect((await rows()).map(row => row.model)).toEqual(['the model before', 'a-model'])
        expect(JSON.parse((await reembed('--json')).out).voice_ninja).toMatchObject({ embedded: 1, remaining: 0 })
        const [own] = await vectorsNow([], 1)
        expect(own?.indexOf(1)).toBe(vectorOf('changed').indexOf(3))
      },
    )
  })
})
