import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from './context.ts'
import { Refusal } from './errors.ts'
import { uuidArgument } from './keys.ts'
import { badInput } from './texts.ts'

/** Whether a person may act, as `graph.viewer_standing()` of each database says. */
export type Standing = 'active' | 'suspended' | 'erased'

/** What a person is told who may not act any more, whatever it was that they wanted to change. */
export function refusalOf(standing: Standing | undefined): Refusal | undefined {
  if (standing === 'suspended')
    return new Refusal(
      'FORBIDDEN',
      'The account is suspended. It changes nothing until an administrator gives it back.',
    )
  if (standing === 'erased') return new Refusal('FORBIDDEN', 'The account is gone. Sign in again to make a new one.')
  return undefined
}

// biome-ignore lint/suspicious/noExplicitAny: the same for every database, whatever its tables
type Context = RequestContext<any>

interface Message {
  userId: string
  version: string
}

const erasedAtOnce = 500
/** How long one message may take; whoever sent it sends it again for what is left. */
const erasingMs = 5_000

async function eraseSome(db: Kysely<unknown>, { userId, version }: Message): Promise<number> {
  const { rows } = await sql<{ erased: number }>`
    select graph.erase_person(${userId}::uuid, ${version}::int8, ${erasedAtOnce}::int4) as erased`.execute(db)
  return rows[0]?.erased ?? 0
}

/** Part by part, each committed, so that no transaction holds many rows for long. */
async function erase(context: Context, message: Message): Promise<boolean> {
  const end = Date.now() + erasingMs
  while ((await context.writeUnrecorded(db => eraseSome(db, message))) > 0) {
    if (Date.now() > end) return false
    await pause(0)
  }
  return true
}

/** What the nexus subgraph tells another one of people: whom to refuse, and whom to erase. For the system alone. */
export const standingResolvers = {
  Mutation: {
    applyStanding: async (_: unknown, { input }: { input: Message & { standing: string } }, context: Context) => {
      context.requireSystem('applyStanding')
      const userId = uuidArgument('userId', input.userId)
      const { standing, version } = input
      if (standing !== 'active' && standing !== 'suspended') throw badInput('standing', 'takes active or suspended.')
      const apply = (db: Kysely<unknown>) =>
        sql`select graph.apply_standing(${userId}::uuid, ${standing}, ${version}::int8)`.execute(db)
      await context.writeUnrecorded(apply)
      return { done: true }
    },
    erasePerson: async (_: unknown, { input }: { input: Message }, context: Context) => {
      context.requireSystem('erasePerson')
      const message = { userId: uuidArgument('userId', input.userId), version: input.version }
      return { done: await erase(context, message) }
    },
  },
}
