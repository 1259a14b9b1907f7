import { pendingAccesses } from '@worlds/memory/accesses.ts'
import { type Codec, serializeCodec } from '@worlds/memory/codec.ts'
import { Codecs } from '@worlds/memory/codecs.ts'
import { Models } from '@worlds/memory/models.ts'
import { nearestMemories } from '@worlds/memory/nearest.ts'
import { vectorsOfMemories } from '@worlds/memory/representations.ts'
import { foundMemories } from '@worlds/memory/search.ts'
import { holdingsOf } from '@worlds/memory/tenants.ts'
import type { Tools } from '@worlds/memory/tools.ts'
import { VectorArrays } from '@worlds/memory/wire.ts'
import { ann, type Case, fifty, game, person, voice } from './cases.ts'
import { grown } from './rows.ts'

/** A codec that can be read and that nobody trained: the first coordinates as they are. */
function plainCodec(): Codec {
  const basis = new Float32Array(384 * 768)
  for (let row = 0; row < 384; row++) basis[row * 769] = 1
  const same = { a: 1, b: 0 }
  return {
    dimensions: 768,
    basis,
    mean: new Float32Array(384),
    leading: 48,
    allocation: Uint16Array.from({ length: 48 }, (_, at) => at),
    rotation: new Float32Array(0),
    codebooks: Float32Array.from({ length: 256 * 48 }, (_, at) => (at % 256) / 256),
    eta: 1,
    calibration: { core: same, important: same, background: same },
    trainingSize: 1000,
    recall: { important: 1, background: 1, backgroundInHundred: 1, merged: 1, queries: 1, corpus: 1 },
  }
}

/** Whose full vectors have an index of their own. */
export const largest = { companionId: "o'largest", userId: grown(9), modelId: 1 }

/** Vectors of every form: three thousand of one tenant, and as many of a thousand others. */
export const vectorRows = (): string[] => [
  `insert into graph.embedding_models (name) values ('grown')`,
  `insert into graph.codecs (model_id, training_size, recall_important, recall_background, recall_background_in_hundred,
     recall_merged, bytes) select id, 1000, 1, 1, 1, 1, '\\x${serializeCodec(plainCodec()).toString('hex')}'::bytea
   from graph.embedding_models`,
  `set app.states_codec = 'on'`,
  `insert into companion_memories (companion_id, user_id, content, memory_tier, "timestamp", importance_score,
     full_embedding, compressed_embedding, quantized_embedding, embedding_model, codec_id)
   with made as materialized (
     select n, (select array_agg(sin(n * k + k)) from generate_series(1, 768) k)::vector as whole
     from generate_series(0, 49) n
   )
   select 'companion-' || case when i > 3000 then (i % 1000) % 20 else 7 end,
     '00000000-0000-4000-8000-' || lpad(case when i > 3000 then i % 1000 else 7 end::text, 12, '0'),
     'far away, ' || i, (array['CORE', 'IMPORTANT', 'BACKGROUND'])[1 + i % 3],
     now() at time zone 'UTC' - (100000000 + i) * interval '1 second', i % 100 / 100.0,
     case i % 3 when 0 then whole end,
     case i % 3 when 1 then subvector(whole, 1, 384) end,
     case i % 3 when 2 then decode(repeat(lpad(to_hex(i % 256), 2, '0'), 48), 'hex') end,
     (select id from graph.embedding_models), case when i % 3 > 0 then (select id from graph.codecs) end
   from generate_series(1, 6000) i join made on made.n = i % 50`,
  `insert into graph.memory_accesses (memory_id) select i from generate_series(1, 20000) i`,
  `insert into companion_memories (companion_id, user_id, content, memory_tier, importance_score, full_embedding, embedding_model)
   select '${largest.companionId.replace("'", "''")}', '${largest.userId}', 'indexed, ' || i, 'CORE', i % 100 / 100.0,
     (select array_agg(sin(i * k + k)) from generate_series(1, 768) k)::vector, (select id from graph.embedding_models)
   from generate_series(1, 3000) i`,
  `do $$ begin
     execute replace(format('create index %s on companion_memories
       using hnsw ((full_embedding::halfvec(768)) halfvec_cosine_ops)
       where companion_id = %L and user_id = %L and full_embedding is not null',
       graph.vector_index('${largest.companionId.replace("'", "''")}', '${largest.userId}'),
       '${largest.companionId.replace("'", "''")}', '${largest.userId}'), 'public.', '');
   end $$`,
]

export const tools = { codecs: new Codecs(), models: new Models(), arrays: new VectorArrays() } as unknown as Tools
const vector = Float32Array.from({ length: 768 }, (_, at) => Math.sin(at))
export const large = { companionId: 'companion-7', userId: person, vectors: [vector], modelId: 1 }
/** Of six thousand vectors this tenant has three. */
export const small = { ...large, companionId: 'companion-8', userId: grown(8) }
const ids = fifty.map((_, n) => `${n + 1}`)

const bits = 'idx_memories_full_embedding_cosine'
const [codes, coordinates] = ['idx_memories_codes_of_pair', 'idx_memories_coordinates_of_pair']
const models = 'idx_memories_models_of_pair'
const primary = 'companion_memories_pkey'
const words = 'idx_memories_words'
/** A single codec is read as cheaply from its table. */
const holding = ['(all of codecs|codecs_pkey)', codes, coordinates, models, 'pg_index_indexrelid_index']
const comparing = [...holding, primary, bits].sort()

const vectors: Case[] = [
  {
    what: 'what a tenant holds',
    who: ann,
    ask: db => holdingsOf(db, tools.models, large),
    uses: holding,
    alone: [codes, coordinates, models],
    rows: 6,
    sorts: 2,
  },
  {
    what: 'the nearest of a tenant of three thousand',
    who: ann,
    ask: db => nearestMemories(db, tools, large, 10),
    uses: comparing,
    alone: [bits, codes, models],
    // A thousand signs, of which 120 vectors are compared; a thousand coordinates, and a thousand codes.
    rows: 3_130,
    sorts: 3_130,
  },
  {
    what: 'the nearest of a small tenant',
    who: game,
    ask: db => nearestMemories(db, tools, small, 10),
    uses: comparing,
    alone: [bits, codes, models],
    rows: 12,
    sorts: 6,
  },
  {
    what: 'the nearest of somebody else',
    who: ann,
    ask: db => nearestMemories(db, tools, small, 10),
    uses: comparing,
    alone: [bits, codes, models],
    rows: 12,
    sorts: 6,
  },
  {
    what: 'the nearest of a small tenant to fifty vectors',
    who: game,
    ask: db => nearestMemories(db, tools, { ...small, vectors: Array(50).fill(vector) }, 10),
    uses: comparing,
    alone: [bits, codes, models],
    rows: 160,
    sorts: 160,
  },
  {
    what: 'the nearest of a tenant whose vectors have an index of their own',
    who: game,
    ask: db => nearestMemories(db, tools, { ...largest, vectors: [vector] }, 10),
    uses: [...holding, primary, 'idx_memories_hnsw_[0-9a-f]+'].sort(),
    alone: [models],
    // Of three thousand.
    rows: 400,
    sorts: 150,
  },
  {
    what: 'fifty vectors',
    who: game,
    ask: db => vectorsOfMemories(db, ids),
    uses: [primary],
    rows: 50,
  },
  {
    what: 'the accesses of fifty memories that are not entered yet',
    who: game,
    ask: db => pendingAccesses(db, ids),
    uses: [primary, 'memory_accesses_pkey'],
    rows: 100,
  },
]

const wordsAlone = { similarity: 0, text: 1 }
const found = (text: string, filter = {}) => ({ question: { ...large, filter }, text, weights: wordsAlone, count: 20 })

const texts: Case[] = [
  {
    what: 'the memories of a tenant that hold words which half of all hold',
    who: ann,
    ask: db => foundMemories(db, tools, found('harbour oak')),
    uses: [words],
    // Forty thousand hold these, and of them forty are the tenant's.
    rows: 40,
    sorts: 40,
  },
  {
    what: 'the memories of a tenant that hold any of some words',
    who: ann,
    ask: db => foundMemories(db, tools, found('harbour nowhere')),
    uses: [words],
    rows: 40,
    sorts: 40,
  },
  {
    what: 'the memories of somebody else that hold words',
    who: voice,
    ask: db => foundMemories(db, tools, { ...found('harbour'), question: small }),
    uses: [],
    rows: 0,
  },
  {
    what: 'the memories of a tenant that hold words and meet conditions',
    who: ann,
    ask: db => foundMemories(db, tools, found('harbour', { keyPhrasesAny: ['oak'], minImportance: 0.1, text: 'oak' })),
    uses: [words],
    rows: 40,
    sorts: 40,
  },
]

export const searches = [...vectors, ...texts]
