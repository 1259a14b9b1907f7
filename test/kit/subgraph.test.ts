import { wireError } from '@worlds/kit/apollo.ts'
import { anonymous } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { readinessOf } from '@worlds/kit/readiness.ts'
import { Subgraph } from '@worlds/kit/subgraph.ts'
import { describe, expect, test } from 'vitest'

const log = logTo('silent', 'test')

/** A database that only says when it is closed, and whether it answers. */
function idle(happened: string[], answers = true) {
  return {
    name: 'memory',
    session: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    ping: async () => {
      if (!answers) throw new Error('down')
    },
    [Symbol.asyncDispose]: async () => void happened.push('database'),
  } as never
}

const owned = (name: string, happened: string[]): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => void happened.push(name),
})

describe('a subgraph', () => {
  const facts = { embedder: 'hashing-768-v1, lexical, built in' }
  const sdl = 'type Query { hello: Int }'

  test('that cannot answer is unavailable, whatever there is to tell of it', async () => {
    const subgraph = new Subgraph(idle([], false), sdl, [], { facts })
    expect(await readinessOf([subgraph])).toEqual({ ready: false, checks: { memory: 'unavailable' } })
  })

  test('tells its facts beside its state, and without any its state alone', async () => {
    expect(await readinessOf([new Subgraph(idle([]), sdl, [], { facts })])).toEqual({
      ready: true,
      checks: { memory: { state: 'ready', ...facts } },
    })
    expect(await readinessOf([new Subgraph(idle([]), sdl, [])])).toEqual({ ready: true, checks: { memory: 'ready' } })
  })

  test('closes what it owns before its database, also when one of them fails', async () => {
    const happened: string[] = []
    const failing = { [Symbol.asyncDispose]: () => Promise.reject(new Error('stuck')) }
    const owns = [owned('first', happened), failing, owned('last', happened)]
    const subgraph = new Subgraph(idle(happened), sdl, [], { owns })
    await expect(subgraph[Symbol.asyncDispose]()).rejects.toThrow('stuck')
    expect(happened).toEqual(['last', 'first', 'database'])
  })
})

describe('the scalars of a subgraph', () => {
  const Query = { length: (_: unknown, { of }: { of: Float32Array }) => of.length }
  const subgraph = new Subgraph(idle([]), 'scalar Vector type Query { length(of: Vector!): Int }', [{ Query }] as never)
  const ask = async (query: string, variables?: Record<string, unknown>) => {
    const { data, errors = [] } = await subgraph.execute({ query, variables }, { identity: anonymous, requestId: 'x' })
    return { data, errors: errors.map(error => wireError(error, 'x', log)) }
  }
  const byVariable = (of: unknown) => ask('query ($of: Vector!) { length(of: $of) }', { of })

  test.each<[string, () => ReturnType<typeof ask>]>([
    ['variable', () => byVariable('!'.repeat(100_000))],
    ['variable of numbers', () => byVariable([1, 'x'.repeat(100_000)])],
    ['literal', () => ask(`{ length(of: "${'!'.repeat(100_000)}") }`)],
  ])('refuse a hostile %s and do not quote it at length', async (_, asking) => {
    const { errors } = await asking()
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT'])
    expect(errors[0]?.message).toMatch(/Vector takes .*(base64|at position 1)/)
    expect(errors[0]?.message.length).toBeLessThan(400)
  })

  test('are those that its SDL declares', async () => {
    expect((await byVariable([1, 2])).data).toEqual({ length: 2 })
    expect((await ask('{ length(of: [1, 2.5, 3]) }')).data).toEqual({ length: 3 })
    expect(Object.keys(subgraph.schema.getTypeMap())).not.toContain('DateTime')
  })
})
