import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'

/** Dimensions of an embedding and of a CORE memory. */
export const embeddingSize = 768

/** Dimensions of an IMPORTANT memory: coordinates of the codec's basis. */
export const coordinateCount = 384

/** Subspaces, and so bytes, of a BACKGROUND memory's code. */
export const codeSize = 48

/** Entries of each subspace's codebook: what one byte can name. */
export const codebookSize = 256

/** Turns a tier's estimate into the cosine to expect: a * estimate + b. */
export interface Line {
  a: number
  b: number
}

/** Recall@10 on vectors that training did not see: the share (0 … 1) of the ten nearest by float32 that a tier finds. */
export interface Recall {
  important: number
  background: number
  /** The share of the true ten among the first hundred of BACKGROUND. */
  backgroundInHundred: number
  /** All tiers in one list, 10 % CORE, 20 % IMPORTANT, 70 % BACKGROUND. */
  merged: number
  /** How many held-out queries searched how many held-out vectors. */
  queries: number
  corpus: number
}

/** What the lossy tiers share: one basis, and the codebooks over its leading coordinates. */
export interface Codec {
  dimensions: typeof embeddingSize
  /** 384 x 768, rows orthonormal: eigenvectors of the uncentred second moment, largest eigenvalue first. */
  basis: Float32Array
  /** 384 numbers: the mean of the training vectors in coordinates of the basis. */
  mean: Float32Array
  /** How many coordinates are quantized, a multiple of 48: the first ones. */
  leading: number
  /** `leading` coordinate numbers: subspace j quantizes those at [j * width, (j + 1) * width), width = leading / 48. */
  allocation: Uint16Array
  /** leading x leading, rows orthonormal, applied to the centred coordinates before allocation; empty when none is. */
  rotation: Float32Array
  /** 48 x 256 x width, row-major. */
  codebooks: Float32Array
  /** Weight of the error along the vector against the error across it when encoding, >= 1. */
  eta: number
  calibration: { core: Line; important: Line; background: Line }
  /** How many vectors the basis and the codebooks were trained on. */
  trainingSize: number
  recall: Recall
}

/** A codec is damaged, or of a version that this program does not read. */
export class CodecDamaged extends Error {
  override name = 'CodecDamaged'
}

const magic = Buffer.from('WGVC')
const version = 1
const headerSize = 20

type Settings = Pick<Codec, 'leading' | 'eta' | 'calibration' | 'trainingSize' | 'recall'> & { rotated: boolean }

/**
 * A codec as bytes: 'WGVC', then version, length of the whole, CRC-32 of all that follows, and length of the settings
 * (unsigned 32-bit), the settings as JSON, then basis, mean, rotation, codebooks (float32) and allocation (unsigned
 * 16-bit). All numbers are little-endian.
 */
export function serializeCodec(codec: Codec): Buffer {
  const { leading, eta, calibration, trainingSize, recall, rotation } = codec
  const settings: Settings = { leading, eta, calibration, trainingSize, recall, rotated: rotation.length > 0 }
  const text = Buffer.from(JSON.stringify(settings))
  const arrays = [codec.basis, codec.mean, rotation, codec.codebooks, codec.allocation].map(littleEndian)
  const bytes = Buffer.concat([Buffer.alloc(headerSize), text, ...arrays])
  magic.copy(bytes)
  bytes.writeUInt32LE(version, 4)
  bytes.writeUInt32LE(bytes.length, 8)
  bytes.writeUInt32LE(text.length, 16)
  bytes.writeUInt32LE(crc32(bytes.subarray(16)), 12)
  return bytes
}

/**
 * @param bytes what `serializeCodec` wrote
 * @throws CodecDamaged when the bytes are not those of a codec, are cut, lengthened or changed, or of another version
 */
export function deserializeCodec(bytes: Uint8Array): Codec {
  const { settings, arrays } = opened(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const { rotated, ...kept } = settings
  const { leading } = kept
  const floats = [coordinateCount * embeddingSize, coordinateCount, rotated ? leading * leading : 0, 256 * leading]
  const expected = 4 * floats.reduce((sum, count) => sum + count, 0) + 2 * leading
  if (arrays.length !== expected) {
    throw new CodecDamaged(`The codec's arrays should take ${expected} bytes, but take ${arrays.length}.`)
  }
  let at = 0
  const [basis, mean, rotation, codebooks] = floats.map(count => {
    at += 4 * count
    return new Float32Array(native(arrays.subarray(at - 4 * count, at), 4))
  }) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const allocation = new Uint16Array(native(arrays.subarray(at), 2))
  return checkCodec({ dimensions: embeddingSize, basis, mean, rotation, codebooks, allocation, ...kept })
}

function opened(bytes: Buffer): { settings: Settings; arrays: Buffer } {
  if (bytes.length < headerSize || !bytes.subarray(0, 4).equals(magic)) {
    throw new CodecDamaged('These bytes are not a codec: they do not begin with its mark.')
  }
  const found = bytes.readUInt32LE(4)
  if (found !== version)
    throw new CodecDamaged(`The codec has version ${found}; this program reads version ${version}.`)
  const length = bytes.readUInt32LE(8)
  if (length !== bytes.length)
    throw new CodecDamaged(`The codec should take ${length} bytes, but takes ${bytes.length}.`)
  if (crc32(bytes.subarray(16)) !== bytes.readUInt32LE(12)) {
    throw new CodecDamaged('The codec is damaged: its checksum does not fit.')
  }
  const end = headerSize + bytes.readUInt32LE(16)
  return { settings: JSON.parse(bytes.toString('utf8', headerSize, end)) as Settings, arrays: bytes.subarray(end) }
}

/**
 * @returns the codec
 * @throws CodecDamaged when its parts do not fit together or hold a number that is not finite
 */
export function checkCodec(codec: Codec): Codec {
  const { basis, mean, leading, allocation, rotation, codebooks, eta } = codec
  const fits =
    leading % codeSize === 0 &&
    leading >= codeSize &&
    leading <= coordinateCount &&
    eta >= 1 &&
    basis.length === coordinateCount * embeddingSize &&
    mean.length === coordinateCount &&
    (rotation.length === 0 || rotation.length === leading * leading) &&
    codebooks.length === codebookSize * leading
  if (!fits) throw new CodecDamaged('The parts of the codec do not fit together.')
  if (new Set(allocation).size !== leading || allocation.length !== leading || allocation.some(at => at >= leading)) {
    throw new CodecDamaged('The codec does not give each leading coordinate to one subspace.')
  }
  if (![basis, mean, rotation, codebooks].every(array => array.every(Number.isFinite))) {
    throw new CodecDamaged('The codec holds a number that is not finite.')
  }
  return codec
}

/** The bytes of an array, turned where the machine is big-endian. */
function littleEndian(array: Float32Array | Uint16Array): Buffer {
  const bytes = Buffer.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return turned(bytes, array.BYTES_PER_ELEMENT)
}

/** A copy of little-endian bytes in the machine's own order, aligned for a typed array. */
function native(bytes: Buffer, width: number): ArrayBuffer {
  const copy = new Uint8Array(bytes)
  turned(Buffer.from(copy.buffer), width)
  return copy.buffer
}

function turned(bytes: Buffer, width: number): Buffer {
  if (endianness() === 'LE') return bytes
  return width === 4 ? bytes.swap32() : bytes.swap16()
}
