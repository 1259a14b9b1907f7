import type pg from 'pg'

const maxStatements = 256

interface Prepared {
  names: Map<string, string>
  made: number
}

const prepared = new WeakMap<pg.ClientBase, Prepared>()

/**
 * The name under which a connection has prepared a statement's text, so that PostgreSQL parses and plans it once.
 * The least recently used of 256 is deallocated: selections of a graph make more texts than a server should keep.
 */
export function nameFor(client: pg.ClientBase, text: string): string {
  const statements = prepared.get(client) ?? { names: new Map<string, string>(), made: 0 }
  prepared.set(client, statements)
  const { names } = statements
  const name = names.get(text) ?? `graph_${++statements.made}`
  names.delete(text)
  names.set(text, name)
  if (names.size > maxStatements) forget(client, names)
  return name
}

function forget(client: pg.ClientBase, names: Map<string, string>): void {
  const [text, name] = names.entries().next().value as [string, string]
  names.delete(text)
  const { parsedStatements } = (client as unknown as { connection: { parsedStatements: Record<string, string> } })
    .connection
  // One that failed was never prepared, and deallocating it would fail the transaction.
  if (parsedStatements[name] === undefined) return
  // The driver keeps every text it prepared; without this its own record would grow for ever.
  delete parsedStatements[name]
  // In a transaction that has failed this fails too, and leaves one statement behind until the connection closes.
  client.query(`deallocate "${name}"`).catch(() => undefined)
}
