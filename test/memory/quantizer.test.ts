import { type Codec, CodecDamaged, deserializeCodec, serializeCodec } from '@worlds/memory/codec.ts'
import { project, projectMany, reconstruct768 } from '@worlds/memory/coordinates.ts'
import { decode, encode, encodeMany, lookupTable, scan } from '@worlds/memory/quantizer.ts'
import { exactSearch, recallAtTen } from '@worlds/memory/recall.ts'
import { dot, squaredDistance } from '@worlds/memory/vectors.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { syntheticVectors } from '../bench/vectors.ts'
import { rowOf, trainedCodec } from './trained.ts'

const cosine = (left: Float32Array, right: Float32Array) =>
  dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right))

describe('the quantizer', () => {
  let codec: Codec
  let codes: Uint8Array
  const vectors = syntheticVectors(1500, 5)
  const asked = syntheticVectors(60, 6)
  const queries = Array.from({ length: 60 }, (_, at) => rowOf(asked, at))
  const codeOf = (row: number) => codes.slice(row * 48, (row + 1) * 48)

  beforeAll(async () => {
    codec = await trainedCodec()
    codes = encodeMany(codec, projectMany(codec, vectors))
  })

  describe('refuses', () => {
    const faulty: [string, (vector: Float32Array) => ArrayLike<number>, RegExp][] = [
      ['767 numbers', vector => vector.subarray(1), /768 numbers is needed; this one has 767/],
      ['769 numbers', vector => [...vector, 0], /768 numbers is needed; this one has 769/],
      ['NaN', vector => vector.with(3, Number.NaN), /Number 3 of the vector is not finite/],
      ['an infinity', vector => vector.with(4, Number.NEGATIVE_INFINITY), /Number 4 of the vector is not finite/],
      [
        '1e39, which float32 cannot hold',
        vector => [1e39, ...vector.subarray(1)],
        /Number 0 of the vector is not finite/,
      ],
      ['zeros', vector => vector.map(() => 0), /no direction/],
    ]
    it.each(faulty)('%s', (_, spoil, message) => {
      const spoilt = spoil(rowOf(vectors, 0).slice())
      expect(() => project(codec, spoilt)).toThrow(message)
      expect(() => lookupTable(codec, spoilt)).toThrow(message)
    })

    it('coordinates, codes and tables of another length, and coordinates that are not finite', () => {
      const coordinates = project(codec, rowOf(vectors, 0))
      expect(() => encode(codec, coordinates.subarray(1))).toThrow('384 numbers is needed; this one has 383')
      expect(() => encode(codec, coordinates.with(7, Number.NaN))).toThrow('Number 7')
      expect(() => reconstruct768(codec, coordinates.subarray(1))).toThrow('384 numbers')
      expect(() => decode(codec, new Uint8Array(47))).toThrow('48 bytes, this one 47')
      expect(() => scan(new Float32Array(12_287), new Uint8Array(48))).toThrow('12288 numbers')
      expect(() => scan(new Float32Array(12_288), new Uint8Array(95))).toThrow('no whole rows of 48')
      expect(() => projectMany(codec, vectors.subarray(1))).toThrow('no whole rows of 768')
    })
  })

  it('has an orthonormal basis, so that 384 coordinates keep what they can', () => {
    for (const i of [0, 1, 143, 144, 383]) {
      for (let j = 0; j < 384; j += 1) {
        expect(dot(rowOf(codec.basis, i), rowOf(codec.basis, j))).toBeCloseTo(i === j ? 1 : 0, 5)
      }
    }
  })

  it('keeps a direction, whatever the length of the vector', () => {
    const vector = rowOf(vectors, 1)
    const long = vector.map(value => value * 37)
    expect(squaredDistance(project(codec, long), project(codec, vector))).toBeLessThan(1e-12)
    expect(dot(project(codec, vector), project(codec, vector))).toBeLessThanOrEqual(1 + 1e-6)
  })

  it('composes exactly: a demotion needs nothing but what the tier above it stores', () => {
    const coordinates = projectMany(codec, vectors)
    for (let row = 0; row < 200; row += 1) {
      const important = coordinates.subarray(row * 384, (row + 1) * 384)
      expect(important).toEqual(project(codec, rowOf(vectors, row)))
      expect(encode(codec, important)).toEqual(codeOf(row))
      const again = project(codec, reconstruct768(codec, important))
      expect(cosine(again, important)).toBeGreaterThan(1 - 1e-6)
    }
  })

  it('decodes to coordinates close to those encoded, the mean where nothing is quantized', () => {
    for (let row = 0; row < 100; row += 1) {
      const coordinates = project(codec, rowOf(vectors, row))
      const decoded = decode(codec, encode(codec, coordinates))
      expect(cosine(decoded, coordinates)).toBeGreaterThan(0.85)
      expect(cosine(reconstruct768(codec, decoded), rowOf(vectors, row))).toBeGreaterThan(0.8)
      expect([...decoded.subarray(codec.leading)]).toEqual([...codec.mean.subarray(codec.leading)])
    }
  })

  it('scores by calibrated L2 distance in the centred space, which the table holds', () => {
    const query = queries[0] as Float32Array
    const coordinates = project(codec, query)
    const { a, b } = codec.calibration.background
    const outside = coordinates.slice(codec.leading)
    const rest = squaredDistance(outside, codec.mean.subarray(codec.leading))
    scan(lookupTable(codec, query), codes.subarray(0, 50 * 48)).forEach((similarity, row) => {
      const decoded = decode(codec, codeOf(row)).subarray(0, codec.leading)
      const distance = rest + squaredDistance(coordinates.subarray(0, codec.leading), decoded)
      expect(similarity).toBeCloseTo(a * (1 - distance / 2) + b, 4)
    })
  })

  it('gives similarities that are cosines: by a hundredth or two, for what a search would show', () => {
    const search = exactSearch(vectors, 768)
    const errors = queries.flatMap(query => {
      const cosines = search(query)
      return [...scan(lookupTable(codec, query), codes)]
        .map((similarity, row) => ({ similarity, error: similarity - (cosines[row] as number) }))
        .sort((left, right) => right.similarity - left.similarity)
        .slice(0, 10)
        .map(({ error }) => error)
    })
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(0.02)
  })

  it('finds more with a whole query than with a quantized one, and more than by the bare centred inner product', () => {
    const search = exactSearch(vectors, 768)
    const truth = queries.map(search)
    const recall = (estimate: (query: Float32Array) => Float32Array) => recallAtTen(truth, queries.map(estimate))
    const whole = recall(query => scan(lookupTable(codec, query), codes))
    const quantized = recall(query => {
      const decoded = decode(codec, encode(codec, project(codec, query)))
      return scan(lookupTable(codec, reconstruct768(codec, decoded)), codes)
    })
    const centred = (coordinates: Float32Array) => coordinates.map((value, i) => value - (codec.mean[i] as number))
    const decoded = Array.from({ length: 1500 }, (_, row) => centred(decode(codec, codeOf(row))))
    const bare = recall(query => {
      const own = centred(project(codec, query))
      return Float32Array.from(decoded, other => dot(own, other))
    })
    expect(whole).toBeGreaterThan(quantized + 0.005)
    expect(whole).toBeGreaterThan(bare + 0.02)
  })

  it('encodes with less error along the vector than the nearest entries leave', () => {
    const along = (eta: number) => {
      let sum = 0
      for (let row = 0; row < 200; row += 1) {
        const coordinates = project(codec, rowOf(vectors, row))
        const decoded = decode(codec, encode({ ...codec, eta }, coordinates)).subarray(0, codec.leading)
        const centred = coordinates.subarray(0, codec.leading).map((value, i) => value - (codec.mean[i] as number))
        const error = decoded.map((value, i) => value - (coordinates[i] as number))
        sum += dot(error, centred) ** 2 / dot(centred, centred)
      }
      return sum
    }
    expect(along(4)).toBeLessThan(along(1) * 0.7)
  })

  describe('as bytes', () => {
    it('is the same codec again', () => {
      const bytes = serializeCodec(codec)
      const again = deserializeCodec(bytes)
      expect(serializeCodec(again).equals(bytes)).toBe(true)
      expect({ ...again, basis: null, codebooks: null }).toEqual({ ...codec, basis: null, codebooks: null })
      const misaligned = new Uint8Array(bytes.length + 1)
      misaligned.set(bytes, 1)
      expect(serializeCodec(deserializeCodec(misaligned.subarray(1))).equals(bytes)).toBe(true)
    })

    it.each([
      ['nothing', () => Buffer.alloc(0), 'not a codec'],
      ['text', () => Buffer.from('a text of some length, not a codec'), 'not a codec'],
      ['cut', (bytes: Buffer) => bytes.subarray(0, -4), /should take \d+ bytes, but takes \d+/],
      ['lengthened', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]), /should take \d+ bytes/],
      [
        'of version 2',
        (bytes: Buffer) => Buffer.from(bytes).fill(2, 4, 5),
        'has version 2; this program reads version 1',
      ],
      ['changed in one bit', (bytes: Buffer) => changed(bytes, 100_000), 'checksum'],
      ['changed in its settings', (bytes: Buffer) => changed(bytes, 30), 'checksum'],
      ['of settings cut elsewhere', (bytes: Buffer) => changed(bytes, 16), 'checksum'],
    ] as const)('is refused when it is %s', (_, spoil, message) => {
      const spoilt = spoil(serializeCodec(codec))
      expect(() => deserializeCodec(spoilt)).toThrow(CodecDamaged)
      expect(() => deserializeCodec(spoilt)).toThrow(message)
    })

    it('is refused when its parts do not fit together', () => {
      const parts: Partial<Codec>[] = [
        { leading: 145 },
        { mean: codec.mean.subarray(1) },
        { codebooks: codec.codebooks.with(0, Number.NaN) },
        { allocation: codec.allocation.with(0, codec.allocation[1] as number) },
      ]
      for (const part of parts) {
        expect(() => deserializeCodec(serializeCodec({ ...codec, ...part }))).toThrow(CodecDamaged)
      }
    })
  })
})

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}
