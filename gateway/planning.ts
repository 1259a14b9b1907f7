import { parentPort, workerData } from 'node:worker_threads'
import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { GraphQLError, parse } from 'graphql'
import { type Drawn, plannerConfig, type Wanted } from './planners.ts'

// The program of the thread that plans: one operation after the other, as they are sent.

const supergraph = Supergraph.build(workerData as string, { validateSupergraph: false })
const api = supergraph.apiSchema()
const planner = new QueryPlanner(supergraph, plannerConfig)

function drawn({ text, operationName }: Wanted): Drawn {
  try {
    const named = operationName === undefined ? {} : { operationName }
    const operation = operationFromDocument(api, parse(text, { noLocation: true }), named)
    return { plan: JSON.stringify(planner.buildQueryPlan(operation)) }
  } catch (error) {
    return error instanceof GraphQLError ? { fault: error.message } : { error: error as Error }
  }
}

parentPort?.on('message', (wanted: Wanted) => parentPort?.postMessage(drawn(wanted)))
parentPort?.postMessage('ready')
