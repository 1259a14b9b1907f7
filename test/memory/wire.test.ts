import type { Tables } from '@worlds/memory/tables.gen.ts'
import { VectorArrays, vectorBytes, vectorOfBase64 } from '@worlds/memory/wire.ts'
import { type Kysely, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { syntheticVectors } from '../bench/vectors.ts'
import { type Stack, stack } from '../stack.ts'
import { statementsOf } from '../wire.ts'
import { ownerDb } from './kept.ts'
import { rowOf } from './trained.ts'

let db: Kysely<Tables>
let graph: Stack
beforeAll(async () => {
  graph = await stack()
  db = ownerDb(graph)
})

const odd = Float32Array.of(0, -0, 1, -1.5, 1e-45, 3.4028234663852886e38, -1.1754943508222875e-38, 0.1)

describe('a vector', () => {
  test('goes to the database and comes back number by number', async () => {
    const { rows } = await sql<{ text: string; bytes: string }>`
      select vector::text as text, encode(vector_send(vector), 'base64') as bytes
      from (select ${vectorBytes(odd)}::vector as vector) given`.execute(db)
    expect(JSON.parse(rows[0]?.text as string).map(Math.fround)).toEqual(Array.from(odd))
    expect(vectorOfBase64(rows[0]?.bytes as string)).toEqual(odd)
  })

  test.each([1, 384, 768])('of %d numbers is whole, also where it is a part of others', async size => {
    const whole = syntheticVectors(3, 5)
    const part = whole.subarray(768, 768 + size)
    const { rows } = await sql<{ bytes: string; size: number }>`
      select encode(vector_send(vector), 'base64') as bytes, vector_dims(vector) as size
      from (select ${vectorBytes(part)}::vector as vector) given`.execute(db)
    expect(rows[0]?.size).toBe(size)
    expect(vectorOfBase64(rows[0]?.bytes as string)).toEqual(part.slice())
    expect(whole).toEqual(syntheticVectors(3, 5))
  })

  test('is read from a text again and again', () => {
    const bytes = vectorBytes(odd).toString('base64')
    expect(vectorOfBase64(bytes)).toEqual(odd)
    expect(vectorOfBase64(bytes)).toEqual(odd)
  })
})

describe('vectors as one parameter', () => {
  const arrays = new VectorArrays()
  const through = async (vectors: (Float32Array | null)[]) => {
    const { rows } = await sql<{ bytes: string | null }>`
      select encode(vector_send(vector), 'base64') as bytes
      from unnest(${await arrays.of(db, vectors)}::vector[]) with ordinality as given (vector, number)
      order by number`.execute(db)
    return rows.map(({ bytes }) => (bytes === null ? null : vectorOfBase64(bytes)))
  }

  const some = syntheticVectors(4, 3)
  test.each<[string, (Float32Array | null)[]]>([
    ['none', []],
    ['one', [odd]],
    ['one that is null', [null]],
    ['several, nulls among them', [rowOf(some, 0), null, rowOf(some, 1), null, null, odd]],
    ['several of different sizes', [Float32Array.of(1), rowOf(some, 2), Float32Array.of(1, 2, 3)]],
  ])('%s: come back in their order', async (_, vectors) => {
    expect(await through(vectors)).toEqual(vectors.map(vector => vector?.slice() ?? null))
  })

  test('are a thousand as well as one', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => rowOf(some, at % 4))
    const found = await through(many)
    expect(found).toHaveLength(1000)
    expect(found.every((vector, at) => vector?.[0] === many[at]?.[0])).toBe(true)
  })

  test('are an array of as many elements', async () => {
    const { rows } = await sql<{ none: number; three: number }>`
      select cardinality(${await arrays.of(db, [])}::vector[]) as none,
        cardinality(${await arrays.of(db, [null, odd, null])}::vector[]) as three`.execute(db)
    expect(rows).toEqual([{ none: 0, three: 3 }])
  })

  test('ask once for the number of their type, which differs from database to database', async () => {
    const fresh = new VectorArrays()
    const statements = await statementsOf(async () => {
      await fresh.of(db, [odd])
      await fresh.of(db, [odd, null])
    })
    expect(statements.filter(text => text.includes('regtype'))).toHaveLength(1)
  })
})
