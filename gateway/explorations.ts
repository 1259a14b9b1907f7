import type { ApolloGateway } from '@apollo/gateway'
import { type DocumentNode, execute, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'
import { fragmentsIn } from './costs.ts'

type Executor = ApolloGateway['executor']
type Executing = Parameters<Executor>[0]

/**
 * Answers what asks for the schema alone, such as the query that editors explore it with: no subgraph is asked and
 * nothing is planned. The gateway's planner does not know all that can be asked of a schema, `isOneOf` for one.
 */
export const exploring =
  (executor: Executor): Executor =>
  async context =>
    asksForSchema(context) ? explored(context) : executor(context)

function asksForSchema({ document, operation }: Executing): boolean {
  return operation !== undefined && document !== undefined && isMeta(operation.selectionSet, fragmentsIn(document))
}

/** Whether all fields begin with two underscores, which are the schema's own. */
function isMeta({ selections }: SelectionSetNode, fragments: Map<string, FragmentDefinitionNode>): boolean {
  return selections.every(selection => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__')
    if (selection.kind === Kind.INLINE_FRAGMENT) return isMeta(selection.selectionSet, fragments)
    const fragment = fragments.get(selection.name.value)
    return fragment !== undefined && isMeta(fragment.selectionSet, fragments)
  })
}

async function explored({ schema, document, request }: Executing): Promise<Awaited<ReturnType<Executor>>> {
  const { variables = {}, operationName } = request
  const asked = { schema, document: document as DocumentNode, variableValues: variables, operationName }
  return (await execute(asked)) as Awaited<ReturnType<Executor>>
}
