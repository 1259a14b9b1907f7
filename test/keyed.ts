import { randomUUID } from 'node:crypto'
import type { Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { refusalsOf } from './asking.ts'
import { type Answer, asked, type Stack } from './stack.ts'

/** One request that can be repeated. */
export interface Repeatable {
  who: Identity
  key: string
  query: string
  variables?: Record<string, unknown> | undefined
}

export const freshKey = () => randomUUID()

/** Asks with an Idempotency-Key. */
export async function keyed(graph: Pick<Stack, 'url' | 'tokens'>, { who, key, ...body }: Repeatable): Promise<Answer> {
  return asked(graph.url, await graph.tokens.issue(who), body, { 'idempotency-key': key })
}

/** The code and argument of each error, by the path of its field. */
export function faultsOf(answer: Answer): Record<string, [unknown, unknown]> {
  const refusals = refusalsOf(answer)
  return Object.fromEntries(
    answer.errors.map(({ path }, at) => [path?.join('.') ?? '', [refusals[at]?.code, refusals[at]?.argument]]),
  )
}

/** What is kept under a key in one database. */
export const recordsOf = (graph: Stack, database: SubgraphName, key: string) =>
  graph.asOwner(
    database,
    'select principal, field, result from graph.idempotent_writes where key = $1 order by principal, field',
    [key],
  )
