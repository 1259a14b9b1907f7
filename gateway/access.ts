import type { ApolloGateway } from '@apollo/gateway'
import type { Refusal } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { fragmentsIn } from './costs.ts'
import { type CallerKind, type Guards, judged, kindOf } from './guards.ts'

type Execute = ApolloGateway['executor']
type Asked = Parameters<Execute>[0]

/** What is withheld from callers of a kind: null without a word, or refused. */
type Withheld = Refusal | 'hidden'

/** Where in a result something is withheld, by the keys that lead there; lists are passed through. */
type Places = Map<string, Withheld | Places>

/** An operation as callers of a kind may ask it. */
interface Allowed {
  document: DocumentNode
  operation: OperationDefinitionNode
  source: string
  places: Places
}

/**
 * Enforces the guards of the graph before anything is planned: a field that its caller may not ask is not asked. It is
 * null, with the refusal beside it, where its object is there; the rest of the operation is answered.
 */
export class Access {
  readonly #guards: Guards
  /** What each kind of caller may ask of a document; nothing where that is all of it. */
  readonly #known = new WeakMap<DocumentNode, Map<string, Allowed | undefined>>()

  constructor(guards: Guards) {
    this.#guards = guards
  }

  /** @throws Refusal UNAUTHENTICATED or FORBIDDEN when this caller may not subscribe to the field */
  check(field: string, identity: Identity): void {
    const guard = this.#guards.get(`Subscription.${field}`)
    const withheld = guard && judged(`Subscription.${field}`, guard, kindOf(identity))
    if (withheld && withheld !== 'hidden') throw withheld
  }

  /** Executes operations, each without what its caller may not ask. */
  guarding(execute: Execute): Execute {
    return async asked => {
      const kind = kindOf((asked.context as { identity: Identity }).identity)
      const allowed = this.#allowed(asked, kind)
      if (!allowed) return execute(asked)
      const { places, ...operation } = allowed
      // A plan is kept by the hash: each kind of caller has its own.
      const answer = await execute({ ...asked, ...operation, queryHash: `${asked.queryHash} ${kind}` } as Asked)
      const errors: GraphQLError[] = []
      withhold(answer.data, places, { path: [], errors })
      return errors.length > 0 ? { ...answer, errors: [...errors, ...(answer.errors ?? [])] } : answer
    }
  }

  #allowed({ document, schema, request }: Asked, kind: CallerKind): Allowed | undefined {
    const known = this.#known.get(document) ?? new Map<string, Allowed | undefined>()
    this.#known.set(document, known)
    const key = `${kind} ${request.operationName ?? ''}`
    if (!known.has(key)) known.set(key, this.#judged(document, { schema, operationName: request.operationName, kind }))
    return known.get(key)
  }

  #judged(
    document: DocumentNode,
    { schema, operationName, kind }: { schema: GraphQLSchema; operationName: string | undefined; kind: CallerKind },
  ): Allowed | undefined {
    const withheld = new Map<SelectionNode, Withheld>()
    const info = new TypeInfo(schema)
    const Field = (node: FieldNode): FieldNode | undefined => {
      const field = `${info.getParentType()?.name}.${node.name.value}`
      const guard = this.#guards.get(field)
      const why = guard && judged(field, guard, kind)
      if (!why) return undefined
      const asked = placeholder(node)
      withheld.set(asked, why)
      return asked
    }
    const allowed = visit(document, visitWithTypeInfo(info, { Field }))
    const operation = getOperationAST(allowed, operationName)
    if (withheld.size === 0 || !operation) return undefined
    const places = placesIn(allowed, operation.selectionSet, withheld)
    return { document: allowed, operation, source: print(allowed), places }
  }
}

/**
 * Stands in the place of a field, under its conditions: the name of the object's type, which anyone may know. So a
 * selection is never empty, and the result says of which objects the field would have been.
 */
const placeholder = ({ alias, name, directives = [] }: FieldNode): FieldNode => ({
  kind: Kind.FIELD,
  alias: alias ?? name,
  name: { kind: Kind.NAME, value: '__typename' },
  directives,
})

function placesIn(document: DocumentNode, root: SelectionSetNode, withheld: Map<SelectionNode, Withheld>): Places {
  const fragments = fragmentsIn(document)
  const fieldsOf = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap(selection => {
      if (selection.kind === Kind.FIELD) return [selection]
      const inside = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      return inside ? fieldsOf(inside.selectionSet) : []
    })
  const placesOf = (sets: SelectionSetNode[]): Places => {
    const places: Places = new Map()
    const byKey = Map.groupBy(sets.flatMap(fieldsOf), ({ alias, name }) => (alias ?? name).value)
    for (const [key, fields] of byKey) {
      const own = fields.map(field => withheld.get(field)).find(why => why !== undefined)
      const place = own ?? placesOf(fields.flatMap(({ selectionSet }) => selectionSet ?? []))
      if (!(place instanceof Map) || place.size > 0) places.set(key, place)
    }
    return places
  }
  return placesOf([root])
}

interface Told {
  path: (string | number)[]
  errors: GraphQLError[]
}

/** Puts null in each place of a result, and the refusal beside it. */
function withhold(value: unknown, places: Places, { path, errors }: Told): void {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) withhold(each, places, { path: [...path, at], errors })
  } else if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>
    for (const [key, place] of places) {
      if (!Object.hasOwn(object, key)) continue
      const here = [...path, key]
      if (place instanceof Map) withhold(object[key], place, { path: here, errors })
      else object[key] = null
      if (place instanceof GraphQLError)
        errors.push(new GraphQLError(place.message, { path: here, originalError: place }))
    }
  }
}
