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
})
