import { type Codec, codeSize } from './codec.ts'
import { scan, tableOfCoordinates } from './quantizer.ts'
import { nearest } from './recall.ts'

/** The codes of one codec that a tenant holds. */
interface Codes {
  ids: Int32Array
  /** n x 48 bytes. */
  codes: Uint8Array
}

/** @param bytes each memory's id, then its code */
export function unpacked(bytes: Buffer): Codes {
  const size = 4 + codeSize
  const count = bytes.length / size
  const ids = new Int32Array(count)
  const codes = new Uint8Array(count * codeSize)
  for (let row = 0; row < count; row += 1) {
    ids[row] = bytes.readInt32BE(row * size)
    codes.set(bytes.subarray(row * size + 4, (row + 1) * size), row * codeSize)
  }
  return { ids, codes }
}

/** The memories whose codes are nearest to a vector's coordinates, best first; an estimate may pass what a cosine can be. */
export function bestCodes(codec: Codec, coordinates: Float32Array, { ids, codes }: Codes, count: number) {
  const similarities = scan(tableOfCoordinates(codec, coordinates), codes)
  return nearest(similarities, count).map(row => ({
    id: ids[row] as number,
    similarity: similarities[row] as number,
  }))
}
