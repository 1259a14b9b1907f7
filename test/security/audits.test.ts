import { type AuditResult, serverAudits } from 'graphql-http'
import { expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { attack } from './attacks.ts'

/** GET without a header that a page of another site could not send: CSRF prevention refuses it, as each may. */
const refusedOnPurpose = [
  '5A70 MAY accept application/x-www-form-urlencoded formatted GET requests: notice',
  'D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json: notice',
  '6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json: notice',
]

const outcomes = async (url: string, fetchFn: typeof fetch = fetch) => {
  const told: string[] = []
  for (const { fn } of serverAudits({ url: `${url}/graphql`, fetchFn })) {
    const { id, name, status, ...failed }: AuditResult & { response?: Response } = await fn()
    told.push(`${id} ${name}: ${status}`)
    await failed.response?.body?.cancel().catch(() => undefined)
  }
  return told
}

attack(
  'A42.7',
  'each of the 61 audits of GraphQL over HTTP of the package graphql-http',
  'held, but for three that CSRF prevention refuses, which hold with the header it asks for',
  async () => {
    await using served = await emptyGateway()
    const told = await outcomes(served.url)
    expect(told).toHaveLength(61)
    expect(told.filter(each => !each.endsWith(': ok'))).toEqual(refusedOnPurpose)
    const preflighted: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, 'apollo-require-preflight': '1' } })
    expect((await outcomes(served.url, preflighted)).filter(each => !each.endsWith(': ok'))).toEqual([])
  },
  { on: 'once' },
)
