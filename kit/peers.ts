import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from 'graphql'
import type { Request } from './context.ts'
import type { Settings } from './env.ts'
import type { Tokens } from './identity.ts'
import { type SubgraphName, subgraphNames } from './names.ts'
import { RemoteSubgraph, urlOf } from './remotes.ts'
import type { Operation, Subgraph } from './subgraph.ts'

/**
 * Asks another subgraph in the name of the one that asks, as identity `system`: no caller stands behind it.
 * @throws when it cannot be reached; what it refuses is in the result's errors
 */
export type Ask = (operation: Operation, signal?: AbortSignal) => Promise<ExecutionResult>

/** The ways from one subgraph to the others. It knows them by their names, and by the operations they answer. */
export type Peers = (name: SubgraphName) => Ask

const requestOf = (asking: SubgraphName, signal: AbortSignal | undefined): Request => ({
  identity: { role: 'system', name: asking },
  requestId: randomUUID(),
  ...(signal ? { signal } : {}),
})

// biome-ignore lint/suspicious/noExplicitAny: one subgraph does not know another's tables
type AnySubgraph = Subgraph<any>

/** To subgraphs mounted in this process. Those that open later are found when they are asked. */
export function mountedPeers(asking: SubgraphName, find: (name: SubgraphName) => AnySubgraph | undefined): Peers {
  return name => async (operation, signal) => {
    const subgraph = find(name)
    if (!subgraph) throw new Error(`${name} is not open yet`)
    return subgraph.execute(operation, requestOf(asking, signal))
  }
}

/** To subgraphs in processes of their own. */
export class RemotePeers implements AsyncDisposable {
  readonly to: Peers
  readonly #remotes: RemoteSubgraph[]

  constructor(asking: SubgraphName, settings: Settings, tokens: Tokens) {
    const others = subgraphNames.filter(name => name !== asking)
    this.#remotes = others.map(name => new RemoteSubgraph(name, urlOf(name, settings), tokens))
    this.to = name => {
      const remote = this.#remotes.find(other => other.name === name)
      if (!remote) throw new Error(`${asking} is no peer of itself`)
      return (operation, signal) => remote.ask(operation, requestOf(asking, signal))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const remote of this.#remotes) await remote[Symbol.asyncDispose]()
  }
}
