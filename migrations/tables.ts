import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate, type Queryable } from './migrate.ts'

interface Column {
  table: string
  column: string
  type: string
  isArray: boolean
  nullable: boolean
  filled: boolean
}

/** How the driver hands over each of PostgreSQL's types; 64-bit integers and numerics do not fit a number. */
const typeScript: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'string',
  numeric: 'string',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  text: 'string',
  varchar: 'string',
  bpchar: 'string',
  uuid: 'string',
  date: 'string',
  timestamp: 'string',
  timestamptz: 'string',
  json: 'unknown',
  jsonb: 'unknown',
  vector: 'string',
  halfvec: 'string',
  bytea: 'Buffer',
  bit: 'string',
  tsvector: 'string',
}

const columnsOfTables = `
  select case nspname when 'public' then relname else nspname || '.' || relname end as table, attname as column,
    coalesce(element.typname, pg_type.typname) as type, element.oid is not null as "isArray",
    not attnotnull as nullable, atthasdef or attidentity <> '' as filled
  from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    join pg_type on pg_type.oid = atttypid
    left join pg_type element on element.oid = pg_type.typelem and pg_type.typcategory = 'A'
  where relkind in ('r', 'p') and nspname in ('public', 'graph')
  order by nspname desc, relname, attnum`

const nameOfType = (table: string) => table.replace(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase())

const keyOf = (table: string) => (table.includes('.') ? `'${table}'` : table)

function typeOf({ table, column, type, isArray, nullable, filled }: Column): string {
  const base = typeScript[type]
  if (base === undefined) throw new Error(`${table}.${column} is of type ${type}, which tables.ts does not know.`)
  const whole = `${base}${isArray ? '[]' : ''}${nullable && base !== 'unknown' ? ' | null' : ''}`
  return filled ? `Generated<${whole}>` : whole
}

/** The interfaces, for Kysely, of a migrated database's tables: those of public, and the graph's own as `graph.x`. */
export async function tableTypes(client: Queryable): Promise<string> {
  const { rows } = await client.query<Column>(columnsOfTables)
  const tables = [...Map.groupBy(rows, ({ table }) => table)]
  const interfaces = tables.map(([table, columns]) => {
    const lines = columns.map(column => `  ${column.column}: ${typeOf(column)}`)
    return `export interface ${nameOfType(table)} {\n${lines.join('\n')}\n}\n`
  })
  const all = tables.map(([table]) => `  ${keyOf(table)}: ${nameOfType(table)}`)
  return [
    '// Written by `node migrations/tables.ts`; do not edit.',
    "import type { Generated } from 'kysely'\n",
    ...interfaces,
    `export interface Tables {\n${all.join('\n')}\n}\n`,
  ].join('\n')
}

/** The source of a service's tables.gen.ts as the shipped migrations make it. */
async function sourceOf(subgraph: SubgraphName, cluster: Blob): Promise<string> {
  await using database = await EmbeddedDatabase.open(subgraph, 'memory://', cluster)
  await migrate(() => database.ownerClient(), subgraph)
  return await tableTypes(await database.ownerClient())
}

async function main(check: boolean): Promise<void> {
  const cluster = await freshCluster()
  for (const subgraph of subgraphNames) {
    const name = `services/${subgraph}/tables.gen.ts`
    const file = join(import.meta.dirname, '..', name)
    const source = await sourceOf(subgraph, cluster)
    if ((await readFile(file, 'utf8').catch(() => '')) === source) continue
    if (check) {
      console.error(`${name} is not what the migrations make. Run \`node migrations/tables.ts\` and commit it.`)
      process.exitCode = 1
    } else {
      await writeFile(file, source)
      console.log(`wrote ${name}`)
    }
  }
}

if (import.meta.main) await main(process.argv[2] === 'check')
