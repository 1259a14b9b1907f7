import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.gen.ts'

/**
 * One vector as pgvector's `vector_recv` takes it: unsigned 16-bit dimensions, 16 unused bits, float32, all big-endian.
 * A Buffer among a statement's values travels in binary; as text a vector takes three to five times the bytes and ten
 * times the work.
 */
export function vectorBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + 4 * vector.length)
  writeVector(bytes, 0, vector)
  return bytes
}

function writeVector(bytes: Buffer, at: number, vector: Float32Array): number {
  bytes.writeUInt16BE(vector.length, at)
  bytes.writeUInt16BE(0, at + 2)
  const numbers = bytes.subarray(at + 4, at + 4 + 4 * vector.length)
  numbers.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
  numbers.swap32()
  return at + 4 + 4 * vector.length
}

/** What `encode(vector_send(…), 'base64')` gives. */
export function vectorOfBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  const numbers = bytes.subarray(4).swap32()
  return new Float32Array(new Uint8Array(numbers).buffer)
}

/** Vectors as one parameter of type `vector[]`, so that one statement's text serves every number of them. */
export class VectorArrays {
  #elementType: number | undefined

  /** @param db a session of the one database that this is for: pgvector's type has another number in each */
  async of(db: Kysely<Tables>, vectors: readonly (Float32Array | null)[]): Promise<Buffer> {
    this.#elementType ??= await typeNumber(db)
    return arrayBytes(this.#elementType, vectors)
  }
}

async function typeNumber(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ number: string }>`select 'vector'::regtype::oid::text as number`.execute(db)
  return Number(rows[0]?.number)
}

/** As `array_recv` takes it: dimensions, flags, element type, length, lower bound, then each element's length and bytes. */
function arrayBytes(elementType: number, vectors: readonly (Float32Array | null)[]): Buffer {
  const sizes = vectors.map(vector => (vector ? 4 + 4 * vector.length : 0))
  const bytes = Buffer.allocUnsafe(20 + sizes.reduce((sum, size) => sum + 4 + size, 0))
  bytes.writeInt32BE(vectors.length > 0 ? 1 : 0, 0)
  bytes.writeInt32BE(vectors.includes(null) ? 1 : 0, 4)
  bytes.writeUInt32BE(elementType, 8)
  if (vectors.length === 0) return bytes.subarray(0, 12)
  bytes.writeInt32BE(vectors.length, 12)
  bytes.writeInt32BE(1, 16)
  let at = 20
  vectors.forEach((vector, place) => {
    at = bytes.writeInt32BE(vector ? (sizes[place] as number) : -1, at)
    if (vector) at = writeVector(bytes, at, vector)
  })
  return bytes
}
