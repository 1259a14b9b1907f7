import type { Settings } from '@worlds/kit/env.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { type Tools, toolsFor } from '@worlds/memory/tools.ts'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { recordOperation } from './audit.ts'
import { UsageError } from './cli.ts'
import type { Owner } from './owners.ts'

/** What a command works with that looks after the memories: one session of their database's owner. */
export interface Job {
  db: Kysely<Tables>
  inTransaction: <Value>(work: (db: Kysely<Tables>) => Promise<Value>) => Promise<Value>
  tools: Tools
  /** Aborted when the operator interrupts the command. */
  signal: AbortSignal
  say: (line: string) => void
}

/** The words of a command line that these commands take, as they were written. */
export interface UpkeepOptions {
  sample?: string | undefined
  seed?: string | undefined
  model?: string | undefined
  'older-than-days'?: string | undefined
  'max-accesses'?: string | undefined
  companion?: string | undefined
  user?: string | undefined
  limit?: string | undefined
  claim?: string | undefined
  over?: string | undefined
  'dry-run'?: boolean | undefined
}

/** The operator has stopped the command. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

/** The database is not of this release yet. */
class NotMigrated extends Error {
  override name = 'NotMigrated'
}

const [undefinedTable, undefinedColumn] = ['42P01', '42703']

interface Around {
  settings: Pick<Settings, 'embeddings'>
  say: Job['say']
  operation?: Operation | undefined
}

/** What is recorded of a command: its name, and whose memories it is for; of one that changes nothing, nothing. */
export interface Operation {
  act: string
  targets: string[]
}

/** Does the work as the database's owner; Ctrl-C ends it between two batches, and training at once. */
export async function asKeeper<Value>(
  owner: Owner,
  { settings, say, operation }: Around,
  work: (job: Job) => Promise<Value>,
): Promise<Value> {
  const client = await owner.connect()
  // Without a listener a backend that is killed would take this process with it; the running query fails anyway.
  client.on('error', () => undefined)
  using interruption = interruptible()
  const db = kyselyOf<Tables>(client)
  const inTransaction: Job['inTransaction'] = each => db.transaction().execute(each)
  try {
    const value = await work({ db, inTransaction, tools: toolsFor(settings), signal: interruption.signal, say })
    if (operation) await recordOperation(client, operation.act, operation)
    return value
  } catch (error) {
    const outcome = error instanceof Interrupted ? 'INTERRUPTED' : 'FAILED'
    // Where the connection is lost there is nothing to keep a record in; why it failed is what the operator is told.
    if (operation) await recordOperation(client, operation.act, { ...operation, outcome }).catch(() => undefined)
    const { code = '' } = error as { code?: string }
    if (![undefinedTable, undefinedColumn].includes(code)) throw error
    throw new NotMigrated(`${owner.database} lacks tables of this release. Make them with: pnpm db migrate`)
  } finally {
    await client.end()
  }
}

/** Kysely over one connection, which stays its owner's to close. */
export function kyselyOf<Tables>(client: pg.Client): Kysely<Tables> {
  const held = Object.assign(client, { release: () => undefined })
  const pool = { connect: async () => held, end: async () => undefined }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) })
}

/** The first Ctrl-C ends the work, a second one the process. */
function interruptible(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const interrupt = () =>
    controller.abort(new Interrupted('Interrupted. What was finished stays; run the command again to go on.'))
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, interrupt)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, interrupt)
    },
  }
}

/** @throws UsageError unless the option is left out or a whole number in the range */
export function numberOption(
  options: UpkeepOptions,
  name: 'sample' | 'seed' | 'older-than-days' | 'max-accesses' | 'limit' | 'over',
  [least, most]: [number, number],
): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value
  throw new UsageError(`--${name} takes ${counted(least)} to ${counted(most)}, not "${text}".`)
}

/** @throws UsageError unless the option is left out or has one to so many characters */
export function textOption(
  options: UpkeepOptions,
  name: 'model' | 'companion' | 'user' | 'claim',
  most: number,
): string | undefined {
  const text = options[name]
  if (text === undefined || (text.trim() !== '' && text.length <= most)) return text
  throw new UsageError(`--${name} takes 1 to ${most} characters.`)
}

/** So many memories, or so many of something else. */
export const some = (count: number, one = 'memory', more = 'memories') =>
  `${counted(count)} ${count === 1 ? one : more}`

/** A number as people read it. */
export const counted = (count: number) => count.toLocaleString('en')
