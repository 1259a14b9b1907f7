import { randomBytes } from 'node:crypto'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import type { MigrationReport } from '@worlds/migrations/migrate.ts'
import { asSuperuser, onServer, rowsOf, type Scratch } from './scratch.ts'

export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Columns that the graph adds to the owner's tables. */
const added =
  '{content_words,content_hash,embedding_bits,embedding_model,codec_id,bytes_on_disk,codec_recall,state_version,closed_at,cell_x,cell_z}'

/** What must be equal before and after: the tables themselves, their storage, and every row of the owner's columns. */
export async function contents(database: Scratch): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string; identity: string }>(
    database,
    `select relname as name, oid || ' ' || relfilenode as identity from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  )
  const all: Record<string, string> = {}
  for (const { name, identity } of tables) {
    const [hash] = await rowsOf<{ hash: string }>(
      database,
      `select count(*) || ' ' || coalesce(md5(string_agg(line, '|' order by line)), '') as hash
       from (select (to_jsonb(t) - '${added}'::text[])::text as line from ${name} t) lines`,
    )
    all[name] = `${identity} ${hash?.hash}`
  }
  return all
}

export const blockedOf = (report: MigrationReport) =>
  Object.fromEntries(report.blocked.map(({ step, count, rows }) => [step, [count, ...rows]]))

export const indexesOf = async (database: Scratch) =>
  Object.fromEntries(
    (await rowsOf<{ name: string; definition: string }>(
      database,
      "select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'",
    ).then(rows => rows.map(row => [row.name, row.definition]))) as [string, string][],
  )

/** The roles of an installation that is older than the graph. They are of the whole server, so each run has its own. */
export async function withRoles(database: Scratch, work: (name: (role: string) => string) => Promise<void>) {
  const suffix = randomBytes(4).toString('hex')
  const made: string[] = []
  try {
    await work(role => {
      made.push(`${role}_${suffix}`)
      return `${role}_${suffix}`
    })
  } finally {
    await database[Symbol.asyncDispose]()
    if (onServer) {
      await asSuperuser(client =>
        client.query([...new Set(made)].map(role => `drop role if exists ${role}`).join('; ')),
      )
    }
  }
}

export const makeLogin = (subgraph: SubgraphName) =>
  `do $$ begin create role ${databases[subgraph].existingRole} nologin; exception when duplicate_object then end $$`
