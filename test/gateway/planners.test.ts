import { readFileSync } from 'node:fs'
import { withoutGuards } from '@worlds/gateway/guards.ts'
import { Planner } from '@worlds/gateway/planners.ts'
import { afterAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { bomb, large } from './documents.ts'

const supergraph = withoutGuards(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'))
const { signal } = new AbortController()
const wanted = (text: string, key = text) => ({ key, text, operationName: undefined })
const small = (alias: string) => wanted(`{ me { ${alias}: username } }`)

// Nothing here depends on a database: once is enough.
describe.skipIf(onServer)('the planner', () => {
  const planner = new Planner(supergraph, 1_000)
  afterAll(() => planner[Symbol.asyncDispose]())

  test('plans for all subgraphs, and says what the graph cannot be asked for', async () => {
    const plan = JSON.parse(await planner.plan(wanted('{ me { username memories { totalCount } } }'), signal))
    expect(plan.node).toMatchObject({ kind: 'Sequence', nodes: [{ serviceName: 'nexus' }, { kind: 'Flatten' }] })
    await expect(planner.plan(wanted('{ __type(name: "User") { isOneOf } }'), signal)).rejects.toMatchObject({
      message: 'Cannot query field "isOneOf" on type "__Type".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  })

  test('plans short operations first, and those that nobody waits for last', async () => {
    const order: string[] = []
    const told = (name: string) => () => order.push(name)
    await Promise.all([
      planner.plan(wanted(large(1)), signal).then(told('first')),
      planner.plan(small('unasked')).then(told('unasked')),
      planner.plan(wanted(large(2)), signal).then(told('large')),
      planner.plan(small('short'), signal).then(told('short')),
    ])
    expect(order).toEqual(['first', 'short', 'large', 'unasked'])
  })

  test('plans the same operation once for all who wait, and nothing for those who left', async () => {
    const leaving = new AbortController()
    const first = planner.plan(wanted(large(3)), signal)
    const left = planner.plan(small('left'), leaving.signal)
    // What has the same key is not even read.
    const both = [
      planner.plan(wanted('{ me { id } }', 'same'), signal),
      planner.plan(wanted('{ nothing that ends', 'same'), signal),
    ]
    leaving.abort()
    await expect(left).rejects.toMatchObject({ name: 'AbortError' })
    await first
    const [one, other] = await Promise.all(both)
    expect(other).toBe(one)
    await expect(planner.plan(small('left'), leaving.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('gives up what takes too long, and goes on with the next', async () => {
    const next = planner.plan(small('warm'), signal)
    await next
    const endless = planner.plan(wanted(bomb(13)), signal)
    const after = planner.plan(wanted(large(4)), signal)
    const extensions = { code: 'QUERY_TOO_COMPLEX', limit: 'planningMs', maximum: 1_000 }
    await expect(endless).rejects.toMatchObject({ extensions })
    expect(JSON.parse(await after)).toMatchObject({ kind: 'QueryPlan' })
  })

  test('that cannot start, or closes, leaves nobody waiting', async () => {
    const broken = new Planner('type Query { nothing: Int }', 1_000)
    const asked = [broken.plan(small('a'), signal), broken.plan(small('b'), signal)]
    for (const result of await Promise.allSettled(asked)) expect(result).toMatchObject({ status: 'rejected' })
    await broken[Symbol.asyncDispose]()
    const closed = new Planner(supergraph, 1_000)
    const waiting = closed.plan(small('a'), signal)
    const refused = expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    await closed[Symbol.asyncDispose]()
    await refused
    await expect(closed.plan(small('a'), signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
