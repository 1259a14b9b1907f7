import type { Connector } from '@worlds/kit/database.ts'
import type { Settings } from '@worlds/kit/env.ts'
import type { Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import { type MakeSubgraph, openSubgraph } from '@worlds/kit/main.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { mountedPeers } from '@worlds/kit/peers.ts'
import { urlOf } from '@worlds/kit/remotes.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import { worldSubgraph } from '@worlds/world/subgraph.ts'
import { mounted, remote, type Source } from './datasource.ts'

const subgraphs: Record<SubgraphName, MakeSubgraph> = {
  memory: memorySubgraph,
  nexus: nexusSubgraph,
  world: worldSubgraph,
}

/** All three subgraphs, mounted in this process. Those that did open are closed when one does not. */
export async function mountedSources(
  settings: Settings,
  { log, connectors = {} }: { log: Log; connectors?: Partial<Record<SubgraphName, Connector>> },
): Promise<Source[]> {
  await using opened = new AsyncDisposableStack()
  const mountedHere: Partial<Record<SubgraphName, ReturnType<MakeSubgraph>>> = {}
  const sources: Source[] = []
  for (const name of subgraphNames) {
    const peers = mountedPeers(name, other => mountedHere[other])
    const around = { settings, log, peers, connector: connectors[name] }
    const subgraph = await openSubgraph(name, subgraphs[name], around)
    mountedHere[name] = subgraph
    sources.push(opened.use(mounted(subgraph, log)))
  }
  opened.move()
  return sources
}

/** All three subgraphs in processes of their own, at the URLs of the settings or at their ports on this machine. */
export function remoteSources(settings: Settings, { tokens, log }: { tokens: Tokens; log: Log }): Source[] {
  return subgraphNames.map(name => remote(name, urlOf(name, settings), tokens, log))
}
