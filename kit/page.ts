import { Refusal } from './errors.ts'

/** The paging arguments of every connection, as GraphQL hands them over. */
export interface PageArgs {
  first?: number | null
  after?: string | null
}

/** One checked page request: how many nodes, and the sort key of the node to start after. */
export interface PageRequest {
  list: string
  first: number
  after: string[] | null
}

export interface Edge<Row> {
  cursor: string
  node: Row
}

/** A Relay connection, resolved; `totalCount` is asked of the database only when it is selected. */
export interface Page<Row> {
  edges: Edge<Row>[]
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: () => Promise<number>
}

/** A row as a keyset query returns it: its sort key travels as texts in `cursorKey` and becomes the cursor. */
export interface Keyed {
  cursorKey: string[]
}

const maxFirst = 100

/**
 * Checks the paging arguments of one list.
 * @param list the list's name; a cursor made by another list is refused
 * @param shape one pattern for each part of the sort key, in order
 * @throws Refusal BAD_USER_INPUT naming the argument, its fault and the remedy
 */
export function pageRequest(list: string, shape: RegExp[], args: PageArgs): PageRequest {
  const first = args.first ?? 20
  if (first < 1 || first > maxFirst) {
    throw new Refusal('BAD_USER_INPUT', `"first" of ${list} takes 1 to ${maxFirst}, not ${first}.`, {
      argument: 'first',
    })
  }
  return { list, first, after: args.after == null ? null : readCursor(list, shape, args.after) }
}

function readCursor(list: string, shape: RegExp[], cursor: string): string[] {
  const refuse = (fault: string) => {
    const remedy = `Pass an endCursor or edge cursor of ${list} unchanged, or leave "after" out to start at the beginning.`
    return new Refusal('BAD_USER_INPUT', `"after" of ${list} ${fault}. ${remedy}`, { argument: 'after' })
  }
  const parts = decode(cursor)
  if (!parts) throw refuse('is not a cursor')
  const [owner, ...keys] = parts
  if (owner !== list) throw refuse('is a cursor of another list')
  if (keys.length !== shape.length || !shape.every((part, i) => part.test(keys[i] ?? '')))
    throw refuse('is a garbled cursor')
  return keys
}

function decode(cursor: string): string[] | undefined {
  if (!/^[\w-]{1,512}$/.test(cursor)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.every(part => typeof part === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes the connection of rows fetched with `limit first + 1`: the extra row only tells that more follow.
 */
export function pageOf<Row extends Keyed>(
  request: PageRequest,
  rows: Row[],
  totalCount: () => Promise<number>,
): Page<Row> {
  const nodes = rows.slice(0, request.first)
  const edges = nodes.map(node => ({ cursor: encode(request.list, node.cursorKey), node }))
  const pageInfo = {
    hasNextPage: rows.length > request.first,
    hasPreviousPage: request.after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  }
  return { edges, nodes, pageInfo, totalCount }
}

function encode(list: string, keys: string[]): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url')
}
