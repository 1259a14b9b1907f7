import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import type { Settings } from '@worlds/kit/env.ts'
import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import type pg from 'pg'
import { connectTo, ServerRefused } from './servers.ts'

/** One database and a way to connect to it as its owner. */
export interface Owner {
  name: SubgraphName
  database: string
  connect(): Promise<pg.Client>
  /** The password of the graph's role, where a URL names it. */
  graphPassword: string | undefined
  /** Connections that the graph opens at most: to this database, and to all that are on its server. */
  connections: { database: number; server: number }
  embedded: boolean
}

export interface Owners extends AsyncDisposable {
  all: Owner[]
  production: boolean
  /** Whether a command that only lists what it would do is to do it. */
  apply: boolean
}

/**
 * The databases that an operator works on: those of the owner URLs, or else the embedded ones.
 * @throws ServerRefused when the graph runs on servers, as in production, and a database's owner URL is missing
 */
export async function openOwners(
  settings: Settings,
  { names, apply, say }: { names: SubgraphName[]; apply: boolean; say: (line: string) => void },
): Promise<Owners> {
  const { pools, production, dataDir } = settings
  await using opened = new AsyncDisposableStack()
  const onServers = production || !settings.embedded || names.some(name => pools[name].ownerUrl)
  const all: Owner[] = []
  for (const name of names) {
    const { database } = databases[name]
    const { url, ownerUrl } = pools[name]
    const graphPassword = url ? decodeURIComponent(new URL(url).password) || undefined : undefined
    const setting = `${name.toUpperCase()}_OWNER_URL`
    if (onServers && !ownerUrl) {
      throw new ServerRefused(
        `${setting}: set it to the URL of the owner of ${database}, or leave that one out with --only.`,
      )
    }
    const connect = ownerUrl
      ? () => connectTo(ownerUrl, setting)
      : embeddedOwner(opened.use(await embedded(name, dataDir, say)))
    all.push({
      name,
      database,
      connect,
      graphPassword,
      connections: connectionsOf(name, settings),
      embedded: !ownerUrl,
    })
  }
  const held = opened.move()
  return { all, production, apply, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** Beside a pool's connections one listens, and one cancels. */
function connectionsOf(name: SubgraphName, { pools }: Settings): Owner['connections'] {
  const host = (url: string | undefined) => url && new URL(url).host
  const beside = subgraphNames.filter(other => host(pools[other].ownerUrl) === host(pools[name].ownerUrl))
  const most = (each: SubgraphName) => pools[each].max + 2
  return { database: most(name), server: beside.map(most).reduce((sum, each) => sum + each, 0) }
}

const embeddedOwner = (database: EmbeddedDatabase) => () => database.ownerClient()

let cluster: Promise<Blob> | undefined

async function embedded(name: SubgraphName, dataDir: string, say: (line: string) => void): Promise<EmbeddedDatabase> {
  if (EmbeddedDatabase.exists(name, dataDir)) return EmbeddedDatabase.open(name, dataDir)
  say(`${name}: making an embedded database in ${dataDir}`)
  cluster ??= freshCluster()
  return EmbeddedDatabase.open(name, dataDir, await cluster)
}
