import { CompositionFailed, type Contract, compose, readContracts, staleFiles } from '@worlds/schema/compose.ts'
import { describe, expect, test } from 'vitest'
import { Copy } from './copy.ts'

/** The contracts with one text of one of them replaced. */
function edited(name: string, from: string, to: string): Contract[] {
  return readContracts().map(contract => {
    if (contract.name !== name) return contract
    expect(contract.sdl).toContain(from)
    return { ...contract, sdl: contract.sdl.replace(from, to) }
  })
}

function faultsOf(contracts: Contract[]): string[] {
  try {
    compose(contracts)
  } catch (error) {
    if (error instanceof CompositionFailed) return error.faults
    throw error
  }
  return []
}

describe('the committed composition', () => {
  test('is what the three files give, without a remark of the composer', () => {
    const composed = compose(readContracts())
    expect(composed.hints).toEqual([])
    expect(staleFiles(composed)).toEqual([])
  })

  test('says who wrote it, and shows clients no federation', () => {
    const { supergraph, api } = compose(readContracts())
    for (const text of [supergraph, api]) expect(text.split('\n')[0]).toMatch(/^# Written by schema\/compose\.ts/)
    expect(supergraph).toContain('join__Graph')
    expect(api).not.toMatch(/join__|link__|_entities|_service|@key|@shareable/)
    expect(api).toContain('"""Opaque id, a UUID; unique among people."""')
  })

  test('is stale once a contract changes, and is named', () => {
    const composed = compose(edited('nexus', 'bio: String', 'biography: String'))
    expect(staleFiles(composed)).toEqual(['schema/supergraph.graphql', 'schema/api.graphql'])
    expect(
      staleFiles(compose(readContracts()), file => (file === 'api.graphql' ? '' : compose(readContracts()).supergraph)),
    ).toEqual(['schema/api.graphql'])
  })
})

describe('contracts that do not fit', () => {
  test('a type that two subgraphs give differently is a fault with its field and code', () => {
    const faults = faultsOf(edited('world', 'waiting: Int!', 'waiting: String!'))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/PoolStatus\.waiting.*\(FIELD_TYPE_MISMATCH\)/)
  })

  test('an unknown type is a fault with its file and line', () => {
    const [fault] = faultsOf(edited('memory', 'companion: Companion!', 'companion: Compagnon!'))
    expect(fault).toMatch(/^schema\/memory\.graphql:\d+ .*Unknown type.*Compagnon/)
  })

  test('text that is no SDL is a fault with its file and line', () => {
    const [fault] = faultsOf(edited('nexus', 'type Query {', 'type Query {{'))
    expect(fault).toMatch(/^schema\/nexus\.graphql:\d+ Syntax Error/)
  })
})

describe('pnpm schema', () => {
  test('names a stale file and how to refresh it; composing mends it', () => {
    using copy = new Copy()
    copy.edit('schema/nexus.graphql', 'displayName: String', 'displayName: String\n  "Short."\n  pronouns: String')
    const check = copy.compose('check')
    expect(check.status).toBe(1)
    expect(check.output).toContain('schema/api.graphql is stale. Refresh it: pnpm schema compose')
    expect(copy.compose()).toMatchObject({ status: 0 })
    expect(copy.compose('check')).toMatchObject({ status: 0 })
    expect(copy.read('schema/api.graphql')).toContain('pronouns: String')
  })

  test('prints a fault without a stack, writes nothing and fails', () => {
    using copy = new Copy()
    const before = copy.read('schema/supergraph.graphql')
    copy.edit('schema/world.graphql', 'waiting: Int!', 'waiting: String!')
    const { status, output } = copy.compose('compose')
    expect(status).toBe(1)
    expect(output).toContain('The subgraphs do not compose:')
    expect(output).not.toMatch(/\n\s+at /)
    expect(copy.read('schema/supergraph.graphql')).toBe(before)
  })

  test('explains itself, and refuses a command it does not have', () => {
    using copy = new Copy()
    expect(copy.compose('--help')).toMatchObject({ status: 0, output: expect.stringContaining('compose | check') })
    expect(copy.compose('constructor')).toMatchObject({ status: 1, output: expect.stringContaining('no command') })
    expect(copy.compose('--frobnicate')).toMatchObject({ status: 1 })
  })
})
