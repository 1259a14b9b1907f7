import type { GatewayContext } from '@worlds/gateway/context.ts'
import type { Source } from '@worlds/gateway/datasource.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import type { ExecutionResult } from 'graphql'
import pg from 'pg'
import { expect } from 'vitest'
import type { Stack } from './stack.ts'

/** What a session says to every database whatever is asked: it costs no round trip of its own. */
const ceremony = /^(begin|commit|rollback|deallocate|select set_config)\b/

/** The statements that reach the databases while `work` runs, in the order they were sent. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = []
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown }
  const { query } = prototype
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [config] = args
    const text = typeof config === 'string' ? config : (config as { text: string }).text
    if (!ceremony.test(text)) statements.push(text)
    return query.apply(this, args)
  }
  try {
    await work()
  } finally {
    prototype.query = query
  }
  return statements
}

/** Asks one subgraph as the gateway does. */
export async function askSubgraph(
  graph: Stack,
  name: SubgraphName,
  identity: Identity,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<ExecutionResult> {
  const source = graph.sources.find(each => each.name === name) as Source
  const { signal } = new AbortController()
  const context: GatewayContext = { identity, requestId: 'test', signal }
  return (await source.process({ request: { query, variables }, context } as never)) as ExecutionResult
}

type Entity = Record<string, unknown> & { __typename: string }

/** What a subgraph makes of references to entities, as it is asked of them by the gateway. */
export async function entities(
  graph: Stack,
  name: SubgraphName,
  { as, selection, of }: { as: Identity; selection: string; of: Entity[] },
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
): Promise<any[]> {
  const type = of[0]?.__typename as string
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${selection} } } }`
  const { data, errors } = await askSubgraph(graph, name, as, query, { of })
  expect(errors ?? []).toEqual([])
  return data?._entities as unknown[]
}
