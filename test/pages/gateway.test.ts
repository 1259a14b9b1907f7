import { demoPerson } from '@worlds/ops/demo.ts'
import { describe, expect, test } from 'vitest'
import { demo, stack } from '../stack.ts'
import { browserInstalled, visitGraphiql } from './browser.ts'

describe.skipIf(!browserInstalled)("the gateway's own GraphiQL page", { timeout: 120_000 }, () => {
  test('opens with the example query, runs it and shows an answer of all three databases', async () => {
    const { url, tokens } = await stack()
    const visit = await visitGraphiql(url, demoPerson.username, { token: await tokens.issue(demo) })
    expect(visit.document).toContain('query Me')
    expect(visit.answer).toContain(`"username": "${demoPerson.username}"`)
    expect(visit.answer).toContain('"assetName": ')
    expect(visit.complaints).toEqual([])
    expect(visit.requested.filter(address => !/^(data|blob):/.test(address) && !address.startsWith(`${url}/`))).toEqual(
      [],
    )
  })

  test('subscribes, and shows what is told at the start', async () => {
    const graph = await stack()
    const [place] = await graph.asOwner('nexus', 'select id, max_users from instances order by id limit 1')
    const document = `subscription Changes { instanceChanged(instanceId: "${place?.id}") { id maxUsers } }`
    const visit = await visitGraphiql(graph.url, `"maxUsers": ${place?.max_users}`, {
      document,
      token: await graph.tokens.issue(demo),
    })
    expect(visit.document).toContain('subscription Changes')
    expect(visit.answer).toContain(`"id": "${place?.id}"`)
    expect(visit.complaints).toEqual([])
  })
})
