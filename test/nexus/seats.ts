import type { Identity } from '@worlds/kit/identity.ts'
import { uuid } from '../asking.ts'
import type { Answer, Stack } from '../stack.ts'

const column = (row: Record<string, unknown>, name: string) => row[name]

/**
 * What is wrong with the seats of a database at rest: no count differs from its memberships, none is above its
 * capacity, nobody stands where they have no seat or has one where they do not stand.
 * @param ids the instances looked at, and the people in them
 */
export async function wrongSeats(graph: Pick<Stack, 'asOwner'>, ids: readonly string[]): Promise<unknown[]> {
  const rows = await graph.asOwner(
    'nexus',
    `select 'count' as fault, instance.id, current_users, max_users, count(member.user_id)::int as seats
     from instances instance left join graph.memberships member on member.instance_id = instance.id
     where instance.id = any($1) group by instance.id
     having coalesce(current_users, 0) <> count(member.user_id) or current_users > max_users
     union all
     select 'place', coalesce(member.user_id, standing.user_id), null, null, null
     from (select * from graph.memberships where instance_id = any($1)) member
     full join (select * from user_positions where instance_id = any($1)) standing
       on standing.user_id = member.user_id and standing.instance_id = member.instance_id
     where member.user_id is null or standing.user_id is null`,
    [ids],
  )
  return rows
}

/** How often PostgreSQL had to break up a circle of those who wait, since the database was made. */
export async function deadlocks(graph: Pick<Stack, 'asOwner'>): Promise<number> {
  const text = 'select deadlocks::int from pg_stat_database where datname = current_database()'
  const [row] = await graph.asOwner('nexus', text)
  return Number(column(row ?? {}, 'deadlocks'))
}

/** As many people as are asked for, from the given number on. */
export const crowd = (from: number, many: number) => {
  const ids = Array.from({ length: many }, (_, n) => uuid(from + n))
  return { ids, rows: ids.map((id, n) => ({ id, username: `seat_${from + n}`, email: `seat_${from + n}@x` })) }
}

const mutation = (name: string, selection: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { ${selection} } }`

export const joining = mutation('joinInstance', 'expiresAt instance { id currentUsers }')
export const leaving = mutation('leaveInstance', 'instance { id currentUsers }')
export const closing = mutation('closeInstance', 'instance { id currentUsers closedAt }')

export const join = (graph: Stack, who: Identity, input: Record<string, unknown>) => graph.ask(who, joining, { input })
export const leave = (graph: Stack, who: Identity, input: Record<string, unknown>) => graph.ask(who, leaving, { input })

/** What became of it: "done", or the code and, where somebody is elsewhere, where. */
export function outcomeOf({ errors: [error] }: Answer): string {
  if (!error) return 'done'
  const { code, instanceId } = error.extensions
  return instanceId === undefined ? String(code) : `${code} ${instanceId}`
}

/** How many of each. */
export function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** Leases of these people run out now, as if they had not been heard of. */
export async function runOut(graph: Stack, people: readonly string[]): Promise<void> {
  const text = `update graph.memberships set expires_at = now() - interval '1 second' where user_id = any($1)`
  await graph.asOwner('nexus', text, [people])
}

export async function sweep(graph: Stack, most = 500): Promise<number> {
  const [row] = await graph.asOwner('nexus', 'select graph.sweep_memberships($1) as swept', [most])
  return Number(column(row ?? {}, 'swept'))
}
