import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { overWebSocket } from '../live/following.ts'
import { type Answer, asked, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hashed = (sha256Hash: unknown, version = 1) => ({ extensions: { persistedQuery: { version, sha256Hash } } })

const listed = 'query Users { users(first: 1) { totalCount } }'
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: sha256(listed), name: 'Users', type: 'query', body: listed }],
}

const folder = mkdtempSync(join(tmpdir(), 'trusted-'))
const path = join(folder, 'manifest.json')
type Served = Awaited<ReturnType<typeof emptyGateway>>
let strict: Served
let production: Served
const ask = (body: object, { url } = strict) => asked(url, undefined, body)
const told = ({ status, data, errors }: Answer) => [status, data, errors.map(({ extensions }) => extensions.code)]

// Nothing here depends on a database.
beforeAll(async () => {
  if (onServer) return
  writeFileSync(path, JSON.stringify(manifest))
  strict = await emptyGateway({ TRUSTED_DOCUMENTS: 'enforce', TRUSTED_MANIFEST: path })
  production = await emptyGateway({ NODE_ENV: 'production' })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await strict?.[Symbol.asyncDispose]()
  await production?.[Symbol.asyncDispose]()
})

/** What a stranger who would learn the schema sends: near misses, introspection, and what cannot even be read. */
const strangers = [
  '{ users(first: 1) { totalCount } }',
  listed.replace('totalCount', 'totalCoun'),
  listed.replace('first: 1', 'first: 2'),
  `${listed} query More { me { id } }`,
  '{ __schema { types { name } } }',
  '{ __typename }',
  '{ users(',
  `{ ${'__typename '.repeat(1_000)} }`,
]

attack(
  'A3.1',
  'any operation that is not in the list, with TRUSTED_DOCUMENTS=enforce, by POST, GET, server-sent events and by a hash',
  'refused with PERSISTED_QUERY_NOT_IN_LIST, in the same words whatever it asks for',
  async () => {
    expect(told(await ask({ query: listed }))).toEqual([200, { users: null }, []])
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const words = new Set<string>()
    for (const query of strangers) {
      const body = JSON.stringify({ query })
      const answers = [
        await fetch(`${strict.url}/graphql`, { ...post, body }),
        await fetch(`${strict.url}/graphql`, {
          ...post,
          body,
          headers: { ...post.headers, accept: 'text/event-stream' },
        }),
        await fetch(`${strict.url}/graphql?${new URLSearchParams({ query })}`),
        await fetch(`${strict.url}/graphql`, { ...post, body: JSON.stringify(hashed(sha256(query))) }),
        await fetch(`${strict.url}/graphql`, { ...post, body: JSON.stringify({ query, ...hashed(sha256(query)) }) }),
      ]
      for (const answer of answers) {
        const { errors } = (await answer.json()) as Answer
        expect([query, answer.status, errors.map(({ extensions }) => extensions.code)]).toEqual([
          ...[query, 400, ['PERSISTED_QUERY_NOT_IN_LIST']],
        ])
        words.add(errors[0]?.message ?? '')
      }
    }
    expect(words.size).toBe(1)
    for (const nothing of [{}, { query: '' }, { query: 7 }, hashed(''), [{ query: listed }]])
      expect((await ask(nothing)).status).toBe(400)
  },
  { on: 'once' },
)

attack(
  'A3.3',
  'the same over WebSocket',
  'refused with PERSISTED_QUERY_NOT_IN_LIST; the connection stays',
  async () => {
    using client = overWebSocket(strict.url, undefined)
    for (const query of [...strangers, 'subscription { instanceChanged(instanceId: "x") { id } }']) {
      const { errors } = await client.follow(query).ended
      expect([query, errors?.map(({ extensions }) => extensions.code)]).toEqual([
        query,
        ['PERSISTED_QUERY_NOT_IN_LIST'],
      ])
    }
    expect(await client.follow(listed).next()).toMatchObject({ data: {} })
  },
  { on: 'once' },
)

attack(
  'A2.2',
  'a subscription whose name is nearly right, over WebSocket, in production',
  'refused without a suggestion of what is right',
  async () => {
    using client = overWebSocket(production.url, undefined)
    const { errors } = await client.follow('subscription { instanceChangd(instanceId: "x") { id } }').ended
    expect(errors?.map(({ message }) => message)).toEqual([
      'Cannot query field "instanceChangd" on type "Subscription".',
    ])
  },
  { on: 'once' },
)

attack(
  'A19',
  'a text that is registered under the hash of another one, or under no hash',
  'refused with PERSISTED_QUERY_HASH_MISMATCH or BAD_USER_INPUT; nothing is registered',
  async () => {
    const other = '{ users(first: 2) { totalCount } }'
    for (const gateway of [production, strict])
      expect(told(await ask({ query: other, ...hashed(sha256(listed)) }, gateway))).toEqual([
        ...[400, undefined, ['PERSISTED_QUERY_HASH_MISMATCH']],
      ])
    expect(told(await ask(hashed(sha256(listed)), production))[2]).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    for (const wrong of [hashed(7), hashed({}), hashed(sha256(other), 2), { extensions: { persistedQuery: 'x' } }])
      expect(told(await ask({ query: other, ...wrong }, production))).toEqual([400, undefined, ['BAD_USER_INPUT']])
    expect(told(await ask({ query: other, ...hashed(sha256(other)) }, production))).toEqual([200, { users: null }, []])
    expect(told(await ask(hashed(sha256(other)), production))).toEqual([200, { users: null }, []])
  },
  { on: 'once' },
)

attack(
  'A20',
  'thirty-three persisted queries of nearly a mebibyte each',
  'the first are forgotten when 30 MiB are full; the last is known',
  async () => {
    const query = (n: number) => `{ __typename } # ${String(n).repeat(500_000)}`
    const numbers = Array.from({ length: 33 }, (_, n) => n + 10)
    for (const n of numbers) {
      const { status } = await ask({ query: query(n), ...hashed(sha256(query(n))) }, production)
      expect([n, status]).toEqual([n, 200])
    }
    const known = async (n: number) => told(await ask(hashed(sha256(query(n))), production))
    expect(await known(10)).toEqual([200, undefined, ['PERSISTED_QUERY_NOT_FOUND']])
    expect(await known(42)).toEqual([200, { __typename: 'Query' }, []])
  },
  { on: 'once' },
)
