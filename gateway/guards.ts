import { Refusal, signInFirst } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { type ASTNode, type ConstDirectiveNode, Kind, parse, print, valueFromASTUntyped, visit } from 'graphql'

/** What a field asks of its caller by its directives. Of each list of lists, one inner list must hold whole. */
export interface Guard {
  /** `@authenticated`: anyone who is signed in. */
  authenticated: boolean
  /** `@requiresScopes`: what kind of caller. */
  scopes: string[][] | undefined
  /** `@policy`: how the caller stands to the row, which the databases judge. */
  policies: string[][] | undefined
}

/** The guards of a graph by `Type.field`. Fields that everyone may ask have none. */
export type Guards = ReadonlyMap<string, Guard>

/** The kinds of callers: the scopes that each has, and the policies that some row may meet for it. */
const kinds = {
  anonymous: { scopes: [], policies: [] },
  person: { scopes: ['person'], policies: ['self'] },
  service: { scopes: ['service'], policies: ['companion'] },
  gameServer: { scopes: ['service', 'game-server'], policies: ['companion'] },
  admin: { scopes: ['admin'], policies: ['admin'] },
  system: { scopes: ['system'], policies: [] },
} satisfies Record<string, { scopes: string[]; policies: string[] }>

export type CallerKind = keyof typeof kinds

/** What callers of one kind have in common: they may ask the same fields. */
export function kindOf(identity: Identity): CallerKind {
  if (identity.role === 'user') return 'person'
  return identity.role === 'service' && identity.companions.includes('*') ? 'gameServer' : identity.role
}

const plurals: Record<string, string> = {
  person: 'people',
  service: 'services',
  'game-server': 'game servers',
  admin: 'administrators',
  system: 'the graph’s own subgraphs',
}

const all = new Intl.ListFormat('en', { type: 'conjunction' })
const met = (alternatives: string[][], having: readonly string[]) =>
  alternatives.some(each => each.every(name => having.includes(name)))

/**
 * What becomes of a field for callers of a kind.
 * @param field as `Type.field`
 * @returns the refusal, `hidden` where the field is null without a word because no row can meet its policy, or undefined
 */
export function judged(field: string, guard: Guard, kind: CallerKind): Refusal | 'hidden' | undefined {
  const { authenticated, scopes, policies } = guard
  const name = field.replace(/^(Query|Mutation|Subscription)\./, '')
  if (kind === 'anonymous' && (authenticated || scopes)) return signInFirst(name)
  if (scopes && !met(scopes, kinds[kind].scopes)) {
    const allowed = all.format(scopes.map(each => all.format(each.map(scope => plurals[scope] ?? scope))))
    return new Refusal('FORBIDDEN', `${name} is for ${allowed}.`)
  }
  return policies && !met(policies, kinds[kind].policies) ? 'hidden' : undefined
}

const guarding = ['authenticated', 'requiresScopes', 'policy']

/** The guards that a composed schema states. */
export function guardsIn(supergraph: string): Guards {
  const guards = new Map<string, Guard>()
  for (const definition of parse(supergraph, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    for (const { name, directives = [] } of definition.fields ?? []) {
      if (directives.some(directive => guarding.includes(directive.name.value)))
        guards.set(`${definition.name.value}.${name.value}`, guardOf(directives))
    }
  }
  return guards
}

function guardOf(directives: readonly ConstDirectiveNode[]): Guard {
  const listed = (name: string) => {
    const [argument] = directives.find(directive => directive.name.value === name)?.arguments ?? []
    return argument && (valueFromASTUntyped(argument.value) as string[][])
  }
  return {
    authenticated: directives.some(({ name }) => name.value === 'authenticated'),
    scopes: listed('requiresScopes'),
    policies: listed('policy'),
  }
}

/**
 * A composed schema without its guards: Apollo's gateway does not start on one with directives that it leaves to others.
 */
export function withoutGuards(supergraph: string): string {
  const isGuard = ({ name }: { name: { value: string } }) => guarding.includes(name.value.replace(/__.*/, ''))
  const links = new RegExp(String.raw`specs\.apollo\.dev/(${guarding.join('|')})/`)
  const gone = (node: ASTNode & { name: { value: string } }) => (isGuard(node) ? null : undefined)
  return print(
    visit(parse(supergraph, { noLocation: true }), {
      Directive: node => (isGuard(node) || links.test(print(node)) ? null : undefined),
      DirectiveDefinition: gone,
      ScalarTypeDefinition: gone,
    }),
  )
}
