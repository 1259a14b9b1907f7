import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { apolloServer } from '@worlds/kit/apollo.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type Arrival, listen } from '@worlds/kit/server.ts'
import { describe, expect, test } from 'vitest'

const log = logTo('silent', 'test')

async function served(answer: () => Promise<string>) {
  const resolvers = { Query: { hello: answer } }
  const apollo = apolloServer({ typeDefs: 'type Query { hello: String }', resolvers }, { explorable: false, log })
  await apollo.start()
  const context = async (_: unknown, { requestId }: Arrival) => ({ requestId })
  const readiness = async () => ({ ready: true, checks: {} })
  const { intake, production } = readSettings({})
  const endpoint = { apollo, context, readiness, pages: new Map(), corsOrigins: [], intake, production, log }
  return listen(endpoint, { host: '127.0.0.1', port: 0 })
}

const ask = async (url: string) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query": "{ hello }"}' })
  return answer.json()
}

/** How many milliseconds something takes. */
async function timed(work: PromiseLike<unknown>): Promise<number> {
  const began = performance.now()
  await work
  return performance.now() - began
}

describe('a server that closes', () => {
  test('lets the requests under way finish, and takes no more', async () => {
    let finish = (_: string) => undefined as unknown
    let asked = () => undefined as unknown
    const begun = new Promise<void>(resolve => {
      asked = resolve
    })
    const server = await served(() => {
      asked()
      return new Promise(resolve => {
        finish = resolve
      })
    })
    const answer = ask(server.url)
    await begun
    const closed = server[Symbol.asyncDispose]()
    await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
    expect(await Promise.race([closed, pause(100, 'still open')])).toBe('still open')
    finish('world')
    expect(await answer).toEqual({ data: { hello: 'world' } })
    expect(await timed(closed)).toBeLessThan(2_000)
  })

  test('waits for nobody who asks nothing', async () => {
    const server = await served(async () => 'world')
    await ask(server.url)
    // Browsers connect ahead of what they may ask next.
    const ahead = connect(Number(new URL(server.url).port), '127.0.0.1')
    ahead.on('error', () => undefined)
    await once(ahead, 'connect')
    await pause(50)
    expect(await timed(server[Symbol.asyncDispose]())).toBeLessThan(2_000)
  })
})
