import { setTimeout as pause } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { codeOf, firstLine, MigrationFailed } from './faults.ts'
import { nameOf, type Step } from './files.ts'
import type { Statement } from './statements.ts'

/** The rows that keep a step from being applied: the first twenty of them, one line of text each. */
export interface Refused {
  what: string
  count: number
  rows: string[]
}

/** What a run works with: its connection, the database's name for messages, and where progress is told. */
export interface Run {
  client: ClientBase
  database: string
  say: (line: string) => void
}

/** A lock was not to be had in time, or a deadlock was broken: another try may do. */
const passing = new Set(['55P03', '40P01'])
const attempts = 20

/** The rows that a step would refuse, if any. */
export async function refusedRows(client: ClientBase, step: Step): Promise<Refused | undefined> {
  if (!step.refuses) return undefined
  const { rows } = await client.query<{ line: string; count: number }>(
    `select line::text, (count(*) over ())::int as count from (${step.refuses.query.text}) refused (line) limit 20`,
  )
  if (!rows[0]) return undefined
  return { what: step.refuses.what, count: rows[0].count, rows: rows.map(({ line }) => line) }
}

/**
 * Applies one step and records it.
 * @returns the rows that keep it from being applied; then nothing of it is left behind
 * @throws MigrationFailed when a statement fails for another reason
 */
export async function applyStep(run: Run, step: Step): Promise<Refused | undefined> {
  const refused = await refusedBefore(run, step)
  if (refused) return refused
  run.say(`applying ${nameOf(step)}`)
  try {
    if (step.concurrent) await applyConcurrently(run, step)
    else await retrying(run, step, () => applyAtOnce(run, step))
    return undefined
  } catch (error) {
    await undoUnfinished(run, step)
    // A row that came between the question and the mend is a refusal too.
    const late = await refusedRows(run.client, step).catch(() => undefined)
    if (late) return late
    throw error
  }
}

async function refusedBefore(run: Run, step: Step): Promise<Refused | undefined> {
  try {
    return await refusedRows(run.client, step)
  } catch (error) {
    throw new MigrationFailed(run.database, step, step.refuses?.query as Statement, error)
  }
}

async function applyAtOnce(run: Run, step: Step): Promise<void> {
  await run.client.query('begin')
  try {
    await run.client.query("set local lock_timeout = '2s'")
    for (const statement of step.statements) await execute(run, step, statement)
    await record(run.client, step)
    await run.client.query('commit')
  } catch (error) {
    await run.client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function applyConcurrently(run: Run, step: Step): Promise<void> {
  for (const statement of step.statements) {
    await retrying(run, step, async () => {
      const index = indexOf(statement)
      // Concurrent work waits for old transactions by design; everything else gives way to the programs at work.
      const waits = /^\w+ (unique )?index concurrently/.test(statement.text)
      await run.client.query(`set lock_timeout = '${waits ? 0 : 2}s'`)
      if (index) await dropInvalid(run, index)
      await execute(run, step, statement)
    })
  }
  await record(run.client, step)
}

async function execute(run: Run, step: Step, statement: Statement): Promise<void> {
  try {
    await run.client.query(statement.text)
  } catch (error) {
    throw new MigrationFailed(run.database, step, statement, error)
  }
}

async function retrying(run: Run, step: Step, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const { cause } = error as Error
      if (attempt === attempts || !passing.has(codeOf(cause ?? error) ?? '')) throw error
      run.say(`${nameOf(step)} waits for a lock that another program holds (attempt ${attempt} of ${attempts})`)
      await pause(100 + Math.random() * 400)
    }
  }
}

async function record(client: ClientBase, step: Step): Promise<void> {
  await client.query('insert into graph.migrations (file, step, checksum) values ($1, $2, $3)', [
    step.file,
    step.name,
    step.checksum,
  ])
}

const indexOf = (statement: Statement) =>
  statement.text.match(/^create (?:unique )?index concurrently (?:if not exists )?(\w+)/)?.[1]

const constraintOf = (statement: Statement) => statement.text.match(/^alter table (\w+)\s+add constraint (\w+)/)

/** A concurrent build that was cut off leaves an index that serves no query and yet costs, and may refuse, every write. */
async function dropInvalid(run: Run, index: string): Promise<void> {
  const { rows } = await run.client.query(
    "select from pg_index where indexrelid = to_regclass('public.' || quote_ident($1)) and not indisvalid",
    [index],
  )
  if (rows.length === 0) return
  run.say(`dropping ${index}, which an earlier run left unfinished`)
  await run.client.query(`drop index concurrently if exists ${index}`)
}

/** Leaves nothing behind that refuses the writes of other programs. */
async function undoUnfinished(run: Run, step: Step): Promise<void> {
  if (!step.concurrent) return
  for (const statement of step.statements) {
    const index = indexOf(statement)
    const [, table, constraint] = constraintOf(statement) ?? []
    try {
      if (index) await dropInvalid(run, index)
      if (table && constraint) await dropUnvalidated(run, table, constraint)
    } catch {
      run.say(`could not clear up after ${nameOf(step)}, ${firstLine(statement)}; the next run does`)
    }
  }
}

async function dropUnvalidated(run: Run, table: string, constraint: string): Promise<void> {
  const { rows } = await run.client.query(
    'select from pg_constraint where conrelid = $1::regclass and conname = $2 and not convalidated',
    [table, constraint],
  )
  if (rows.length > 0) await run.client.query(`alter table ${table} drop constraint ${constraint}`)
}
