import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql'
import { answeredFor } from './audit.ts'
import { type Request, RequestContext } from './context.ts'
import type { Database } from './database.ts'
import type { Event } from './events.ts'
import type { SubgraphName } from './names.ts'
import { inRootField } from './repetitions.ts'
import { scalars } from './scalars.ts'

type Resolver = (parent: never, args: never, context: never, info: GraphQLResolveInfo) => unknown
/** Resolvers of one noun: what it adds to each type. */
export type ResolverMap = Record<string, Record<string, Resolver> | undefined>

/** One operation for a subgraph, as the gateway plans it. */
export interface Operation {
  query: string
  variables?: Record<string, unknown> | undefined
  operationName?: string | undefined
}

/** What belongs to a subgraph beside its database. */
export interface Belongings {
  /** What `/readyz` tells of it beside its state. */
  facts?: Record<string, string>
  /** What is disposed of with it, before its database closes. */
  owns?: AsyncDisposable[]
}

const maxDocuments = 1_000

/**
 * A subgraph as a value: its schema and its database. It is served alone over HTTP or mounted inside the gateway;
 * its own code does not know which.
 */
export class Subgraph<Tables> implements AsyncDisposable {
  readonly name: SubgraphName
  readonly schema: GraphQLSchema
  readonly database: Database<Tables>
  readonly #facts: Record<string, string>
  readonly #owns: AsyncDisposable[]
  readonly #documents = new Map<string, DocumentNode | readonly GraphQLError[]>()

  constructor(
    database: Database<Tables>,
    typeDefs: string,
    nouns: ResolverMap[],
    { facts = {}, owns = [] }: Belongings = {},
  ) {
    this.name = database.name
    this.database = database
    this.#facts = facts
    this.#owns = [...owns]
    const types = merged(nouns)
    const resolvers = { ...types, ...(types.Mutation && { Mutation: rootFields(types.Mutation) }), ...scalars }
    this.schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }])
  }

  /** What there is to tell of it, once its database answers. */
  async check(): Promise<Record<string, string>> {
    await this.database.ping()
    return this.#facts
  }

  /** What happens in its database, ids only; begins with a gap once nothing after it is missed. */
  events(signal: AbortSignal): AsyncIterable<Event> {
    return this.database.events(signal)
  }

  context(request: Request): RequestContext<Tables> {
    return new RequestContext(this.database, request)
  }

  /** Executes one operation in this process, in one session of the caller's. */
  async execute({ query, variables, operationName }: Operation, request: Request): Promise<ExecutionResult> {
    const document = this.#document(query)
    if (!('kind' in document)) return { errors: document }
    await using contextValue = this.context(request)
    return await execute({ schema: this.schema, document, contextValue, variableValues: variables, operationName })
  }

  /** Parsed and validated once for each text; the oldest of a thousand texts makes room. */
  #document(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(query)
    if (known) return known
    const document = parse(query, { noLocation: true })
    const errors = validate(this.schema, document)
    const checked = errors.length > 0 ? errors : document
    this.#documents.set(query, checked)
    if (this.#documents.size > maxDocuments) this.#documents.delete(this.#documents.keys().next().value as string)
    return checked
  }

  /** Takes on what is disposed of with it. */
  own(owned: AsyncDisposable): void {
    this.#owns.push(owned)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using closing = new AsyncDisposableStack()
    closing.use(this.database)
    for (const owned of this.#owns) closing.use(owned)
  }
}

function merged(nouns: ResolverMap[]): ResolverMap {
  const types: ResolverMap = {}
  for (const noun of nouns) {
    for (const [type, fields] of Object.entries(noun)) types[type] = { ...types[type], ...fields }
  }
  return types
}

/** Mutations that each know which field of the answer they are for, and tell a person who may not act any more that. */
function rootFields(mutations: Record<string, Resolver>): Record<string, Resolver> {
  const within =
    (resolve: Resolver): Resolver =>
    (parent, args, context, info) =>
      inRootField(String(info.path.key), () =>
        answeredFor(context, { args, info }, () =>
          unlessBarred(context, async () => resolve(parent, args, context, info)),
        ),
      )
  return Object.fromEntries(Object.entries(mutations).map(([name, resolve]) => [name, within(resolve)]))
}

/** Whoever is suspended sees little, so what they want to change seems not to be there: that is not why it fails. */
async function unlessBarred(context: RequestContext<unknown>, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    throw (await context.barred().catch(() => undefined)) ?? error
  }
}
