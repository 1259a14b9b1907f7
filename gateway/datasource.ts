import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { wireError } from '@worlds/kit/apollo.ts'
import type { Code } from '@worlds/kit/errors.ts'
import type { Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import type { Checked } from '@worlds/kit/server.ts'
import type { Subgraph } from '@worlds/kit/subgraph.ts'
import type { ExecutionResult } from 'graphql'
import { Pool } from 'undici'
import type { GatewayContext } from './context.ts'

type Asked = GraphQLDataSourceProcessOptions<GatewayContext>
type Answered = Awaited<ReturnType<GraphQLDataSource['process']>>

/** A way to one subgraph, and whether it can be taken now. */
export interface Source extends GraphQLDataSource<GatewayContext>, AsyncDisposable, Checked {
  name: SubgraphName
}

// biome-ignore lint/suspicious/noExplicitAny: the gateway carries answers, it knows no tables
type AnySubgraph = Subgraph<any>

/** A subgraph mounted in this process: no HTTP and no JSON between. */
export function mounted(subgraph: AnySubgraph, log: Log): Source {
  return {
    name: subgraph.name,
    process: async ({ request, context }: Asked) => {
      const caller = context as GatewayContext
      const { query = '', variables, operationName } = request
      const { data, errors } = await subgraph.execute({ query, variables, operationName }, caller)
      return answer({ data, errors: errors?.map(error => wireError(error, caller.requestId, log)) })
    },
    check: () => subgraph.check(),
    [Symbol.asyncDispose]: () => subgraph[Symbol.asyncDispose](),
  }
}

const remoteTimeoutMs = 30_000
/** Whoever asks for readiness does not wait long for an answer. */
const readyTimeoutMs = 2_000

/** A subgraph in a process of its own, told who asks by an assertion that only it accepts. */
export function remote(name: SubgraphName, url: string, tokens: Tokens, log: Log): Source {
  const { origin, pathname } = new URL(url)
  const path = pathname === '/' ? '/graphql' : pathname
  const pool = new Pool(origin, { headersTimeout: remoteTimeoutMs, bodyTimeout: remoteTimeoutMs })
  const ask = async ({ request, context }: Asked): Promise<Answered> => {
    const { identity, requestId, signal } = context as GatewayContext
    const { query, variables, operationName } = request
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokens.assert(identity, name)}`,
      'x-request-id': requestId,
    }
    const body = JSON.stringify({ query, variables, operationName })
    const response = await pool.request({ method: 'POST', path, headers, body, signal })
    // The caller's token was found good; it is this gateway that the subgraph does not know.
    if (response.statusCode === 401) throw new Error(`${name} refuses the gateway: is its ASSERTION_SECRET the same?`)
    const result = (await response.body.json()) as Pick<ExecutionResult, 'data' | 'errors'> | null
    // What stands between may answer JSON of its own.
    if (!result?.data && !result?.errors) throw new Error(`${name} answers ${response.statusCode} and no result`)
    return answer(result)
  }
  return {
    name,
    process: options => ask(options).catch(error => unavailable(name, error, options.context as GatewayContext, log)),
    check: async () => {
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: '/readyz',
        signal: AbortSignal.timeout(readyTimeoutMs),
      })
      const told = await body.json().catch(() => undefined)
      if (statusCode !== 200) throw new Error(`${name} answers ${statusCode} to /readyz`)
      return factsIn(told, name)
    },
    [Symbol.asyncDispose]: () => pool.close(),
  }
}

/** What a subgraph's own `/readyz` tells of it; what stands between may answer anything. */
function factsIn(told: unknown, name: SubgraphName): Record<string, string> {
  const state = (told as { checks?: Record<string, unknown> } | undefined)?.checks?.[name]
  if (typeof state !== 'object' || state === null) return {}
  return Object.fromEntries(
    Object.entries(state).filter(([fact, text]) => fact !== 'state' && typeof text === 'string'),
  )
}

function unavailable(name: SubgraphName, err: Error, { requestId }: GatewayContext, log: Log): Answered {
  log.warn({ requestId, err, subgraph: name }, 'subgraph cannot be asked')
  const late = 'code' in err && String(err.code).endsWith('_TIMEOUT')
  const code: Code = late ? 'TIMEOUT' : 'SUBGRAPH_UNAVAILABLE'
  const message = late
    ? `The ${name} subgraph did not answer in time. Ask for less, or try again.`
    : `The ${name} subgraph cannot be reached right now. Try again in a moment.`
  return answer({ errors: [{ message, extensions: { code, requestId } }] })
}

/** The gateway's types ask for response objects of an HTTP client that nothing here is. */
function answer(result: object): Answered {
  return result as Answered
}
