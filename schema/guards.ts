import { type ConstDirectiveNode, Kind, parse, print } from 'graphql'

/** The directives that say who may ask a field, as clients read them. */
const directives: Record<string, string> = {
  authenticated: `"""For callers who are signed in. Without a token: \`UNAUTHENTICATED\`."""
directive @authenticated on FIELD_DEFINITION`,
  requiresScopes: `"""
For callers of one of these kinds: \`person\`, \`service\`, \`game-server\` (a service of all companions) or \`admin\`. For others: \`FORBIDDEN\`; without a token: \`UNAUTHENTICATED\`.
"""
directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION`,
  policy: `"""
For callers who stand so to the object: \`self\` (it is theirs), \`companion\` (a service that acts for the companion) or \`admin\`. By itself it refuses nobody: for others the field is null.
"""
directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION`,
}

/**
 * The API with the directives that say who may ask: composition leaves them out of it.
 * @param supergraph the composed schema, which has them
 */
export function withGuards(api: string, supergraph: string): string {
  const guards = guardsIn(supergraph)
  const insertions = [...fieldsIn(api)].flatMap(({ field, node }) => {
    const written = guards.get(field)
    return written ? [{ at: node.type.loc?.end ?? 0, text: ` ${written}` }] : []
  })
  const guarded = insertions.reduceRight((text, { at, text: more }) => text.slice(0, at) + more + text.slice(at), api)
  return `${Object.values(directives).join('\n\n')}\n\n${guarded}`
}

function guardsIn(supergraph: string): Map<string, string> {
  const isGuard = ({ name }: ConstDirectiveNode) => Object.hasOwn(directives, name.value)
  const all = [...fieldsIn(supergraph)].map(
    ({ field, node }) => [field, (node.directives ?? []).filter(isGuard).map(print).join(' ')] as const,
  )
  return new Map(all.filter(([, written]) => written !== ''))
}

/** Each field of an object, by `Type.field`, in the order of the text. */
function* fieldsIn(sdl: string) {
  for (const definition of parse(sdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    for (const node of definition.fields ?? []) yield { field: `${definition.name.value}.${node.name.value}`, node }
  }
}
