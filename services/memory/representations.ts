import { type Kysely, type RawBuilder, sql } from 'kysely'
import { codeSize, coordinateCount, embeddingSize } from './codec.ts'
import type { StoredCodec } from './codecs.ts'
import { project, reconstruct768 } from './coordinates.ts'
import { decode, encode } from './quantizer.ts'
import type { CompressionType, MemoryTier } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'
import { inTurns } from './turns.ts'
import { vectorOfBase64 } from './wire.ts'

/** A memory's vector as its tier keeps it: at most one of the three forms, and what the owner's columns say of it. */
export interface Representation {
  tier: MemoryTier
  full: Float32Array | null
  coordinates: Float32Array | null
  code: Uint8Array | null
  /** Of the codec that coordinates and code are of. */
  codecId: number | null
}

interface Form {
  type: CompressionType
  /** Bytes of the vector, without what PostgreSQL adds. */
  bytes: number
}

const fullBytes = embeddingSize * 4

/** What each tier stores of a vector. */
export const forms: Record<MemoryTier, Form> = {
  CORE: { type: 'NONE', bytes: fullBytes },
  IMPORTANT: { type: 'PCA', bytes: coordinateCount * 4 },
  BACKGROUND: { type: 'PRODUCT_QUANTIZATION', bytes: codeSize },
  SPARSE: { type: 'SPARSE', bytes: 0 },
}

const nothing = { full: null, coordinates: null, code: null, codecId: null }

/**
 * A vector as a tier keeps it.
 * @param vector 768 numbers, not all zero
 * @param stored of the vector's model; unused for CORE and SPARSE, and without one IMPORTANT and BACKGROUND cannot be made
 */
export function represent(tier: MemoryTier, vector: Float32Array, stored: StoredCodec | undefined): Representation {
  if (tier === 'SPARSE') return { ...nothing, tier }
  if (tier === 'CORE') return { ...nothing, tier, full: vector }
  if (!stored) throw new Error(`Without a codec nothing becomes ${tier}`)
  const coordinates = project(stored.codec, vector)
  return ofCoordinates(tier, coordinates, stored)
}

/** As `represent`, of 384 coordinates of the codec's basis. */
export function ofCoordinates(
  tier: 'IMPORTANT' | 'BACKGROUND',
  coordinates: Float32Array,
  { id, codec }: StoredCodec,
): Representation {
  if (tier === 'IMPORTANT') return { ...nothing, tier, coordinates, codecId: id }
  return { ...nothing, tier, code: encode(codec, coordinates), codecId: id }
}

/** The owner's columns about the size of a tier's vectors. */
export function sizes(tier: MemoryTier) {
  const { type, bytes } = forms[tier]
  // Where no vector is left there is no ratio either: it would be a division by zero.
  const ratio = bytes === 0 ? null : fullBytes / bytes
  return {
    compression_type: type,
    compression_ratio: ratio,
    original_size_bytes: fullBytes,
    compressed_size_bytes: bytes,
  }
}

/** `values` as the rows that a statement joins: one array parameter each, so that one text serves every number. */
export async function representationArrays(
  db: Kysely<Tables>,
  tools: Pick<Tools, 'arrays'>,
  representations: readonly Representation[],
): Promise<
  Record<
    'tier' | 'full' | 'coordinates' | 'code' | 'codecId' | 'type' | 'ratio' | 'original' | 'bytes',
    RawBuilder<unknown>
  >
> {
  const of = <T>(value: (each: Representation) => T) => representations.map(value)
  const full = await tools.arrays.of(
    db,
    of(each => each.full),
  )
  const coordinates = await tools.arrays.of(
    db,
    of(each => each.coordinates),
  )
  return {
    tier: sql`${of(each => each.tier)}::text[]`,
    full: sql`${full}::vector[]`,
    coordinates: sql`${coordinates}::vector[]`,
    code: sql`${of(each => each.code && Buffer.from(each.code))}::bytea[]`,
    codecId: sql`${of(each => each.codecId)}::int4[]`,
    type: sql`${of(each => forms[each.tier].type)}::text[]`,
    ratio: sql`${of(each => sizes(each.tier).compression_ratio)}::float8[]`,
    original: sql`${of(() => fullBytes)}::int4[]`,
    bytes: sql`${of(each => forms[each.tier].bytes)}::int4[]`,
  }
}

/**
 * In its transaction the graph states model and codec of what it writes; of what other programs write the database
 * takes them away, since they would be those of the vector before.
 */
export const statingCodecs = (db: Kysely<Tables>) => sql`select set_config('app.states_codec', 'on', true)`.execute(db)

/** A stored vector as it is read: whichever form there is, the full one first. */
export interface StoredVector {
  id: number
  full: string | null
  coordinates: string | null
  code: Buffer | null
  codecId: number | null
  modelId: number | null
}

/** The columns of `StoredVector`, of `companion_memories as memory`; vectors travel as base64 of their binary form. */
export const vectorColumns = [
  sql<number>`memory.id`.as('id'),
  sql<string | null>`encode(vector_send(memory.full_embedding), 'base64')`.as('full'),
  sql<string | null>`encode(vector_send(memory.compressed_embedding), 'base64')`.as('coordinates'),
  sql<Buffer | null>`memory.quantized_embedding`.as('code'),
  sql<number | null>`memory.codec_id`.as('codecId'),
  sql<number | null>`memory.embedding_model`.as('modelId'),
]

export async function vectorsOfMemories(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<Map<string, StoredVector>> {
  const rows: StoredVector[] = await db
    .selectFrom('companion_memories as memory')
    .select(vectorColumns)
    .where('memory.id', '=', sql<number>`any(${ids}::int4[])`)
    .execute()
  return new Map(rows.map(row => [String(row.id), row]))
}

/**
 * The 768 numbers that a stored vector stands for.
 * @returns null when there is none, or one of a codec that is not among those given
 */
export function decoded(stored: StoredVector, codecs: readonly StoredCodec[]): Float32Array | null {
  if (stored.full !== null) return vectorOfBase64(stored.full)
  const codec = codecs.find(({ id }) => id === stored.codecId)?.codec
  if (!codec) return null
  const coordinates = coordinatesOf(stored, codec)
  return coordinates && reconstruct768(codec, coordinates)
}

/** Stored vectors decoded to 768 numbers, by their memories' ids; without those that have none. */
export async function decodedVectors(
  db: Kysely<Tables>,
  { codecs }: Pick<Tools, 'codecs'>,
  ids: readonly string[],
): Promise<Map<string, Float32Array>> {
  const stored = await vectorsOfMemories(db, ids)
  const named = [...stored.values()].flatMap(({ full, codecId }) => (full === null && codecId !== null ? codecId : []))
  const known = await codecs.of(db, [...new Set(named)])
  const vectors = await inTurns([...stored], ([id, each]) => [id, decoded(each, known)] as const)
  return new Map(vectors.flatMap(([id, vector]) => (vector ? [[id, vector] as const] : [])))
}

/** The 384 coordinates of a stored vector that names this codec; null when it holds neither coordinates nor a code. */
export function coordinatesOf({ coordinates, code }: StoredVector, codec: StoredCodec['codec']): Float32Array | null {
  if (coordinates !== null) return vectorOfBase64(coordinates)
  return code && decode(codec, code)
}
