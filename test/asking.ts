import type { Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { expect } from 'vitest'
import type { Answer, Stack } from './stack.ts'

type Variables = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
type Data = any

/** The data of an answer without errors. */
export async function told(graph: Stack, who: Identity, query: string, variables?: Variables): Promise<Data> {
  const { data, errors } = await graph.ask(who, query, variables)
  expect(errors).toEqual([])
  return data
}

/** What no message tells a caller: SQL, tables and roles, where things run, and where in the code. */
const inside =
  /\bselect\b.*\bfrom\b|insert into|companion_memories|memory_relationships|user_positions|quest_instances|_graph\b|\bpg_|postgres|pglite|kysely|SQLSTATE|syntax error at|127\.0\.0\.1|localhost|ECONN|node_modules|node:|\.ts\b|^\s+at /im

export interface Refused {
  code: unknown
  message: string
  argument: unknown
}

/** The errors of an answer, each of which keeps our inside to itself. */
export function refusalsOf({ errors }: Pick<Answer, 'errors'>): Refused[] {
  expect(JSON.stringify(errors)).not.toMatch(inside)
  return errors.map(({ message, extensions: { code, argument } }) => ({ code, message, argument }))
}

/** The one error of an answer. */
export async function refused(graph: Stack, who: Identity, query: string, variables?: Variables): Promise<Refused> {
  const refusals = refusalsOf(await graph.ask(who, query, variables))
  expect(refusals).toHaveLength(1)
  return refusals[0] as Refused
}

/** The code of each error of an answer, by the path of its field. */
export async function codes(graph: Stack, who: Identity, query: string, variables?: Variables): Promise<Variables> {
  const answer = await graph.ask(who, query, variables)
  refusalsOf(answer)
  return Object.fromEntries(answer.errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]))
}

/** Rows that exist until the end of their block. Columns that are not named are null, or 0 where they count versions. */
export async function rows(
  graph: Stack,
  database: SubgraphName,
  table: string,
  records: Variables[],
): Promise<AsyncDisposable> {
  const key = table === 'user_positions' ? 'user_id' : 'id'
  const gone = () =>
    graph.asOwner(database, `delete from ${table} where ${key}::text = any($1::text[])`, [records.map(row => row[key])])
  await gone()
  const blank = `jsonb_populate_record(null::${table}, '{"state_version": 0}')`
  const text = `insert into ${table} select * from jsonb_populate_recordset(${blank}, $1::jsonb)`
  await graph.asOwner(database, text, [JSON.stringify(records)])
  return {
    [Symbol.asyncDispose]: async () => {
      await gone()
    },
  }
}

/** A database without one of its constraints until the end of the block, as it was before that mend. */
export async function withoutConstraint(
  graph: Stack,
  database: SubgraphName,
  table: string,
  name: string,
): Promise<AsyncDisposable> {
  const [row] = await graph.asOwner(
    database,
    `select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = '${table}'::regclass and conname = '${name}'`,
  )
  await graph.asOwner(database, `alter table ${table} drop constraint ${name}`)
  return {
    [Symbol.asyncDispose]: async () => {
      await graph.asOwner(database, `alter table ${table} add constraint ${name} ${row?.definition}`)
    },
  }
}

/** A database without one of its indexes until the end of the block. */
export async function withoutIndex(graph: Stack, database: SubgraphName, name: string): Promise<AsyncDisposable> {
  const [row] = await graph.asOwner(database, `select pg_get_indexdef('${name}'::regclass) as definition`)
  await graph.asOwner(database, `drop index ${name}`)
  return {
    [Symbol.asyncDispose]: async () => {
      await graph.asOwner(database, String(row?.definition))
    },
  }
}

/** A service that acts for one companion. */
export const serviceOf = (companion: string): Identity => ({
  role: 'service',
  name: `service of ${companion}`,
  companions: [companion],
})

export const person = (id: string): Identity => ({ role: 'user', id })

/** The id of a row that a test makes; the demo data has none like it. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const nobody = 'ffffffff-ffff-4fff-bfff-ffffffffffff'

/** So many seconds ago, as the columns of the databases take it. */
export const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

/** A moment of a column that holds UTC, as the graph writes it. */
export const inUtc = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** A whole page: what each kind of list is asked for. */
export const page = (node: string) =>
  `edges { cursor node { ${node} } } nodes { ${node} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount`

interface Page {
  edges: { cursor: string; node: Data }[]
  nodes: Data[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

/**
 * All nodes of a list, page by page, each page checked for what Relay says of it.
 * @param query has the variables `$first` and `$after`
 * @param at the path of the connection
 */
export async function walk(
  graph: Stack,
  who: Identity,
  { query, at, first = 7, ...variables }: { query: string; at: string; first?: number } & Variables,
): Promise<Data[]> {
  const nodes: Data[] = []
  const totals = new Set<number>()
  for (let after: string | null = null, more = true; more; ) {
    const data = await told(graph, who, query, { ...variables, first, after })
    const read: Page = at.split('.').reduce((value, key) => value[key], data)
    checkPage(read, { first, after })
    nodes.push(...read.nodes)
    totals.add(read.totalCount)
    more = read.pageInfo.hasNextPage
    after = read.pageInfo.endCursor
  }
  expect([...totals]).toEqual([nodes.length])
  return nodes
}

function checkPage({ edges, nodes, pageInfo }: Page, { first, after }: { first: number; after: string | null }): void {
  expect(edges.map(edge => edge.node)).toEqual(nodes)
  expect(nodes.length).toBeLessThanOrEqual(first)
  if (pageInfo.hasNextPage) expect(nodes).toHaveLength(first)
  expect(pageInfo).toEqual({
    hasNextPage: pageInfo.hasNextPage,
    hasPreviousPage: after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  })
}
