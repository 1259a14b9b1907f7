import type { Source } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { remoteSources } from '@worlds/gateway/sources.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { type Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { inject } from 'vitest'
import { Program } from '../ops/program.ts'

export const tokenSecret = 'token-secret-of-32-characters-or-more'
export const assertionSecret = 'assertion-secret-of-32-characters-and'

export const shared = {
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
  const subgraphs = {} as Remote['subgraphs']
  for (const name of subgraphNames) {
    const upper = name.toUpperCase()
    const program = opened.use(
      new Program(`@worlds/${name}/main.ts`, [], {
        ...shared,
        [`${upper}_DATABASE_URL`]: inject('servers')?.[name].graph as string,
        [`${upper}_POOL_MIN`]: '0',
        [`${upper}_PORT`]: '0',
      }),
    )
    subgraphs[name] = { url: '', program }
  }
  for (const name of subgraphNames)
    subgraphs[name].url = await subgraphs[name].program.printed(/ at (http:\S+)\/graphql/)
  const { url, tokens } = await gatewayBefore(opened, subgraphs)
  const held = opened.move()
  return { url, tokens, subgraphs, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

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
