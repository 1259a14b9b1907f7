import { MigrationRefused } from '@worlds/migrations/faults.ts'
import { nameOf, type Step, stepsOf } from '@worlds/migrations/files.ts'
import { migrationStatus, refuseForeign } from '@worlds/migrations/migrate.ts'
import type pg from 'pg'
import type { Check, Finding, Patient } from './checks.ts'

async function edited({ client, name }: Patient): Promise<Finding[]> {
  try {
    await refuseForeign(client, name)
    return []
  } catch (error) {
    if (!(error instanceof MigrationRefused)) throw error
    return [{ state: 'error', found: error.message }]
  }
}

async function pending({ client, name }: Patient): Promise<Finding[]> {
  const steps = await migrationStatus(client, name)
  return steps.flatMap(({ step, state, count }): Finding[] => {
    if (state === 'applied') return []
    if (state === 'pending') return [{ state: 'error', found: `${step} is pending`, remedy: 'pnpm db migrate' }]
    const remedy = 'mend the rows that pnpm db status lists, then: pnpm db migrate'
    return [{ state: 'warning', found: `${step} is blocked by ${count} rows`, remedy }]
  })
}

/** The indexes that a database holds when these steps were applied, by name, and how each is made. */
export function indexesAfter(steps: Step[]): Map<string, string> {
  const indexes = new Map<string, string>()
  for (const { text } of steps.flatMap(step => step.statements)) {
    const made = /^create (?:unique )?index (?:concurrently )?(?:if not exists )?(\w+)/.exec(text)?.[1]
    const dropped = /^drop index (?:concurrently )?(?:if exists )?(?:\w+\.)?(\w+)/.exec(text)?.[1]
    const [, from, to] = /^alter index (?:if exists )?(?:\w+\.)?(\w+) rename to (\w+)/.exec(text) ?? []
    if (made) indexes.set(made, text)
    if (dropped) indexes.delete(dropped)
    if (!from || !to) continue
    indexes.set(to, (indexes.get(from) ?? '').replace(from, to))
    indexes.delete(from)
  }
  return indexes
}

async function missingIndexes({ client, name }: Patient): Promise<Finding[]> {
  const applied = new Set((await migrationStatus(client, name)).filter(s => s.state === 'applied').map(s => s.step))
  const expected = indexesAfter((await stepsOf(name)).filter(step => applied.has(nameOf(step))))
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) name where not exists (
       select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where relname = name and relkind in ('i', 'I') and nspname in ('public', 'graph')
     )`,
    [[...expected.keys()]],
  )
  return rows.map(({ name }) => {
    const making = expected.get(name) ?? ''
    // Without a unique one rows may be written that nothing else refuses.
    return {
      state: /^create unique/.test(making) ? 'error' : 'warning',
      found: `${name} is gone`,
      remedy: `${making};`,
    }
  })
}

/** The messages of nexus's outbox that no other database has answered; `oldest` in seconds. */
export async function backlogOf(client: Pick<pg.Client, 'query'>): Promise<{ count: number; oldest: number }> {
  const there = await client.query("select from pg_tables where schemaname = 'graph' and tablename = 'outbox'")
  if (there.rows.length === 0) return { count: 0, oldest: 0 }
  const { rows } = await client.query(`
    select count(*)::int as count,
      coalesce(extract(epoch from now() at time zone 'UTC' - min(written_at)), 0)::int as oldest
    from graph.outbox`)
  return rows[0]
}

/** A message is tried again every five minutes at most. */
const late = 600

async function backlog({ client }: Patient): Promise<Finding[]> {
  const { count, oldest } = await backlogOf(client)
  if (count === 0) return []
  const found = `${count} messages wait, the oldest for ${oldest} seconds`
  if (oldest < late) return [{ state: 'ok', found }]
  const remedy =
    'see that the memory and the world subgraph run and that MEMORY_URL, NEXUS_URL, WORLD_URL and ASSERTION_SECRET of ' +
    'the nexus subgraph lead to them; its log says why a message was not taken'
  return [{ state: 'warning', found, remedy }]
}

/** What of this release the database holds, and what it has yet to tell. */
export const migrationChecks: Check[] = [
  { id: 'migrations.edited', title: 'What was applied is what this release holds', look: edited },
  { id: 'migrations.pending', title: 'Every step of this release is applied', look: pending },
  { id: 'migrations.indexes', title: 'Every index that the migrations made is there', look: missingIndexes },
  { id: 'outbox.backlog', title: 'The other databases were told everything', of: 'nexus', look: backlog },
]
