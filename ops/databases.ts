import { type MigrationReport, migrate, migrationStatus, type StepStatus } from '@worlds/migrations/migrate.ts'
import type pg from 'pg'
import { demoData, seed } from './demo.ts'
import { backlogOf } from './doctor-migrations.ts'
import type { Owner, Owners } from './owners.ts'

type Say = (line: string) => void

/** What a command did to each database, for `--json`, and whether something waits for the operator. */
export interface Outcome<Value> {
  result: Record<string, Value>
  blocked: boolean
}

const undefinedTable = '42P01'

/** Production holds people, not demo people; and who moves in needs a house. */
class SeedingRefused extends Error {
  override name = 'SeedingRefused'
}

async function as<Value>(owner: Owner, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = await owner.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export async function migrateAll({ all }: Owners, say: Say): Promise<Outcome<MigrationReport>> {
  const result: Record<string, MigrationReport> = {}
  for (const owner of all) {
    const { name, database, graphPassword } = owner
    say(`${database}:`)
    const report = await migrate(() => owner.connect(), name, { graphPassword, onProgress: line => say(`  ${line}`) })
    result[database] = report
    say(`  ${report.applied.length} steps applied, ${report.unchanged} were before, ${report.blocked.length} blocked`)
    for (const { step, count, rows } of report.blocked) reportBlocked(step, count, rows, say)
  }
  return { result, blocked: Object.values(result).some(report => report.blocked.length > 0) }
}

function reportBlocked(step: string, count: number, rows: string[], say: Say): void {
  say(`  blocked: ${step}: ${count} rows would be refused. Mend them, then migrate again:`)
  for (const row of rows) say(`    ${row}`)
  if (count > rows.length) say(`    and ${count - rows.length} more`)
}

export async function seedAll({ all, production }: Owners, say: Say): Promise<Outcome<'seeded'>> {
  if (production) throw new SeedingRefused('NODE_ENV=production never seeds demo data.')
  const data = demoData(new Date())
  const result: Record<string, 'seeded'> = {}
  for (const owner of all) {
    await as(owner, client => seed(client, owner.name, data)).catch(error => {
      if ((error as { code?: string }).code !== undefinedTable) throw error
      throw new SeedingRefused(`${owner.database} has no tables yet. Make them with: pnpm db migrate`)
    })
    result[owner.database] = 'seeded'
    say(`${owner.database}: demo data written`)
  }
  return { result, blocked: false }
}

/** How much of what nexus has to tell the other databases they were not told yet. */
async function undelivered(client: pg.Client): Promise<string> {
  const { count, oldest } = await backlogOf(client)
  if (count === 0) return 'nothing waits to be told to the other databases'
  return `${count} messages wait to be told to the other databases, the oldest for ${oldest} seconds`
}

export async function statusOfAll({ all }: Owners, say: Say): Promise<Outcome<StepStatus[]>> {
  const result: Record<string, StepStatus[]> = {}
  for (const owner of all) {
    const steps = await as(owner, client => migrationStatus(client, owner.name))
    result[owner.database] = steps
    say(`${owner.database}:`)
    for (const { step, state, appliedAt, rows, count } of steps) {
      say(`  ${state.padEnd(8)} ${appliedAt ?? ''.padEnd(20)}  ${step}`)
      if (state === 'blocked') reportBlocked(step, count, rows, say)
    }
    if (owner.name === 'nexus') say(`  ${await as(owner, undelivered)}`)
  }
  return {
    result,
    blocked: Object.values(result)
      .flat()
      .some(({ state }) => state === 'blocked'),
  }
}
