import type { Chore } from '@worlds/kit/upkeep.ts'
import { sql } from 'kysely'
import type { Tables } from './tables.gen.ts'

/** Gives back the seats of people who are not heard of any more. */
export const membershipSweep = (everySeconds: number): Chore<Tables> => ({
  name: 'membership sweep',
  everyMs: everySeconds * 1_000,
  work: async (db, most) => {
    const { rows } = await sql<{ swept: number }>`select graph.sweep_memberships(${most}::int4) as swept`.execute(db)
    return rows[0]?.swept ?? 0
  },
})
