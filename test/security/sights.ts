import { expect } from 'vitest'
import { refusalsOf } from '../asking.ts'
import type { Stack } from '../stack.ts'
import { askSubgraph } from '../wire.ts'
import { type Caller, callers } from './callers.ts'
import { type Road, roads, type Sight } from './roads.ts'

/** So many fields a request asks for: within every limit. */
const atOnce = 8

const shown = (part: unknown, { shows }: Sight) => {
  const text = JSON.stringify(part) ?? ''
  return shows === 'a number' ? /"(totalCount|totalMemories)":[1-9]/.test(text) : text.includes(shows)
}

async function throughGateway(graph: Stack, { identity }: Caller, sights: Sight[]): Promise<boolean[]> {
  const query = `{ ${sights.map(({ asks }, n) => `a${n}: ${asks}`).join('\n')} }`
  const answer = await graph.ask(identity, query)
  for (const { code, message } of refusalsOf(answer))
    expect([code, message, query]).toEqual([
      expect.stringMatching(/^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND)$/),
      message,
      query,
    ])
  expect([answer.status, query]).toEqual([200, query])
  return sights.map((sight, n) => shown(answer.data?.[`a${n}`], sight))
}

async function throughSubgraph(graph: Stack, { identity }: Caller, sight: Sight): Promise<boolean> {
  const { of, type, id } = sight.entity as NonNullable<Sight['entity']>
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${sight.asks} } } }`
  const { data } = await askSubgraph(graph, of, identity, query, { of: [{ __typename: type, id }] })
  return shown(data, sight)
}

/** The cells of one road that are not as the contract says: caller, table, row, and field. */
export async function wrongSights(graph: Stack, road: Road): Promise<string[]> {
  const wrong: string[] = []
  const asked = roads.filter(sight => sight.road === road)
  for (const caller of callers) {
    for (let from = 0; from < asked.length; from += atOnce) {
      const sights = asked.slice(from, from + atOnce)
      const seen =
        road === 'entity'
          ? await Promise.all(sights.map(sight => throughSubgraph(graph, caller, sight)))
          : await throughGateway(graph, caller, sights)
      sights.forEach((sight, n) => {
        if (seen[n] === sight.may(caller)) return
        wrong.push(
          `${caller.name}, ${sight.table}, ${sight.row}, ${road}: ${seen[n] ? 'shown' : 'hidden'} by ${sight.asks}`,
        )
      })
    }
  }
  return wrong
}
