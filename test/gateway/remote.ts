import type { Source } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { remoteSources } from '@worlds/gateway/sources.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { type Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { inject } from 'vitest'
import { Program } from '../ops/program.ts'
import { unlimited } from '../unlimited.ts'

export const tokenSecret = 'token-secret-of-32-characters-or-more'
export const assertionSecret = 'assertion-secret-of-32-characters-and'

export const shared = {
  ...unlimited,
  AUTH_JWT_SECRET: tokenSecret,
  ASSERTION_SECRET: assertionSecret,
  DATA_DIR: 'memory://',
  LOG_LEVEL: 'silent',
}

/** What `/readyz` says of each subgraph, without the facts that some tell of themselves. */
export function statesIn(told: unknown): Record<string, string> {
  const { checks } = told as { checks: Record<string, string | { state: string }> }
  const states = Object.entries(checks).map(([name, state]) => [name, typeof state === 'string' ? state : state.state])
  return Object.fromEntries(states)
}

/** The graph in four processes: this one is the gateway's. */
export interface Remote extends AsyncDisposable {
  url: string
  tokens: Tokens
  subgraphs: Record<SubgraphName, { url: string; program: Program }>
}

export async function remoteGraph(): Promise<Remote> {
  await using opened = new AsyncDisposableStack()
  const memory = started(opened, 'memory')
  const world = started(opened, 'world')
  const urls = { MEMORY_URL: await urlOf(memory), WORLD_URL: await urlOf(world) }
  // The nexus subgraph asks the other two; its own address is only set because all three or none are.
  const nexus = started(opened, 'nexus', { ...urls, NEXUS_URL: urls.MEMORY_URL, SUBGRAPHS: 'remote' })
  const subgraphs = {
    memory: { url: urls.MEMORY_URL, program: memory },
    nexus: { url: await urlOf(nexus), program: nexus },
    world: { url: urls.WORLD_URL, program: world },
  }
  const { url, tokens } = await gatewayBefore(opened, subgraphs)
  const held = opened.move()
  return { url, tokens, subgraphs, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** One subgraph's program over its database of this run. */
function started(opened: AsyncDisposableStack, name: SubgraphName, more: Record<string, string> = {}): Program {
  const upper = name.toUpperCase()
  const own = {
    [`${upper}_DATABASE_URL`]: inject('servers')?.[name].graph as string,
    [`${upper}_POOL_MIN`]: '0',
    [`${upper}_PORT`]: '0',
  }
  return opened.use(new Program(`@worlds/${name}/main.ts`, [], { ...shared, ...own, ...more }))
}

const urlOf = (program: Program) => program.printed(/ at (http:\S+)\/graphql/)

/** A gateway in this process that asks the subgraphs at their addresses. */
export async function gatewayBefore(opened: AsyncDisposableStack, at: Record<SubgraphName, { url: string }>) {
  const urls = Object.fromEntries(subgraphNames.map(name => [`${name.toUpperCase()}_URL`, `${at[name].url}/graphql`]))
  const settings = readSettings({ ...shared, ...urls, SUBGRAPHS: 'remote', PORT: '0' })
  const log = logTo('silent', 'test')
  const tokens = tokensFor(settings)
  const sources: Source[] = remoteSources(settings, { tokens, log })
  const { url } = opened.use(await serveGateway(settings, { sources, tokens, log }))
  return { url, tokens }
}
