import { type Kysely, sql } from 'kysely'
import { auditPage } from './audit.ts'
import type { RequestContext } from './context.ts'
import { numberArgument } from './keys.ts'

// biome-ignore lint/suspicious/noExplicitAny: the same for every database, whatever its tables
type Context = RequestContext<any>

interface Activity {
  database: string
  user: string | null
  applicationName: string | null
  clientAddress: string | null
  state: string | null
}

/** A function of the database, for admins only, so that the graph's login itself sees nothing of others. */
const activity = sql<Activity & { pid: number; query: string; query_start: string }>`(
  select database, "user", application_name as "applicationName", client_address as "clientAddress", state, pid, query, query_start
  from graph.database_activity()
)`.as('activity')

const columns = ['database', 'user', 'applicationName', 'clientAddress', 'state'] as const

function connections(db: Kysely<unknown>): Promise<(Activity & { count: number })[]> {
  return db
    .selectFrom(activity)
    .select(columns)
    .select(sql<number>`count(*)::int4`.as('count'))
    .groupBy(columns)
    .orderBy('count', 'desc')
    .orderBy('user')
    .execute()
}

function longRunningQueries(db: Kysely<unknown>, minSeconds: number) {
  const duration = sql<number>`extract(epoch from clock_timestamp() - query_start)::float8`
  return db
    .selectFrom(activity)
    .select(['pid', 'user', 'query', 'state', duration.as('durationSeconds')])
    .where('state', '<>', 'idle')
    .where(duration, '>=', minSeconds)
    .orderBy(duration, 'desc')
    .execute()
}

async function rowsOf<Row>(db: Kysely<unknown>, query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return (await query.execute(db)).rows
}

const tables = sql`
  select relname as name, n_live_tup::text as rows, pg_total_relation_size(relid)::text as bytes,
    greatest(last_vacuum, last_autovacuum) as "lastVacuum", greatest(last_analyze, last_autoanalyze) as "lastAnalyze"
  from pg_stat_user_tables where schemaname = 'public' and (select graph.sees_all()) order by pg_total_relation_size(relid) desc, relname`

const indexes = sql`
  select indexrelname as name, relname as "table", pg_relation_size(indexrelid)::text as bytes, idx_scan::text as scans
  from pg_stat_user_indexes where schemaname = 'public' and (select graph.sees_all()) order by pg_relation_size(indexrelid) desc, indexrelname`

const migrations = sql`
  select file || '.sql' as name, min(checksum) as checksum, max(applied_at) as "appliedAt" from graph.migrations where (select graph.sees_all()) group by file order by file`

/**
 * The resolvers of one subgraph's `DatabaseStatus`, for admins.
 * @param field the root field, such as `memoryDatabase`
 */
export function statusResolvers(field: string) {
  return {
    Query: {
      [field]: (_: unknown, __: unknown, context: Context) => {
        context.requireAdmin(field)
        return {}
      },
    },
    DatabaseStatus: {
      connections: (_: unknown, __: unknown, context: Context) => context.db(connections),
      longRunningQueries: (_: unknown, { minSeconds }: { minSeconds?: number | null }, context: Context) => {
        const least = numberArgument('minSeconds', minSeconds ?? 60, [0, 86_400])
        return context.db(db => longRunningQueries(db, least))
      },
      tables: (_: unknown, __: unknown, context: Context) => context.db(db => rowsOf(db, tables)),
      indexes: (_: unknown, __: unknown, context: Context) => context.db(db => rowsOf(db, indexes)),
      pool: (_: unknown, __: unknown, context: Context) => context.database.pool,
      migrations: (_: unknown, __: unknown, context: Context) => context.db(db => rowsOf(db, migrations)),
      audit: (_: unknown, args: Parameters<typeof auditPage>[1], context: Context) =>
        auditPage(work => context.db(work), args),
    },
  }
}
