import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { apolloServer } from '@worlds/kit/apollo.ts'
import type { Settings } from '@worlds/kit/env.ts'
import { anonymous, type Identity, type Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import { developerPages } from '@worlds/kit/pages.ts'
import { type Listening, listen, readinessOf } from '@worlds/kit/server.ts'
import type { GatewayContext } from './context.ts'
import type { Source } from './datasource.ts'

const contract = (file: string) => readFileSync(new URL(import.meta.resolve(`@worlds/schema/${file}`)), 'utf8')

/** The query that start prints and the pages for developers open with. */
export const exampleQuery = contract('example.graphql')

/**
 * Serves the graph composed of the sources, which it closes with itself.
 * @param exampleToken the token that the pages for developers send
 */
export async function serveGateway(
  settings: Settings,
  { sources, tokens, log, exampleToken }: { sources: Source[]; tokens: Tokens; log: Log; exampleToken?: string },
): Promise<Listening> {
  // Imported late: kit/env.ts switches its reports to its maker off first.
  const { ApolloGateway } = await import('@apollo/gateway')
  const byName = new Map<string, Source>(sources.map(source => [source.name, source]))
  const gateway = new ApolloGateway({
    supergraphSdl: contract('supergraph.graphql'),
    buildService: ({ name }) => byName.get(name) as Source,
    logger: log,
  })
  const apollo = apolloServer<GatewayContext>({ gateway }, { explorable: settings.explorable, log })
  await apollo.start()
  const headers: Record<string, string> = exampleToken ? { authorization: `Bearer ${exampleToken}` } : {}
  const endpoint = {
    apollo,
    context: async (request: IncomingMessage, requestId: string, signal: AbortSignal) => ({
      identity: await identified(request, tokens),
      requestId,
      signal,
    }),
    readiness: () => readinessOf(sources),
    pages: settings.explorable ? developerPages({ endpoint: '/graphql', document: exampleQuery, headers }) : new Map(),
    corsOrigins: allowedOrigins(settings),
    log,
  }
  const listening = await listen(endpoint, settings)
  return {
    url: listening.url,
    [Symbol.asyncDispose]: async () => {
      await listening[Symbol.asyncDispose]()
      await apollo.stop()
      await Promise.all(sources.map(source => source[Symbol.asyncDispose]()))
    },
  }
}

/** Apollo Sandbox's own site may ask while the schema may be explored. */
function allowedOrigins({ explorable, corsOrigins }: Settings): string[] {
  return explorable ? ['https://studio.apollographql.com', ...corsOrigins] : corsOrigins
}

/** No token is nobody; a token that does not hold is refused for the whole request, so that its bearer finds out. */
async function identified(request: IncomingMessage, tokens: Tokens): Promise<Identity> {
  const { authorization } = request.headers
  if (!authorization) return anonymous
  return tokens.identify(authorization.replace(/^bearer\s+/i, ''))
}
