import { AsyncLocalStorage } from 'node:async_hooks'
import { type GraphQLInputType, type GraphQLResolveInfo, getNamedType, isInputObjectType } from 'graphql'
import { type Kysely, sql } from 'kysely'
import { refusalOf } from './errors.ts'
import type { Identity } from './identity.ts'
import { keyShapes, textArgument } from './keys.ts'
import { type PageArgs, type PageRequest, pageOf, pageRequest } from './page.ts'
import type { Work } from './write.ts'

/** What is recorded of an act: its name, and the ids of whom and what it is about. */
export interface Act {
  name: string
  targets: readonly string[]
}

/** An act whose mutation is under way. */
interface Underway extends Act {
  recorded: boolean
}

const acts = new AsyncLocalStorage<Underway>()
const [mostTargets, longestTarget] = [100, 100]

/** Adds a record, under the name of whoever asks. */
export async function recordAct<Tables>(db: Kysely<Tables>, { name, targets }: Act, outcome = 'DONE'): Promise<void> {
  await sql`select graph.record_act(${name}, ${targets}::text[], ${outcome})`.execute(db)
}

/**
 * Writes, and records the mutation under way in the same transaction, if it is one that is recorded. Of a mutation that
 * takes several transactions the first is.
 */
export async function audited<Tables, Value, Written>(
  work: Work<Tables, Value>,
  write: (work: Work<Tables, Value>) => Promise<Written>,
): Promise<Written> {
  const act = acts.getStore()
  if (!act || act.recorded) return write(work)
  const written = await write(async db => {
    const done = await work(db)
    await recordAct(db, act)
    return done
  })
  act.recorded = true
  return written
}

/** Who asks, and a way to write for them. */
interface Asking {
  identity: Identity
  record(name: string, targets: readonly string[], outcome: string): Promise<void>
}

/**
 * Does the work of a mutation's root field. What administrators and the graph itself do is recorded with what is written;
 * what an administrator is refused, afterwards and with its code.
 */
export async function answeredFor<Value>(
  context: Asking,
  { args, info }: { args: Record<string, unknown>; info: GraphQLResolveInfo },
  work: () => Promise<Value>,
): Promise<Value> {
  const { role } = context.identity
  if (role !== 'admin' && role !== 'system') return work()
  const act = { name: info.fieldName, targets: targetsIn(args, info), recorded: false }
  try {
    return await acts.run(act, work)
  } catch (error) {
    const outcome = String(refusalOf(error)?.extensions.code ?? 'INTERNAL_SERVER_ERROR')
    const unrecorded = (fault: unknown) => {
      // No refusal is answered as if it were on record; what failed of itself most likely failed for the same reason.
      throw refusalOf(error) ? fault : error
    }
    if (role === 'admin') await context.record(act.name, act.targets, outcome).catch(unrecorded)
    throw error
  }
}

/** What stands in the arguments where the schema says that there is an id. */
function targetsIn(args: Record<string, unknown>, { parentType, fieldName }: GraphQLResolveInfo): string[] {
  const found = parentType.getFields()[fieldName]?.args.flatMap(({ name, type }) => idsIn(type, args[name])) ?? []
  return [...new Set(found)].slice(0, mostTargets)
}

function idsIn(type: GraphQLInputType, value: unknown): string[] {
  if (value == null) return []
  if (Array.isArray(value)) return value.flatMap(each => idsIn(type, each))
  const named = getNamedType(type)
  if (named.name === 'ID') return [String(value).slice(0, longestTarget)]
  if (!isInputObjectType(named)) return []
  const fields = Object.values(named.getFields())
  return fields.flatMap(field => idsIn(field.type, (value as Record<string, unknown>)[field.name]))
}

interface AuditFilter {
  principal?: string | null
  act?: string | null
  target?: string | null
  since?: string | null
  until?: string | null
}

interface AuditTables {
  'graph.audit': { id: string; recorded_at: string; principal: string; act: string; targets: string[]; outcome: string }
}

const columns = ['recorded_at as recordedAt', 'principal', 'act', 'targets', 'outcome'] as const
const cursorKey = sql<string[]>`array[recorded_at::text, id::text]`.as('cursorKey')
const latestFirst = [keyShapes.timestamp, keyShapes.bigint]

const meeting = (db: Kysely<unknown>, { principal, act, target, since, until }: AuditFilter) =>
  (db as Kysely<AuditTables>)
    .selectFrom('graph.audit')
    .$if(principal != null, query => query.where('principal', '=', principal as string))
    .$if(act != null, query => query.where('act', '=', act as string))
    .$if(target != null, query => query.where(sql<boolean>`targets[1] = ${target}`))
    .$if(since != null, query => query.where(sql<boolean>`recorded_at >= ${since}::timestamp`))
    .$if(until != null, query => query.where(sql<boolean>`recorded_at < ${until}::timestamp`))

const after = ({ after }: PageRequest) =>
  sql<boolean>`(recorded_at, id) < (${after?.[0]}::timestamp, ${after?.[1]}::bigint)`

/** The records that meet the filter, the latest first. */
export async function auditLatestFirst(db: Kysely<unknown>, filter: AuditFilter, page: PageRequest) {
  return meeting(db, filter)
    .select(columns)
    .select(cursorKey)
    .$if(page.after !== null, query => query.where(after(page)))
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.first + 1)
    .execute()
}

async function auditCount(db: Kysely<unknown>, filter: AuditFilter): Promise<number> {
  const count = sql<number>`count(*)::int4`.as('count')
  return (await meeting(db, filter).select(count).executeTakeFirstOrThrow()).count
}

type Read = <Value>(work: (db: Kysely<unknown>) => Promise<Value>) => Promise<Value>

/** One page of the audit, for whoever may read it. */
export async function auditPage(read: Read, { filter, ...paging }: PageArgs & { filter?: AuditFilter | null }) {
  const page = pageRequest('audit', latestFirst, paging)
  for (const name of ['principal', 'act', 'target'] as const) textArgument(`filter.${name}`, filter?.[name] ?? '', 255)
  const rows = await read(db => auditLatestFirst(db, filter ?? {}, page))
  return pageOf(page, rows, () => read(db => auditCount(db, filter ?? {})))
}
