import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Line } from './codec.ts'
import type { StoredCodec } from './codecs.ts'
import { bestCodes, unpacked } from './codes.ts'
import { project } from './coordinates.ts'
import { filterConditions } from './memories.ts'
import type { MemoryFilter, MemoryTier } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { holdingsOf } from './tenants.ts'
import type { Tools } from './tools.ts'
import { inTurns } from './turns.ts'

/** One person's memories with one companion, and what is compared with them. */
export interface Question {
  companionId: string
  userId: string
  /** 768 numbers each, not all zero. */
  vectors: readonly Float32Array[]
  /** The model of the vectors; null when nobody stated it, which compares with any. */
  modelId: number | null
  filter?: MemoryFilter
  tiers?: readonly MemoryTier[] | null
}

/** A question, perhaps about some memories only. */
type Among = Question & { ids?: readonly number[] }

export interface Hit {
  id: number
  /** The calibrated cosine, -1 … 1. */
  similarity: number
}

/** The number that no model has: of a model of which no vector was ever kept. */
export const unknownModel = 0

type ComparingTools = Pick<Tools, 'codecs' | 'models' | 'arrays'>

/** For each vector the memories nearest to it, best first; perhaps only of some. */
export type Nearest = (count: number, ids?: readonly number[]) => Promise<Hit[][]>

/**
 * For each vector the memories nearest to it, best first: one ranking over all forms in which vectors are kept. Full
 * vectors are found by their signs and then compared exactly, coordinates are compared one by one, and codes are summed
 * here, which costs less than half of doing it in SQL.
 * @throws Refusal CONFLICT when the vectors that would be compared are of different models
 */
export async function nearestMemories(
  db: Kysely<Tables>,
  tools: ComparingTools,
  question: Question,
  count: number,
): Promise<Hit[][]> {
  return (await comparison(db, tools, question))(count)
}

/**
 * What `nearestMemories` does, to be asked more than once.
 * @throws Refusal as it does
 */
export async function comparison(db: Kysely<Tables>, tools: ComparingTools, question: Question): Promise<Nearest> {
  const [vectors, holdings] = await Promise.all([
    tools.arrays.of(db, question.vectors),
    holdingsOf(db, tools.models, question),
  ])
  const { indexed } = holdings
  const codecs = await tools.codecs.of(db, holdings.coordinates)
  const inBasis = basisCache(question.vectors)
  return async (count, ids) => {
    const among = ids ? { ...question, ids } : question
    const [full, codes, ...coordinates] = await Promise.all([
      nearestFull(db, among, { vectors, indexed: indexed && !ids }, count),
      holdings.codes ? nearestCodes(db, tools, among, inBasis, count) : [],
      ...codecs.map(stored => nearestCoordinates(db, tools, among, { stored, inBasis }, count)),
    ])
    // The more exact form comes first; should other programs have left a second one, it does not count.
    return question.vectors.map((_, at) =>
      best(
        [full, ...coordinates, codes].map(hits => hits[at] ?? []),
        count,
      ),
    )
  }
}

function best(forms: Hit[][], count: number): Hit[] {
  const hits = new Map<number, Hit>()
  for (const hit of forms.flat()) if (!hits.has(hit.id)) hits.set(hit.id, hit)
  return [...hits.values()].sort((a, b) => b.similarity - a.similarity || b.id - a.id).slice(0, count)
}

const memoriesOf = ({ companionId, userId, ...question }: Among) =>
  memoriesWhere(sql`memory.companion_id = ${companionId} and memory.user_id = ${userId}`, question)

function memoriesWhere(own: RawBuilder<unknown>, { filter, tiers, ids }: Pick<Among, 'filter' | 'tiers' | 'ids'>) {
  const holds = filterConditions(filter ?? {})
  // A vector that another program left in SPARSE does not count when that tier is asked for.
  if (tiers) holds.push(sql<boolean>`memory.memory_tier = any(${tiers.filter(tier => tier !== 'SPARSE')}::text[])`)
  if (ids) holds.push(sql<boolean>`memory.id = any(${ids}::int4[])`)
  return sql`companion_memories memory where ${sql.join([own, ...holds], sql` and `)}`
}

/**
 * How many full vectors are compared exactly: those whose signs agree best with the query's. Up to so many memories the
 * search is exact.
 */
const exactlyCompared = (count: number) => 100 + 2 * count

interface Distance {
  /** Of which vector, from 0. */
  at: number
  id: number
  distance: number | null
}

async function nearestFull(
  db: Kysely<Tables>,
  question: Among,
  { vectors, indexed }: { vectors: Buffer; indexed: boolean },
  count: number,
): Promise<Hit[][]> {
  const { rows } = await sql<Distance>`
    with asked as materialized (
      select number - 1 as at, vector, binary_quantize(vector)::bit(768) as bits${indexed ? searchGraph : sql``}
      from unnest(${vectors}::vector[]) with ordinality as asked (vector, number)
    )
    select asked.at::int4 as at, best.id, best.distance from asked cross join lateral (
      select memory.id, memory.full_embedding <=> asked.vector as distance
      from (
        select memory.id from ${indexed ? indexedMemories(question) : memoriesOf(question)}
          and memory.full_embedding is not null
        order by ${indexed ? byHalves : byBits} limit ${exactlyCompared(count)}::int4
      ) likely
      join companion_memories memory on memory.id = likely.id
      order by distance limit ${count}::int4
    ) best`.execute(db)
  return hitsOf(rows, question, { a: 1, b: 0 })
}

/** Differing signs: a scan of the tenant's part of an index, cheap enough for all but the largest tenants. */
const byBits = sql`memory.embedding_bits <~> asked.bits`

/** A graph over the vectors of one tenant in half precision (HNSW): for the largest tenants alone, since each insert pays for it. */
const byHalves = sql`memory.full_embedding::halfvec(768) <=> asked.vector::halfvec(768)`

/**
 * Goes on through the graph until enough of it passes the conditions, and looks at twice as many as are compared. Set by
 * the search itself, before it begins: a statement of its own may be another transaction than the search.
 */
const searchGraph = sql`,
  set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '200', true)`

/** The tenant written out: an index that holds only its rows serves no parameter. */
const indexedMemories = ({ companionId, userId, ...question }: Among) =>
  memoriesWhere(sql`memory.companion_id = ${sql.lit(companionId)} and memory.user_id = ${sql.lit(userId)}`, question)

/** For each vector its 384 coordinates of a codec's basis. */
type InBasis = (stored: StoredCodec) => Promise<Float32Array[]>

/** Projecting takes longer than all else that is done here with a vector, and serves coordinates and codes. */
function basisCache(vectors: readonly Float32Array[]): InBasis {
  const known = new Map<number, Promise<Float32Array[]>>()
  return ({ id, codec }) => {
    const coordinates = known.get(id) ?? inTurns(vectors, vector => project(codec, vector))
    known.set(id, coordinates)
    return coordinates
  }
}

async function nearestCoordinates(
  db: Kysely<Tables>,
  { arrays }: ComparingTools,
  question: Among,
  { stored, inBasis }: { stored: StoredCodec; inBasis: InBasis },
  count: number,
): Promise<Hit[][]> {
  const vectors = await arrays.of(db, await inBasis(stored))
  const { rows } = await sql<Distance>`
    select (asked.number - 1)::int4 as at, best.id, best.distance
    from unnest(${vectors}::vector[]) with ordinality as asked (vector, number)
    cross join lateral (
      select memory.id, memory.compressed_embedding <=> asked.vector as distance
      from ${memoriesOf(question)} and memory.compressed_embedding is not null and memory.codec_id = ${stored.id}
      order by distance limit ${count}::int4
    ) best`.execute(db)
  return hitsOf(rows, question, stored.codec.calibration.important)
}

function hitsOf(rows: Distance[], { vectors }: Question, { a, b }: Line): Hit[][] {
  const hits: Hit[][] = vectors.map(() => [])
  for (const { at, id, distance } of rows) {
    // A zero vector of another program is at no distance from anything.
    if (distance !== null) hits[at]?.push({ id, similarity: asCosine(a * (1 - distance) + b) })
  }
  return hits
}

/** An estimate may pass what a cosine can be by a little. */
const asCosine = (estimate: number) => Math.min(1, Math.max(-1, estimate))

/** The codes of a codec in one text, each behind its memory's id: rows one by one cost three times as much. */
async function nearestCodes(
  db: Kysely<Tables>,
  { codecs }: ComparingTools,
  question: Among,
  inBasis: InBasis,
  count: number,
): Promise<Hit[][]> {
  const { rows } = await sql<{ codecId: number; codes: string }>`
    select memory.codec_id as "codecId",
      encode(string_agg(int4send(memory.id) || memory.quantized_embedding, ''::bytea), 'base64') as codes
    from ${memoriesOf(question)} and memory.quantized_embedding is not null and memory.codec_id is not null
    group by memory.codec_id`.execute(db)
  const codesOf = new Map(rows.map(({ codecId, codes }) => [codecId, codes]))
  const hits: Hit[][] = question.vectors.map(() => [])
  for (const stored of await codecs.of(db, [...codesOf.keys()])) {
    const codes = unpacked(Buffer.from(codesOf.get(stored.id) as string, 'base64'))
    const best = await inTurns(await inBasis(stored), coordinates => bestCodes(stored.codec, coordinates, codes, count))
    best.forEach((found, at) => {
      for (const { id, similarity } of found) hits[at]?.push({ id, similarity: asCosine(similarity) })
    })
  }
  return hits
}
