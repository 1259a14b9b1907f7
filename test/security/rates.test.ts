import { readFileSync } from 'node:fs'
import { costOf } from '@worlds/gateway/costs.ts'
import { pricesIn } from '@worlds/gateway/prices.ts'
import { Counters } from '@worlds/gateway/rates.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { Events, gap } from '@worlds/kit/events.ts'
import { type Identity, tokensFor } from '@worlds/kit/identity.ts'
import { parse } from 'graphql'
import { afterEach, expect } from 'vitest'
import { many } from '../gateway/documents.ts'
import { emptyGateway } from '../gateway/empty.ts'
import { shared } from '../gateway/remote.ts'
import { connect, protocols } from '../live/following.ts'
import { gameServer } from '../stack.ts'
import { attack } from './attacks.ts'

const once = { on: 'once' } as const
const tokens = tokensFor(readSettings(shared))
const person = (n: number): Identity => ({ role: 'user', id: `00000000-0000-4000-8000-00000000000${n}` })
const [ann, ben] = [person(1), person(2)]

let opened = new AsyncDisposableStack()
afterEach(async () => {
  await opened.disposeAsync()
  opened = new AsyncDisposableStack()
})

/** A gateway whose minute is worth little: a hundred of each person's, a thousand of each address. */
async function thrifty(given: Record<string, string> = {}, more: Parameters<typeof emptyGateway>[1] = {}) {
  const rates = { MAX_COST: '100', RATE_PER_PERSON: '100', RATE_PER_SERVICE: '200', RATE_PER_ADDRESS: '1000' }
  return opened.use(await emptyGateway({ ...rates, ...given }, more))
}

type Served = Awaited<ReturnType<typeof thrifty>>

async function ask(served: Served, query: string, headers: Record<string, string> = {}) {
  const own = { 'content-type': 'application/json', ...headers }
  const response = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: own,
    body: JSON.stringify({ query }),
  })
  const { errors = [], extensions } = (await response.json()) as Record<string, never[]>
  const [refusal] = errors as { extensions: Record<string, unknown> }[]
  return {
    status: response.status,
    after: response.headers.get('retry-after'),
    refusal: refusal?.extensions,
    extensions,
  }
}

const as = async (identity: Identity) => ({ authorization: `Bearer ${await tokens.issue(identity)}` })

/** Costs eleven. */
const ten = '{ users(first: 10) { nodes { id } } }'

/** Asks until it is refused for the rate, and says how many were answered otherwise before. */
async function answeredOf(most: number, question: () => Promise<{ status: number }>): Promise<number> {
  for (let n = 0; n < most; n++) if ((await question()).status === 429) return n
  return most
}

attack(
  'A40.1',
  'a person asks for more than a minute is worth',
  '429 RATE_LIMITED with Retry-After and the limit; whoever asks from the same address goes on',
  async () => {
    const served = await thrifty()
    expect(await answeredOf(20, async () => ask(served, ten, await as(ann)))).toBe(9)
    const { status, after, refusal } = await ask(served, ten, await as(ann))
    const told = { code: 'RATE_LIMITED', limit: 'person', maximum: 100, period: 60, retryAfterSeconds: Number(after) }
    expect([status, refusal]).toEqual([429, { ...told, requestId: expect.any(String) }])
    expect(Number(after)).toBeGreaterThan(0)
    expect((await ask(served, ten, await as(ben))).status).toBe(200)
    expect((await ask(served, ten)).status).toBe(200)
    const figures = await served.metrics.registry.getSingleMetricAsString('worlds_graph_throttled_total')
    expect(figures).toContain('{limit="cost per person"} 2')
  },
  once,
)

attack(
  'A40.2',
  'names are guessed, thirty aliases in each request',
  'each alias is charged, so a hundred guesses are a minute’s worth',
  async () => {
    const served = await thrifty()
    const guesses = `{ ${many(30, n => `a${n}: userByUsername(username: "u${n}") { id }`)} }`
    expect(await answeredOf(10, () => ask(served, guesses))).toBe(3)
  },
  once,
)

attack(
  'A40.3',
  'tokens are tried one after another, or operations that are no JSON',
  'each costs the address 100; then nothing of its requests is looked at, not even a token that holds',
  async () => {
    for (const attempt of [{ authorization: 'Bearer x' }, { 'content-type': 'text/plain' }]) {
      const served = await thrifty()
      expect(await answeredOf(20, () => ask(served, ten, attempt))).toBe(11)
      const { status, refusal } = await ask(served, ten, await as(gameServer))
      expect([status, refusal]).toEqual([429, expect.objectContaining({ limit: 'address', maximum: 1000 })])
    }
  },
  once,
)

attack(
  'A40.4',
  'a flood of operations that are refused: faulty, too large, too dear',
  'each costs the address 100, as long as it is refused for its own fault',
  async () => {
    const dear = '{ users(first: 100) { nodes { characters { id } } } }'
    for (const fault of ['{', '{ nothing }', `{ ${many(40, n => `a${n}: __typename`)} }`, dear]) {
      const served = await thrifty()
      expect(await answeredOf(20, () => ask(served, fault))).toBe(11)
    }
  },
  once,
)

attack(
  'A3.2',
  'the schema is guessed from what is said of unknown fields',
  'each guess costs the address 100: 3,000 guesses a minute by default',
  async () => {
    const served = await thrifty()
    let n = 0
    expect(await answeredOf(20, () => ask(served, `{ guess${n++} }`))).toBe(11)
    expect(readSettings({}).rates.perAddress / 100).toBe(3_000)
  },
  once,
)

attack(
  'A40.5',
  'each request states another address in X-Forwarded-For',
  'it is not believed, unless TRUSTED_PROXIES says how many hops are; then the last of them that is not one’s own counts',
  async () => {
    let n = 0
    const forged = (more: string) => () => ({ authorization: 'Bearer x', 'x-forwarded-for': `10.0.0.${n++}${more}` })
    const direct = await thrifty()
    const claim = forged('')
    expect(await answeredOf(20, () => ask(direct, ten, claim()))).toBe(11)
    const behind = await thrifty({ TRUSTED_PROXIES: '1' })
    const appended = forged(', 203.0.113.7')
    expect(await answeredOf(20, () => ask(behind, ten, appended()))).toBe(11)
    expect((await ask(behind, ten, { 'x-forwarded-for': '203.0.113.7, 203.0.113.8' })).status).toBe(200)
  },
  once,
)

attack(
  'A40.6',
  'each request comes from another address of one IPv6 network',
  'the network of 64 bits counts as one address, and the next one for itself',
  async () => {
    const served = await thrifty({ TRUSTED_PROXIES: '1' })
    let n = 0
    const from = (network: string) => ({
      authorization: 'Bearer x',
      'x-forwarded-for': `2001:db8:0:${network}::${n++}`,
    })
    expect(await answeredOf(20, () => ask(served, ten, from('1')))).toBe(11)
    expect((await ask(served, ten, from('2'))).status).toBe(401)
  },
  once,
)

attack(
  'A40.7',
  'operations are asked over a WebSocket or as server-sent events',
  'they are charged as by POST: the one too many is refused with RATE_LIMITED, those under way go on',
  async () => {
    for (const protocol of protocols) {
      const served = await thrifty()
      using client = await connect({ url: served.url, tokens }, ann, protocol)
      for (let n = 0; n < 10; n++) await client.follow(ten).ended
      const refused = client.follow(ten)
      const { errors, failure } = await refused.ended
      if (protocol === 'sse') expect(String(failure)).toContain('429')
      else expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', limit: 'person', maximum: 100 })
      expect(refused.results).toEqual([])
    }
  },
  once,
)

attack(
  'A40.8',
  'a flood comes from a million addresses',
  'they share 65,536 counters, so it takes no more memory than these',
  async () => {
    const counters = new Counters({ points: 100, duration: 60 })
    for (let n = 0; n < 200_000; n++) await counters.penalty(`address ${n}`, 1)
    expect(counters.dump().storage.length).toBeGreaterThan(60_000)
    expect(counters.dump().storage.length).toBeLessThanOrEqual(65_536)
  },
  once,
)

attack(
  'A40.9',
  'a subscriber is sent more events than a minute is worth, and a game server moves 1,000 people 20 times a second',
  'neither is held off: what is told is not charged again, and services have a minute of their own',
  async () => {
    const { rates } = readSettings({})
    const moves = Array.from({ length: 1_000 }, () => ({}))
    const move = 'mutation ($input: MovePlayersInput!) { movePlayers(input: $input) { positions { user { id } } } }'
    const prices = pricesIn(readFileSync(new URL(import.meta.resolve('@worlds/schema/supergraph.graphql')), 'utf8'))
    const cost = costOf(parse(move), { variables: { input: { moves } } }, prices)
    expect([cost > 1_000, 20 * 60 * cost < rates.perService]).toEqual([true, true])

    const instance = { id: '00000000-0000-4000-8000-000000000009' }
    const changed = { topic: 'instance', instanceId: instance.id }
    const events = new Events()
    const source = {
      events: (signal: AbortSignal) => events.read(signal, gap),
      process: async () => ({ data: { instanceChanged: instance } }) as never,
    }
    const served = await thrifty({}, source)
    using client = await connect({ url: served.url, tokens }, ann, 'websocket')
    const following = client.follow(`subscription { instanceChanged(instanceId: "${instance.id}") { id } }`)
    for (let n = 0; n < 120; n++) {
      expect(await following.told()).toEqual({ instanceChanged: instance })
      events.tell(changed)
    }
  },
  once,
)
