import { Refusal } from '@worlds/kit/errors.ts'
import {
  type ArgumentNode,
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  parseType,
  print,
  separateOperations,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'

export type Variables = Record<string, unknown>

/** A subscription as the caller wrote it, and what it asks for. */
export interface Subscription {
  field: string
  /** The key its value has in each result. */
  key: string
  args: Record<string, unknown>
}

/** The query that answers each event of a subscription. */
export interface EventQuery {
  query: string
  operationName: string | undefined
  /** The caller's variables, as far as the query still uses them. */
  variables: Variables
  /** The name of the variable of each argument of the query's root field. */
  given: Record<string, string>
  /** Each field that is selected, as `Type.field`. */
  selected: Set<string>
}

export interface Written {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Variables
}

/**
 * The errors of a document that is no valid subscription.
 * @param explorable whether they may tell of what else there is
 */
export function faultsOf(schema: GraphQLSchema, document: DocumentNode, explorable: boolean): GraphQLError[] {
  return validate(schema, document).map(({ message, nodes }) => {
    const shown = explorable ? message : message.replace(/ ?Did you mean .+\?$/, '')
    return new GraphQLError(shown, { nodes: nodes ?? null, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
  })
}

/**
 * What a valid subscription asks for.
 * @throws GraphQLError BAD_USER_INPUT when its variables are not what it declares
 */
export function subscriptionIn({ schema, document, operation, variables }: Written): Subscription {
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 10 })
  if (coerced.errors) throw new Refusal('BAD_USER_INPUT', coerced.errors[0]?.message ?? 'The variables do not fit.')
  const root = rootFields(schema, document)[0] as FieldNode
  const definition = schema.getSubscriptionType()?.getFields()[root.name.value]
  if (!definition) throw new Error(`No subscription ${root.name.value}`)
  const args = getArgumentValues(definition, root, coerced.coerced)
  return { field: root.name.value, key: (root.alias ?? root.name).value, args }
}

function unusedName(name: string, taken: Set<string | undefined>): string {
  return taken.has(name) ? unusedName(`${name}_`, taken) : name
}

/** The subscription's one field, as often as it is written. */
function rootFields(schema: GraphQLSchema, document: DocumentNode): FieldNode[] {
  const found: FieldNode[] = []
  const info = new TypeInfo(schema)
  const Field = (node: FieldNode) => {
    if (info.getParentType() === schema.getSubscriptionType()) found.push(node)
  }
  visit(document, visitWithTypeInfo(info, { Field }))
  return found
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const

/**
 * Writes a subscription as the query that answers its events: the root field and its arguments change, everything below
 * stays as it is, with aliases, fragments and directives.
 * @param to the root field of the query, and the types of the arguments it is given for each event
 */
export function eventQuery(
  { schema, document, operation, variables }: Written,
  to: { field: string; arguments: Record<string, string> },
): EventQuery {
  const taken = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value))
  const given = Object.fromEntries(Object.keys(to.arguments).map(name => [name, unusedName(name, taken)]))
  const args = Object.entries(given).map(
    ([name, variable]): ArgumentNode => ({
      kind: Kind.ARGUMENT,
      name: named(name),
      value: { kind: Kind.VARIABLE, name: named(variable) },
    }),
  )
  const used = new Set<string>()
  const selected = new Set([`Query.${to.field}`])
  const info = new TypeInfo(schema)
  const root = schema.getSubscriptionType()
  const isRoot = () => info.getParentType() === root
  const rewriting: ASTVisitor = {
    // What a variable is declared as is no use of it, and neither are the arguments that go.
    VariableDefinition: () => false,
    Argument: () => (isRoot() && !info.getDirective() ? false : undefined),
    Variable: ({ name }) => void used.add(name.value),
    Field: {
      enter: ({ name }) => void (isRoot() || selected.add(`${getNamedType(info.getParentType())?.name}.${name.value}`)),
      leave: node =>
        isRoot() ? { ...node, alias: node.alias ?? node.name, name: named(to.field), arguments: args } : undefined,
    },
    NamedType: node => (node.name.value === root?.name ? { ...node, name: named('Query') } : undefined),
  }
  const own = separateOperations(document)[operation.name?.value ?? ''] as DocumentNode
  const asked: DocumentNode = visit(own, visitWithTypeInfo(info, rewriting))
  const declared = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? []
  const definitions = Object.entries(to.arguments).map(([name, type]) => ({
    kind: Kind.VARIABLE_DEFINITION as const,
    variable: { kind: Kind.VARIABLE as const, name: named(given[name] as string) },
    type: parseType(type),
  }))
  const query = visit(asked, {
    OperationDefinition: node => ({
      ...node,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: [...declared, ...definitions],
    }),
  })
  const kept = declared.map(({ variable }) => variable.name.value).filter(name => Object.hasOwn(variables, name))
  return {
    query: print(query),
    operationName: operation.name?.value,
    variables: Object.fromEntries(kept.map(name => [name, variables[name]])),
    given,
    selected,
  }
}

/** The variables of a query for one event. */
export function withGiven(
  { variables, given }: Pick<EventQuery, 'variables' | 'given'>,
  values: Record<string, unknown>,
): Variables {
  const named = Object.entries(values).map(([name, value]) => [given[name], value])
  return { ...variables, ...Object.fromEntries(named) }
}

/**
 * The fields, as `Type.field`, that a composed schema says to be the same for everyone who may see them, as far as one
 * subgraph answers them by itself.
 * @param graph the subgraph as the composed schema names it, such as `NEXUS`
 */
export function viewerIndependentIn(supergraph: string, graph: string): Set<string> {
  const fields = new Set<string>()
  for (const definition of parse(supergraph, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    fields.add(`${definition.name.value}.__typename`)
    for (const { name, directives = [] } of definition.fields ?? []) {
      const written = directives.map(print)
      const joins = written.filter(text => text.startsWith('@join__field'))
      const own = joins.some(text => text.includes(`graph: ${graph}`) && !text.includes('external: true'))
      const same = written.includes('@tag(name: "viewer-independent")')
      if (same && (own || joins.length === 0)) fields.add(`${definition.name.value}.${name.value}`)
    }
  }
  return fields
}
