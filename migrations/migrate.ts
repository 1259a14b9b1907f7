import { setTimeout as pause } from 'node:timers/promises'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import type { Client, ClientBase, PoolClient } from 'pg'
import { applyStep, type Refused, type Run, refusedRows } from './apply.ts'
import { MigrationRefused } from './faults.ts'
import { nameOf, type Step, stepsOf } from './files.ts'
import { checkServer } from './preflight.ts'
import { ensureRoles } from './roles.ts'

/** A connection that a migrator has to itself: a client of a server, of a pool, or over PGlite. */
export type Connection = Client | PoolClient

/** What can ask: enough for the graph's own role. */
export type Queryable = Pick<ClientBase, 'query'>

export interface MigrateOptions {
  /** The password that the graph's role gets when it is made here; only its SCRAM verifier reaches the server. */
  graphPassword?: string | undefined
  /** Told each step before it is applied, and what is being waited for. */
  onProgress?: ((line: string) => void) | undefined
  /** Where the folders of migrations lie, if not in this one. */
  directory?: string | undefined
}

/** A step that stays pending until the owner has mended the rows it would refuse. */
export interface BlockedStep extends Refused {
  step: string
}

export interface MigrationReport {
  /** The steps that this run applied, as `file/step`, in order. */
  applied: string[]
  blocked: BlockedStep[]
  /** How many steps were applied before this run. */
  unchanged: number
  /** What the operator should know of the roles. */
  notes: string[]
}

export interface StepStatus {
  step: string
  state: 'applied' | 'pending' | 'blocked'
  /** RFC 3339, in UTC; null until applied. */
  appliedAt: string | null
  /** The rows that block the step: the first twenty, one line of text each. */
  rows: string[]
  /** How many rows block it in all. */
  count: number
}

/**
 * Brings one database up to this release: a fresh one, one that holds the owner's tables and rows, or one that an
 * earlier run left half way. Steps that some rows would break are listed and stay pending; nothing is deleted.
 * @param connect opens a connection of the database's owner, straight to the server (the lock that keeps two migrators
 *   apart lives in the session, which a transaction pooler would share); it is closed, or released, at the end
 * @throws MigrationRefused before anything is changed; MigrationFailed when a statement fails
 */
export async function migrate(
  connect: () => Promise<Connection>,
  subgraph: SubgraphName,
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  const steps = await stepsOf(subgraph, options.directory)
  const client = await connect()
  // Without a listener a backend that is killed would take this process with it; the running query fails anyway.
  const ignore = () => undefined
  client.on('error', ignore)
  const run: Run = { client, database: databases[subgraph].database, say: options.onProgress ?? ignore }
  try {
    const adopting = await checkServer(client, subgraph, steps)
    const report = await alone(run, () => bringUp(run, subgraph, steps, options.graphPassword))
    if (adopting && report.applied.some(step => step.endsWith('/row_security'))) report.notes.push(copyNote(subgraph))
    return report
  } finally {
    client.off('error', ignore)
    if ('release' in client) client.release()
    else await client.end()
  }
}

/** The one thing that a policy cannot allow. */
const copyNote = (subgraph: SubgraphName) =>
  `From now on PostgreSQL refuses "copy … from" to logins under row security, ${databases[subgraph].existingRole} ` +
  'among them. See "What other programs notice" in docs/databases.md if one of your programs loads rows that way.'

async function bringUp(run: Run, subgraph: SubgraphName, steps: Step[], password?: string): Promise<MigrationReport> {
  const notes = await ensureRoles(run.client, subgraph, password)
  for (const note of notes) run.say(note)
  await ensureLedger(run.client)
  await findSchemas(run.client)
  const done = await ledger(run.client)
  refuseEdited(run.database, steps, done)
  const report: MigrationReport = { applied: [], blocked: [], unchanged: 0, notes }
  for (const step of steps) {
    if (done.has(nameOf(step))) {
      report.unchanged++
      continue
    }
    const refused = await applyStep(run, step)
    if (refused) report.blocked.push({ step: nameOf(step), ...refused })
    else report.applied.push(nameOf(step))
  }
  return report
}

/** Every step of one database and how it stands; what blocks a pending one is looked up, which takes the owner. */
export async function migrationStatus(
  client: ClientBase,
  subgraph: SubgraphName,
  directory?: string,
): Promise<StepStatus[]> {
  const done = await ledger(client)
  const status: StepStatus[] = []
  for (const step of await stepsOf(subgraph, directory)) {
    const entry = done.get(nameOf(step))
    // On a database that lacks the table, or for a role that may not read it, nothing is known to block the step.
    const refused = entry ? undefined : await refusedRows(client, step).catch(() => undefined)
    status.push({
      step: nameOf(step),
      state: entry ? 'applied' : refused ? 'blocked' : 'pending',
      appliedAt: entry?.appliedAt ?? null,
      rows: refused?.rows ?? [],
      count: refused?.count ?? 0,
    })
  }
  return status
}

/** The steps of this release that the database lacks, as `file/step`; the graph's role may ask. */
export async function pendingSteps(client: Queryable, subgraph: SubgraphName, directory?: string): Promise<string[]> {
  const done = await ledger(client)
  return (await stepsOf(subgraph, directory)).map(nameOf).filter(name => !done.has(name))
}

/**
 * Makes sure that what was applied is what this release would apply.
 * @throws MigrationRefused naming the file that was edited, or that this release does not have
 */
export async function refuseForeign(client: Queryable, subgraph: SubgraphName, directory?: string): Promise<void> {
  refuseEdited(databases[subgraph].database, await stepsOf(subgraph, directory), await ledger(client))
}

interface Entry {
  file: string
  step: string
  checksum: string
  appliedAt: string
}

async function ensureLedger(client: ClientBase): Promise<void> {
  await client.query('create schema if not exists graph')
  await client.query(`create table if not exists graph.migrations (
    file text not null,
    step text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    primary key (file, step)
  )`)
}

async function ledger(client: Queryable): Promise<Map<string, Entry>> {
  // The catalogue is open to all; to_regclass is an error for whom the schema is closed.
  const there = await client.query("select from pg_tables where schemaname = 'graph' and tablename = 'migrations'")
  if (there.rows.length === 0) return new Map()
  const { rows } = await client.query<Entry>(
    `select file, step, checksum, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "appliedAt"
     from graph.migrations`,
  )
  return new Map(rows.map(entry => [nameOf(entry), entry]))
}

/** What was applied must be what is read today, or nobody could tell what the database holds. */
function refuseEdited(database: string, steps: Step[], done: Map<string, Entry>): void {
  const files = new Map(steps.map(step => [step.file, step.checksum]))
  for (const { file, checksum } of done.values()) {
    const now = files.get(file)
    if (now === undefined) {
      throw new MigrationRefused(
        `${database} was migrated with ${file}.sql, which this release does not have. Use the release that has it.`,
      )
    }
    if (now !== checksum) {
      throw new MigrationRefused(
        `${database}: ${file}.sql was edited after it was applied. Its checksum was ${checksum} and is ${now}. ` +
          'Restore the file, and put the change into a new one.',
      )
    }
  }
}

const lockKey = "hashtextextended('worlds graph migrations', 0)"

/**
 * One migrator at a time. The lock is asked for again and again: waiting inside PostgreSQL would hold a snapshot, and
 * the other's concurrent index build waits for every snapshot to end.
 */
async function alone<Value>(run: Run, work: () => Promise<Value>): Promise<Value> {
  const { client, say } = run
  for (let tries = 0; ; tries++) {
    const { rows } = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(${lockKey}) as got`)
    if (rows[0]?.got) break
    if (tries === 0) say(`${run.database}: waiting for another migrator`)
    await pause(250)
  }
  try {
    // A login may be set to give up on long statements; a mend of a large table is one.
    await client.query("set statement_timeout = 0; set client_min_messages = 'warning'")
    return await work()
  } finally {
    const settings = ['statement_timeout', 'client_min_messages', 'lock_timeout', 'search_path']
    await client.query(settings.map(name => `reset ${name}`).join('; ')).catch(() => undefined)
    await client.query(`select pg_advisory_unlock(${lockKey})`).catch(() => undefined)
  }
}

/** The owner's tables are in public; pgvector is wherever the owner installed it. */
async function findSchemas(client: ClientBase): Promise<void> {
  await client.query(`
    select set_config('search_path', concat_ws(', ', 'public', (
      select quote_ident(nspname) from pg_extension join pg_namespace n on n.oid = extnamespace
      where extname = 'vector' and nspname <> 'public'
    )), false)`)
}
