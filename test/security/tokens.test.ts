import { request } from 'node:http'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { shared } from '../gateway/remote.ts'
import { overWebSocket } from '../live/following.ts'
import { asked, onServer } from '../stack.ts'
import { attack } from './attacks.ts'
import { forgeries } from './forgeries.ts'

const once = { on: 'once' } as const
const tokens = tokensFor(readSettings(shared))
let served: Awaited<ReturnType<typeof emptyGateway>>
beforeAll(async () => {
  if (!onServer) served = await emptyGateway()
})
afterAll(() => served?.[Symbol.asyncDispose]())

/** Each is refused alike, where tokens are verified and at the gateway. */
const refused = (forged: () => string[]) => async () => {
  for (const token of forged()) {
    const fault = { message: 'The token is not valid. Sign in again and send a fresh one.' }
    await expect(tokens.identify(token)).rejects.toMatchObject({ ...fault, extensions: { code: 'UNAUTHENTICATED' } })
    if (token.length > 9_000 || token === '') continue
    const { status, data, errors } = await asked(served.url, token, { query: '{ users { totalCount } }' })
    const extensions = { code: 'UNAUTHENTICATED', requestId: expect.any(String) }
    expect([status, data, errors]).toEqual([401, undefined, [{ ...fault, extensions }]])
  }
}

attack('A25.1', 'a token without a signature, of alg none', 'refused', refused(forgeries.noSignature), once)
attack('A25.2', 'a token of another algorithm than the pinned one', 'refused', refused(forgeries.otherAlgorithm), once)
attack('A26.1', 'a token of another time: expired, or not valid yet', 'refused', refused(forgeries.otherTime), once)
attack('A26.2', 'a token of another issuer, or for another audience', 'refused', refused(forgeries.otherPlace), once)
attack('A26.3', 'a token without sub, exp, iss, aud or role', 'refused', refused(forgeries.missingClaim), once)
attack(
  'A26.4',
  'a token that was changed, or signed with another secret',
  'refused',
  refused(forgeries.otherSignature),
  once,
)
attack('A26.5', 'a token with critical headers, b64 among them', 'refused', refused(forgeries.criticalHeader), once)
attack('A26.6', 'a token of more than 8 KiB', 'refused', refused(forgeries.tooLarge), once)
attack(
  'A26.7',
  'a good signature over a role that there is not, or that nobody outside has',
  'refused',
  refused(forgeries.otherRole),
  once,
)
attack(
  'A26.8',
  'a service of companions that are no list of texts',
  'refused',
  refused(forgeries.otherCompanions),
  once,
)
attack(
  'A26.9',
  'a token of a megabyte, over HTTP and in the first message of a WebSocket',
  'refused before it is read as a token',
  async () => {
    const token = 'x'.repeat(2 ** 20)
    const status = await new Promise(resolve => {
      const asking = request(`${served.url}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
      asking.on('response', response => resolve(response.statusCode)).on('error', resolve)
      asking.end()
    })
    expect(status).toBe(431)
    await expect(tokens.identify(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
    using socket = overWebSocket(served.url, token)
    expect((await socket.follow('{ __typename }').ended).code).toBe(1009)
  },
  once,
)
attack(
  'A39.1',
  'faults of tokens told apart by their answers: status, headers, body',
  'all are answered alike, byte for byte but for the id of the request and the time',
  async () => {
    const answers = new Set<string>()
    for (const token of Object.values(forgeries).flatMap(forged => forged())) {
      if (token.length > 9_000 || token === '') continue
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const answer = await fetch(`${served.url}/graphql`, {
        method: 'POST',
        headers,
        body: '{"query":"{ __typename }"}',
      })
      const id = answer.headers.get('x-request-id') ?? 'none'
      const told = [answer.status, [...answer.headers].filter(([name]) => name !== 'date'), await answer.text()]
      answers.add(JSON.stringify(told).replaceAll(id, 'id'))
    }
    expect([...answers]).toHaveLength(1)
  },
  once,
)
