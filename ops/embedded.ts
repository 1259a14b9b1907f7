import type { Connector } from '@worlds/kit/database.ts'
import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { demoData, isEmpty, seed, wake } from './demo.ts'

export type EmbeddedDatabases = Record<SubgraphName, EmbeddedDatabase>

/**
 * Opens the three embedded databases, makes those that are missing, and migrates them. With `demo` the demo people move
 * into a database that is empty.
 * @throws EmbeddedRefused when a data directory cannot be used; what was opened is closed again
 */
export async function openEmbeddedDatabases(
  dataDir: string,
  { demo, say }: { demo: boolean; say: (line: string) => void },
): Promise<EmbeddedDatabases> {
  await using opened = new AsyncDisposableStack()
  const missing = subgraphNames.filter(name => !EmbeddedDatabase.exists(name, dataDir))
  if (missing.length > 0) say('Making the embedded databases; this happens once and takes a few seconds …')
  const cluster = missing.length > 0 ? await freshCluster() : undefined
  const databases: Partial<EmbeddedDatabases> = {}
  for (const name of subgraphNames) {
    const database = opened.use(await EmbeddedDatabase.open(name, dataDir, cluster))
    const { applied } = await migrate(() => database.ownerClient(), name)
    if (applied.length > 0) say(`  ${name}: ${applied.length} migration steps applied`)
    if (demo) await populate(database, say)
    databases[name] = database
  }
  opened.move()
  return databases as EmbeddedDatabases
}

async function populate(database: EmbeddedDatabase, say: (line: string) => void): Promise<void> {
  const client = await database.ownerClient()
  if (await isEmpty(client, database.name)) {
    await seed(client, database.name, demoData(new Date()))
    say(`  ${database.name}: demo data written`)
  } else if (database.name === 'nexus') await wake(client)
}

/** The graph's way into each of them. */
export async function connectorsOf(databases: EmbeddedDatabases): Promise<Record<SubgraphName, Connector>> {
  const { memory, nexus, world } = databases
  return { memory: await memory.asGraph(), nexus: await nexus.asGraph(), world: await world.asGraph() }
}
