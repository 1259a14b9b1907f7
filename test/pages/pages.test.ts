import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { developerPages, embeddedJson, graphiqlPage, type PageStart, sandboxPage } from '@worlds/kit/pages.ts'
import { buildSchema, graphqlSync } from 'graphql'
import { describe, expect, test } from 'vitest'
import { browserInstalled, visitGraphiql, visitSandbox } from './browser.ts'

const start: PageStart = {
  endpoint: '/graphql',
  document: 'query Me { me { username } }',
  headers: { Authorization: 'Bearer demo-token' },
}

const hostile = '</script><script>alert(1)</script><!-- \u2028 \u2029 & \' "'

/** The JSON a page was opened with, as the browser's script reads it. */
function startOf(html: string): unknown {
  return JSON.parse(/<script type="application\/json" id="start">(.*?)<\/script>/s.exec(html)?.[1] ?? '')
}

describe('what a page embeds', () => {
  test.each([['sandbox', sandboxPage] as const, ['graphiql', graphiqlPage] as const])(
    '%s: a hostile query stays data, and arrives unchanged',
    (_, render) => {
      const given = { endpoint: '/graphql', document: hostile, headers: { 'x-note': hostile } }
      const html = render(given)
      expect(html).not.toContain('alert(1)</script>')
      expect(html).not.toMatch(/[\u2028\u2029]/)
      expect(html.match(/<script/g)).toHaveLength(3)
      expect(startOf(html)).toEqual(given)
    },
  )

  test('embedded JSON holds no character that HTML or a line of JavaScript gives a meaning', () => {
    expect(embeddedJson(hostile)).not.toMatch(/[<>&\u2028\u2029]/)
    expect(JSON.parse(embeddedJson(hostile))).toBe(hostile)
  })

  test('Sandbox sends no telemetry, links to the page that works offline and says so when it cannot load', () => {
    const html = sandboxPage(start)
    expect(html).toContain('runTelemetry: false')
    expect(html).toContain('href="/graphiql"')
    expect(html).toContain('<noscript>')
    expect(html).toMatch(/id="offline" hidden/)
  })

  test('GraphiQL names no host but its own, and every file that it names is served', () => {
    const html = graphiqlPage(start)
    expect(html).not.toMatch(/(https?:)?\/\/[\w-]+\.[\w.]+/)
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(match => match[1] ?? '')
    expect(named).toHaveLength(2)
    const pages = developerPages(start)
    for (const path of named) expect(pages.get(path)?.body.length, path).toBeGreaterThan(100_000)
    expect([...pages.keys()].filter(path => path.endsWith('.worker.js'))).toHaveLength(3)
  })
})

const schema = buildSchema('type Query { me: User } type User { username: String }')

/** A server with the page, its files and a graph of one person, known by the page's token alone. */
async function servePages(start: PageStart): Promise<AsyncDisposable & { url: string }> {
  const pages = developerPages(start)
  const server: Server = createServer(async (request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (page && request.method === 'GET') {
      return response.writeHead(200, { 'content-type': page.type, ...page.headers }).end(page.body)
    }
    let body = ''
    for await (const chunk of request) body += chunk
    const known = request.headers.authorization === start.headers.Authorization
    const rootValue = { me: known ? { username: 'mira_of_the_harbour' } : null }
    const answer = graphqlSync({ schema, source: JSON.parse(body).query, rootValue })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

describe.skipIf(!browserInstalled)('in a browser', { timeout: 60_000 }, () => {
  test.each([{ reload: false }, { reload: true }])(
    'GraphiQL opens with the query and the token, asks only its own server and shows the answer (reload: $reload)',
    async ({ reload }) => {
      await using server = await servePages(start)
      const visit = await visitGraphiql(server.url, 'mira_of_the_harbour', { reload })
      expect(visit.document).toContain('me { username }')
      expect(visit.headers).toContain('Bearer demo-token')
      expect(visit.answer).toContain('"username": "mira_of_the_harbour"')
      expect(visit.complaints).toEqual([])
      const elsewhere = visit.requested.filter(url => !/^(data|blob):/.test(url) && !url.startsWith(`${server.url}/`))
      expect(elsewhere).toEqual([])
    },
  )

  test('Sandbox is opened with the query and the token', async () => {
    await using server = await servePages(start)
    const { options, hint, complaints } = await visitSandbox(server.url, true)
    expect(options.initialEndpoint).toBe(`${server.url}/graphql`)
    expect(options.initialState).toMatchObject({ document: start.document, headers: start.headers })
    expect(options.runTelemetry).toBe(false)
    expect({ hint, complaints }).toEqual({ hint: false, complaints: [] })
  })

  test('without internet the page says where GraphiQL is', async () => {
    await using server = await servePages(start)
    expect(await visitSandbox(server.url, false)).toMatchObject({ options: undefined, hint: true })
  })
})
