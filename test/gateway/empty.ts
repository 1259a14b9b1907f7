import type { Source } from '@worlds/gateway/datasource.ts'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { type Identity, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { shared } from './remote.ts'

/** A token that such a gateway takes. */
export const tokenFor = (who: Identity) => tokensFor(readSettings(shared)).issue(who)

const sources = (more: Partial<Source>): Source[] =>
  subgraphNames.map(name => ({
    name,
    process: async () => ({ data: {} }) as never,
    check: async () => undefined,
    events: async function* () {},
    [Symbol.asyncDispose]: async () => undefined,
    ...more,
  }))

/** A gateway over subgraphs that have nothing, or answer by themselves: for what comes before them. */
export async function emptyGateway(
  given: Record<string, string> = {},
  more: Partial<Source> = {},
  log = logTo('silent', 'test'),
) {
  const settings = readSettings({ ...shared, PORT: '0', ...given })
  return serveGateway(settings, { sources: sources(more), tokens: tokensFor(settings), log })
}
