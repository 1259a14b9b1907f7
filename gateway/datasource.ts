import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { wireError } from '@worlds/kit/apollo.ts'
import type { Code } from '@worlds/kit/errors.ts'
import type { Event } from '@worlds/kit/events.ts'
import type { Tokens } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import type { Checked } from '@worlds/kit/readiness.ts'
import { RemoteSubgraph } from '@worlds/kit/remotes.ts'
import type { Subgraph } from '@worlds/kit/subgraph.ts'
import type { GatewayContext } from './context.ts'

type Asked = GraphQLDataSourceProcessOptions<GatewayContext>
type Answered = Awaited<ReturnType<GraphQLDataSource['process']>>

/** A way to one subgraph, and whether it can be taken now. */
export interface Source extends GraphQLDataSource<GatewayContext>, AsyncDisposable, Checked {
  name: SubgraphName
  /** What happens in the subgraph's database. Begins with a gap, and has one wherever something may have been missed. */
  events(signal: AbortSignal): AsyncIterable<Event>
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
    events: signal => subgraph.events(signal),
    [Symbol.asyncDispose]: () => subgraph[Symbol.asyncDispose](),
  }
}

/** A subgraph in a process of its own. */
export function remote(name: SubgraphName, url: string, tokens: Tokens, log: Log): Source {
  const subgraph = new RemoteSubgraph(name, url, tokens)
  const ask = async ({ request, context }: Asked): Promise<Answered> => {
    const { query = '', variables, operationName } = request
    return answer(await subgraph.ask({ query, variables, operationName }, context as GatewayContext))
  }
  return {
    name,
    process: options => ask(options).catch(error => unavailable(name, error, options.context as GatewayContext, log)),
    events: signal => subgraph.events(signal, log),
    check: () => subgraph.check(),
    [Symbol.asyncDispose]: () => subgraph[Symbol.asyncDispose](),
  }
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
