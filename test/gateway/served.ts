import { serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type MakeSubgraph, openSubgraph, serveSubgraph } from '@worlds/kit/main.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import { worldSubgraph } from '@worlds/world/subgraph.ts'
import { inject } from 'vitest'
import { shared } from './remote.ts'

const makers: Record<SubgraphName, MakeSubgraph> = {
  memory: memorySubgraph,
  nexus: nexusSubgraph,
  world: worldSubgraph,
}
const log = logTo('silent', 'test')

/** One subgraph, served alone with the settings of its own program. */
export async function served(
  name: SubgraphName,
  mode: Record<string, string>,
  url = inject('servers')?.[name].graph ?? '',
) {
  const settings = readSettings({ ...shared, ...mode, [`${name.toUpperCase()}_PORT`]: '0' }, name)
  const pool = { ...settings.pools[name], min: 0, max: 3 }
  const ours = { ...settings, pools: { ...settings.pools, [name]: pool } }
  const connector = serverConnector(name, url, pool)
  const subgraph = await openSubgraph(name, makers[name], { settings: ours, log, connector })
  const exampleQuery = '{ __typename }'
  const server = await serveSubgraph(subgraph, { settings: ours, tokens: tokensFor(settings), log, exampleQuery })
  return Object.assign(server, { subgraph })
}

export type Served = Awaited<ReturnType<typeof served>>
