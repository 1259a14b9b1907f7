import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { ApolloGateway } from '@apollo/gateway'
import { apolloServer } from '@worlds/kit/apollo.ts'
import type { Settings } from '@worlds/kit/env.ts'
import { anonymous, type Proof, type Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import { exampleHeaders } from '@worlds/kit/main.ts'
import { developerPages } from '@worlds/kit/pages.ts'
import { readinessOf } from '@worlds/kit/readiness.ts'
import { type Arrival, type Listening, listen } from '@worlds/kit/server.ts'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { Access } from './access.ts'
import { addressOf } from './addresses.ts'
import { Admissions } from './admissions.ts'
import type { GatewayContext } from './context.ts'
import type { Source } from './datasource.ts'
import { viewerIndependentIn } from './documents.ts'
import { exploring } from './explorations.ts'
import { guardsIn, withoutGuards } from './guards.ts'
import { limiting } from './limits.ts'
import { Live } from './live.ts'
import { gatewayMetrics, type Metrics, serveMetrics } from './metrics.ts'
import { Planner, plannerConfig } from './planners.ts'
import { Plans } from './plans.ts'
import { pricesIn } from './prices.ts'
import { gateOf, Rates } from './rates.ts'

const contract = (file: string) => readFileSync(new URL(import.meta.resolve(`@worlds/schema/${file}`)), 'utf8')

/** The query that start prints and the pages for developers open with. */
export const exampleQuery = contract('example.graphql')

export interface Gateway extends Listening {
  metrics: Metrics
  /** Where the metrics are served; empty where another program has the port. */
  metricsUrl: string
  /** Starts to plan, so that the first who asks does not wait for it. Resolves when it has, or cannot. */
  warm(): Promise<void>
}

/**
 * Serves the graph composed of the sources, which it closes with itself, also when it cannot be served.
 */
export async function serveGateway(
  settings: Settings,
  { sources, tokens, log }: { sources: Source[]; tokens: Tokens; log: Log },
): Promise<Gateway> {
  await using opened = new AsyncDisposableStack()
  for (const source of sources) opened.use(source)
  // Imported late: kit/env.ts switches its reports to its maker off first.
  const { ApolloGateway } = await import('@apollo/gateway')
  const byName = new Map<string, Source>(sources.map(source => [source.name, source]))
  const supergraphSdl = contract('supergraph.graphql')
  const planned = withoutGuards(supergraphSdl)
  const plans = new Plans(opened.use(new Planner(planned, settings.planTimeoutMs)))
  const admissions = opened.use(await Admissions.open(settings, { plans, log }))
  const asked = (sent: unknown) => admissions.admit(sent)
  const gateway = new ApolloGateway({
    supergraphSdl: planned,
    buildService: ({ name }) => byName.get(name) as Source,
    logger: onlyTroubles(log),
    queryPlannerConfig: { ...plannerConfig, cache: plans },
  })
  const access = new Access(guardsIn(supergraphSdl))
  gateway.executor = access.guarding(exploring(plans.around(withGraphQLErrors(gateway.executor))))
  const schema = schemaOf(gateway)
  const metrics = gatewayMetrics()
  const rates = opened.use(new Rates(settings.rates, { metrics, log }))
  const bounds = { limits: settings.limits, prices: pricesIn(supergraphSdl) }
  const apollo = apolloServer<GatewayContext>(
    { gateway, ...limiting(bounds, rates) },
    { explorable: settings.explorable, log },
  )
  await apollo.start()
  opened.defer(() => apollo.stop())
  const origins = allowedOrigins(settings)
  const viewerIndependent = viewerIndependentIn(supergraphSdl, 'NEXUS')
  const refusing = { asked, bounds, rates, access }
  const live = opened.use(
    new Live({ apollo, schema, viewerIndependent, sources, settings, origins, tokens, metrics, ...refusing, log }),
  )
  const endpoint = {
    apollo,
    streams: live,
    context: async (request: IncomingMessage, arrival: Arrival) => ({
      ...arrival,
      address: addressOf(request, settings.trustedProxies),
      ...(await identified(request, tokens)),
    }),
    asked,
    readiness: () => readinessOf(sources),
    pages: settings.explorable
      ? developerPages({ endpoint: '/graphql', document: exampleQuery, headers: exampleHeaders(settings.exampleToken) })
      : new Map(),
    corsOrigins: origins,
    gate: gateOf(rates, { ...settings, log }),
    intake: settings.intake,
    production: settings.production,
    log,
  }
  const { url } = opened.use(await listen(endpoint, settings))
  const figures = opened.use(await serveMetrics(metrics.registry, settings.adminPort, log))
  const held = opened.move()
  const warm = () => plans.prepare(exampleQuery).catch(err => log.debug({ err }, 'the example query was not planned'))
  return { url, metrics, metricsUrl: figures.url, warm, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** Apollo's gateway passes on what a source throws, where Apollo Server takes all errors for GraphQL's. */
const withGraphQLErrors =
  (execute: ApolloGateway['executor']): ApolloGateway['executor'] =>
  async asked => {
    const { errors, ...result } = await execute(asked)
    const told = errors?.map(error =>
      (error as Error) instanceof GraphQLError ? error : new GraphQLError('A source failed', { originalError: error }),
    )
    return told ? { ...result, errors: told } : result
  }

/** The API's schema as the gateway serves it now. */
function schemaOf(gateway: ApolloGateway): () => GraphQLSchema {
  let schema: GraphQLSchema | undefined
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema
  })
  return () => schema as GraphQLSchema
}

/** The gateway tells of each of its steps; they are for whoever looks for a fault. */
function onlyTroubles(log: Log) {
  const debug = log.debug.bind(log)
  return { debug, info: debug, warn: log.warn.bind(log), error: log.error.bind(log) }
}

/** Apollo Sandbox's own site may ask while the schema may be explored. */
function allowedOrigins({ explorable, corsOrigins }: Settings): string[] {
  return explorable ? ['https://studio.apollographql.com', ...corsOrigins] : corsOrigins
}

/** No token is nobody; a token that does not hold is refused for the whole request, so that its bearer finds out. */
async function identified({ headers }: IncomingMessage, tokens: Tokens): Promise<Proof> {
  const { authorization } = headers
  if (!authorization) return { identity: anonymous, expiresAt: Number.POSITIVE_INFINITY }
  return tokens.proof(authorization.replace(/^bearer\s+/i, ''))
}
