import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import {
  type ASTNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql'
import { refusalOf } from './errors.ts'
import type { Log } from './log.ts'

export interface RequestScope {
  requestId: string
}

const clientFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
])

/**
 * One error as a caller may see it. A refusal says what it says; anything else is logged here, whole, under the
 * request's id, and answered with that id alone.
 */
export function wireError(error: GraphQLError, requestId: string, log: Log): GraphQLFormattedError {
  const { locations, path, extensions } = error.toJSON()
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) }
  const refusal = refusalOf(error.originalError ?? error)
  const code = refusal?.extensions.code ?? extensions?.code ?? codeOf(extensions?.http)
  const service = extensions?.serviceName ?? extensions?.service
  const from = { ...(service ? { service } : {}), requestId }
  if (refusal) return { message: refusal.message, ...place, extensions: { ...refusal.extensions, ...from } }
  if (clientFaults.has(String(code)) || (service && code && code !== 'INTERNAL_SERVER_ERROR')) {
    const { stacktrace, serviceName, http, ...kept } = extensions ?? {}
    return { message: withoutValue(error), ...place, extensions: { ...kept, code, ...from } }
  }
  const err = error.originalError ?? error
  // Nobody waits for what was given up.
  const level = err.name === 'AbortError' ? 'debug' : 'error'
  if (extensions?.requestId === undefined) log[level]({ requestId, err, path }, 'request failed')
  const message = `Something went wrong on our side. Report it with the request id ${requestId}.`
  return { message, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', ...from } }
}

/** Apollo Server gives some of what it refuses a status alone, such as a persisted query of another hash. */
const codeOf = (http: unknown) => (Object(http).status === 400 ? 'BAD_REQUEST' : undefined)

/** GraphQL quotes a variable's value whole before it says where it stands and what is wrong with it. */
function withoutValue({ message, originalError }: GraphQLError): string {
  const fault = originalError ? `; ${originalError.message}` : ''
  const quoted = message.length - fault.length
  if (!fault || !message.endsWith(fault) || quoted <= 120) return message
  const [place = ''] = / at "[^"]{1,200}"$/.exec(message.slice(120, quoted)) ?? []
  return `${message.slice(0, 120)}…${place}${fault}`
}

const unresolved = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } })

const elsewhere =
  'Subscriptions are answered by the gateway, over WebSocket (graphql-transport-ws) or with "accept: text/event-stream".'

interface Resolved {
  operation?: OperationDefinitionNode | undefined
  schema: GraphQLSchema
}

/** What is wrong with an operation, and not with the request that carries it. */
const ofTheDocument = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'])

/**
 * Who asks for `application/json` alone is of before GraphQL over HTTP had statuses: a status other than 200 would be some
 * proxy's to them. Others are answered 400.
 */
function asksForPlainJson(accept = ''): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\bapplication\/graphql-response\+json\b/i.test(accept)
}

function errorsPlugin<Context extends RequestScope>(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        // Apollo Server leaves it to the executor to find that there is nothing to execute, and calls that our fault.
        async didResolveOperation({ operation, schema }: Resolved) {
          if (!operation) throw unresolved('"operationName" must name one of the operations of the document.')
          if (!schema.getRootType(operation.operation)) throw unresolved(`The graph has no ${operation.operation}s.`)
          if (operation.operation === 'subscription') throw unresolved(elsewhere)
        },
        async willSendResponse({ errors, request, response, contextValue }) {
          if (response.body.kind !== 'single' || !errors?.length) return
          const wellFormed = errors.every(({ extensions: { code } }) => ofTheDocument.has(String(code)))
          if (wellFormed && asksForPlainJson(request.http?.headers.get('accept'))) response.http.status = 200
          response.body.singleResult.errors = errors.map(error => wireError(error, contextValue.requestId, log))
        },
      }
    },
  }
}

/** GraphQL reads the literal 1e999 as infinity, which can be passed on neither to a subgraph nor to a database. */
const finiteNumbers: ValidationRule = context => {
  const check = (node: { value: string } & ASTNode) => {
    if (Number.isFinite(Number(node.value))) return
    const fault = `A number must be finite; ${node.value.slice(0, 40)} is too large.`
    context.reportError(new GraphQLError(fault, { nodes: node }))
  }
  return { FloatValue: check, IntValue: check }
}

/** How many errors are told of one document: a flood of them helps nobody. */
export const maxErrors = 10

/** An ApolloServer with this program's errors, without reports to others, and quiet about itself unless explorable. */
export function apolloServer<Context extends RequestScope>(
  options: ApolloServerOptions<Context>,
  { explorable, log }: { explorable: boolean; log: Log },
): ApolloServer<Context> {
  return new ApolloServer<Context>({
    ...options,
    introspection: explorable,
    hideSchemaDetailsFromClientErrors: !explorable,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    logger: log,
    validationOptions: { maxErrors },
    validationRules: [...(options.validationRules ?? []), finiteNumbers],
    plugins: [
      ...(options.plugins ?? []),
      errorsPlugin<Context>(log),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  } as ApolloServerOptions<Context>)
}
