import { expect, test } from 'vitest'
import { Copy } from './copy.ts'

test('the resolvers’ types are what the contracts give', () => {
  using copy = new Copy()
  expect(copy.codegen('--check')).toEqual({ status: 0, output: '' })
})

test('types that are behind their contract are found and named', () => {
  using copy = new Copy()
  copy.edit('schema/world.graphql', 'maxOccupancy: Int', 'seats: Int')
  const { status, output } = copy.codegen('--check')
  expect(status).toBe(1)
  expect(output).toContain('services/world/schema.gen.ts')
  expect(output).not.toContain('services/nexus/schema.gen.ts')
})

test('generated types are erasable and say who wrote them', () => {
  using copy = new Copy()
  for (const name of ['memory', 'nexus', 'world']) {
    const text = copy.read(`services/${name}/schema.gen.ts`)
    expect(text.split('\n')[0]).toMatch(/^\/\/ Written by codegen\.ts/)
    expect(text).not.toMatch(/^\s*(export )?(const |declare )?(enum|namespace) /m)
    expect(text).not.toMatch(/^import (?!type )/m)
  }
})
