import type { Identity } from '@worlds/kit/identity.ts'
import { pageRequest } from '@worlds/kit/page.ts'
import type { Kysely } from 'kysely'
import { grown } from './rows.ts'

/** One question of the graph's, and what PostgreSQL may take to answer it. */
export interface Case {
  what: string
  who: Identity
  // biome-ignore lint/suspicious/noExplicitAny: each database has tables of its own
  ask: (db: Kysely<any>) => Promise<unknown>
  /** Patterns of the indexes, all of them. */
  uses: string[]
  /** Those of them that hold all that is read of their rows. */
  alone?: string[]
  /** How many rows of tables it may look at. */
  rows: number
  /** How many of them it may bring into order. */
  sorts?: number
}

export const person = grown(7)
export const fifty = Array.from({ length: 50 }, (_, i) => grown(i + 1))

export const anyone: Identity = { role: 'anonymous' }
export const ann: Identity = { role: 'user', id: person }
export const admin: Identity = { role: 'admin', name: 'test' }
export const voice: Identity = { role: 'service', name: 'voice', companions: ['companion-7'] }
export const game: Identity = { role: 'service', name: 'game', companions: ['*'] }

export const first = pageRequest('list', [], { first: 20 })

const moment = new Date(Date.now() - 7_200_000).toISOString().replace('T', ' ').replace('Z', '')

/** The page after some row far down a list of moments and ids. */
export const later = (id: string) => ({ ...first, after: [moment, id] })
