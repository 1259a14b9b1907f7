import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Source } from '@worlds/gateway/datasource.ts'
import { guardsIn } from '@worlds/gateway/guards.ts'
import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { type ASTNode, type FieldDefinitionNode, Kind, parse, print, visit } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { emptyGateway, tokenFor } from '../gateway/empty.ts'
import { type Answer, asked, demo, gameServer, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

const once = { on: 'once' } as const
const supergraph = readFileSync(new URL(import.meta.resolve('@worlds/schema/supergraph.graphql')), 'utf8')
const guards = guardsIn(supergraph)
const service: Identity = { role: 'service', name: 'voice', companions: ['luna'] }

/** People as nexus has them, each time; and what the subgraphs were asked. */
const people = { users: { nodes: [{ __typename: 'User', id: '1', username: 'ann' }] } }
const requests: string[] = []
let served: Awaited<ReturnType<typeof emptyGateway>>
beforeAll(async () => {
  if (onServer) return
  const process: Source['process'] = async ({ request }) => {
    requests.push(request.query ?? '')
    return { data: structuredClone(people) } as never
  }
  served = await emptyGateway({}, { process })
})
beforeEach(() => void requests.splice(0))
afterAll(() => served?.[Symbol.asyncDispose]())

const ask = async (who: Identity, query: string, variables?: Record<string, unknown>) =>
  asked(served.url, who.role === 'anonymous' ? undefined : await tokenFor(who), { query, variables })

/** The code of each error by its path. */
const refusals = ({ errors }: Pick<Answer, 'errors'>) =>
  Object.fromEntries(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]))

/** Each place of a guard: its directive, and what carries it in what. */
function places(): [string, string | undefined, string | undefined][] {
  const found: [string, string | undefined, string | undefined][] = []
  visit(parse(supergraph), {
    Directive(node, _, __, ___, ancestors) {
      const kindAt = (at: number) => (ancestors.at(at) as ASTNode | undefined)?.kind
      if (/^(authenticated|requiresScopes|policy)$/.test(node.name.value))
        found.push([node.name.value, kindAt(-1), kindAt(-3)])
    },
  })
  return found
}

function fieldsIn(): Map<string, FieldDefinitionNode> {
  const objects = parse(supergraph).definitions.filter(definition => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
  return new Map(
    objects.flatMap(({ name, fields = [] }) => fields.map(field => [`${name.value}.${field.name.value}`, field])),
  )
}

attack(
  'A24.1',
  'a guard on an interface, a type or an argument, which composition or the gateway would leave out',
  'the composer is one without those faults, and guards stand on fields of objects alone, which may be null',
  () => {
    const { version } = createRequire(import.meta.resolve('@worlds/schema/package.json'))(
      '@apollo/composition/package.json',
    )
    expect(version.localeCompare('2.12.1', 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
    const found = places()
    expect(found.length).toBeGreaterThan(80)
    for (const [directive, ...where] of found)
      expect([directive, ...where]).toEqual([directive, Kind.FIELD_DEFINITION, Kind.OBJECT_TYPE_DEFINITION])
    const fields = fieldsIn()
    for (const field of guards.keys()) expect([field, fields.get(field)?.type.kind]).not.toContain(Kind.NON_NULL_TYPE)
    const members = [...supergraph.matchAll(/@join__unionMember\(graph: \w+, member: "(\w+)"\)/g)].map(
      ([, name]) => name,
    )
    expect(members.length).toBeGreaterThan(0)
    for (const field of guards.keys()) expect(members).not.toContain(field.split('.')[0])
  },
  once,
)

attack(
  'A24.2',
  'a guarded field by way of a field with @requires, or of frames that are made once for all',
  'whatever is required is guarded as what requires it, and frames hold what every one of their readers may ask',
  () => {
    let requiring = 0
    for (const [name, field] of fieldsIn()) {
      const written = field.directives?.map(print).join(' ') ?? ''
      for (const needed of /requires: "(.*?)"/.exec(written)?.[1]?.split(' ') ?? []) {
        requiring++
        expect([name, guards.get(name)]).toEqual([name, guards.get(`${name.split('.')[0]}.${needed}`)])
      }
      const { scopes, policies } = guards.get(name) ?? {}
      if (written.includes('viewer-independent')) expect([name, scopes, policies]).toEqual([name, undefined, undefined])
    }
    expect(requiring).toBeGreaterThan(0)
  },
  once,
)

attack(
  'A24.3',
  'guarded fields without a token, by alias, fragment, condition and as one of several at the root',
  'refused where they stand, the rest is answered; no subgraph is asked for them',
  async () => {
    const query = `query ($no: Boolean!) { mine: me { id } memory(id: "1") @include(if: $no) { id } users { nodes { username ...A ... on User { email } } } }
      fragment A on User { own: characters { id } memories { nodes { id } } companions @skip(if: $no) { id } position @include(if: $no) { x } export { id } }`
    const answer = await ask(anonymous, query, { no: false })
    const nulls = { own: null, memories: null, companions: null, export: null, email: null }
    expect(answer.data).toEqual({ mine: null, users: { nodes: [{ username: 'ann', ...nulls }] } })
    const refused = ['mine', ...['own', 'memories', 'companions', 'export'].map(key => `users.nodes.0.${key}`)]
    expect(refusals(answer)).toEqual(Object.fromEntries(refused.map(path => [path, 'UNAUTHENTICATED'])))
    expect(requests).toHaveLength(1)
    expect(requests[0]?.replaceAll(/\w+:__typename/g, '')).not.toMatch(
      /characters|memories|companions|export|email|\bme\b/,
    )
    await ask(demo, query, { no: false })
    expect(requests.join()).toMatch(/characters/)
    expect((await ask(anonymous, query, { no: false })).errors).toEqual(
      answer.errors.map(error => ({ ...error, extensions: expect.anything() })),
    )
  },
  once,
)

attack(
  'A24.4',
  'changes that are for callers of another kind, alone and beside one that is allowed',
  'refused each by itself; no subgraph is asked for them',
  async () => {
    const erase = 'eraseUser(input: { userId: "1" }) { userId }'
    const close = 'closeInstance(input: { instanceId: "1" }) { instance { id } }'
    const status = 'setAccountStatus(input: { userId: "1", accountStatus: "suspended" }) { user { id } }'
    for (const [who, code] of [[anonymous, 'UNAUTHENTICATED'] as const, [service, 'FORBIDDEN'] as const]) {
      const answer = await ask(who, `mutation { a: ${erase} b: ${close} c: ${status} }`)
      expect([answer.data, refusals(answer)]).toEqual([
        { a: null, b: null, c: null },
        { a: code, b: code, c: code },
      ])
    }
    expect(requests).toEqual([])
    expect(refusals(await ask(demo, `mutation { b: ${close} a: ${erase} c: ${status} }`))).toEqual({
      b: 'FORBIDDEN',
      c: 'FORBIDDEN',
    })
    expect(refusals(await ask(gameServer, `mutation { a: ${erase} c: ${status} b: ${close} }`))).toEqual({
      a: 'FORBIDDEN',
      c: 'FORBIDDEN',
    })
    expect(requests.map(query => /(\w+)\(input/.exec(query)?.[1])).toEqual(['eraseUser', 'closeInstance'])
  },
  once,
)
