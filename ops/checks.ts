import type { SubgraphName } from '@worlds/kit/names.ts'
import type pg from 'pg'

/** `warning`: it works, and should be mended. `unknown`: this login may not look. */
export type State = 'ok' | 'warning' | 'error' | 'unknown'

/** One thing that a check met, and what mends it: SQL, or a line of the server's configuration. */
export interface Finding {
  state: State
  found: string
  remedy?: string
}

/** What is examined: one database, over a connection of its owner's. */
export interface Patient {
  client: pg.Client
  name: SubgraphName
  database: string
  graphRole: string
  existingRole: string
  /** Connections that the graph opens at most: to this database, and to all of its server. */
  connections: { database: number; server: number }
}

export interface Check {
  id: string
  /** What holds where nothing is found. */
  title: string
  /** `server`: of no meaning on an embedded database. Or of one subgraph's database alone. */
  of?: 'server' | SubgraphName
  /** Changes nothing. Finding nothing is well. */
  look(patient: Patient): Promise<Finding[]>
}

/**
 * A check that is one query: each of its rows is a finding, in columns `found`, `remedy` and, where it differs from that
 * of the check, `state`.
 */
export function check(
  [id, title]: readonly [id: string, title: string],
  state: State,
  sql: string | ((patient: Patient) => string),
  of?: Check['of'],
): Check {
  const look = async (patient: Patient): Promise<Finding[]> => {
    const { rows } = await patient.client.query<Finding>(typeof sql === 'string' ? sql : sql(patient))
    return rows.map(row => ({ ...row, state: row.state ?? state }))
  }
  return { id, title, look, ...(of && { of }) }
}
