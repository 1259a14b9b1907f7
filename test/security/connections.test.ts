import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { asked, onServer } from '../stack.ts'
import { attack } from './attacks.ts'
import { dripped, parsed, rawTo } from './raw.ts'

type Served = Awaited<ReturnType<typeof emptyGateway>>
const justOnce = { on: 'once' } as const
const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
const body = '{"query": "{ __typename }"}'

let served: Served
const impatient = { HEADERS_TIMEOUT_MS: '300', REQUEST_TIMEOUT_MS: '600', SILENCE_TIMEOUT_MS: '500' }

// Nothing here depends on a database.
beforeAll(async () => {
  if (!onServer) served = await emptyGateway({ ...impatient, MAX_CONNECTIONS: '40' })
})
afterAll(() => served?.[Symbol.asyncDispose]())

const alive = async () => expect((await fetch(`${served.url}/livez`)).status).toBe(200)

/** Refused in JSON, as the caller's fault, and hung up on. */
function refused(answer: string, status: number): void {
  const told = parsed(answer)
  expect([told.status, told.errors.length]).toEqual([status, 1])
  expect(told.errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
}

attack(
  'A41.1',
  'headers that arrive a byte at a time',
  'cut off with 408 after HEADERS_TIMEOUT_MS; others are answered meanwhile',
  async () => {
    const slow = Array.from({ length: 20 }, () => dripped(served.url, head, 'x: y\r\n'))
    await alive()
    for (const answer of await Promise.all(slow)) refused(answer, 408)
  },
  justOnce,
)

attack(
  'A41.2',
  'a body that arrives a byte at a time, announced or in chunks',
  'cut off with 408 after REQUEST_TIMEOUT_MS; others are answered meanwhile',
  async () => {
    const slow = [
      dripped(served.url, `${head}content-length: 100000\r\n\r\n`, 'x'),
      dripped(served.url, `${head}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'),
    ]
    await alive()
    for (const answer of await Promise.all(slow)) refused(answer, 408)
  },
  justOnce,
)

attack(
  'A41.3',
  'connections on which nothing is sent',
  'closed after HEADERS_TIMEOUT_MS',
  async () => {
    using silent = await rawTo(served.url)
    await silent.ended()
    await alive()
  },
  justOnce,
)

attack(
  'A41.4',
  'an answer of megabytes that is asked for and not read',
  'cut off after SILENCE_TIMEOUT_MS',
  async () => {
    using reader = await rawTo(served.url, 'GET /graphiql/graphiql.js HTTP/1.1\r\nhost: x\r\n\r\n')
    reader.socket.pause()
    await pause(1_500)
    reader.socket.resume()
    const read = await reader.ended()
    const whole = Number(/content-length: (\d+)/i.exec(read)?.[1])
    expect(whole).toBeGreaterThan(1_000_000)
    expect(read.length).toBeLessThan(whole)
  },
  justOnce,
)

attack(
  'A41.8',
  'more connections than MAX_CONNECTIONS, held open',
  'those beyond are closed before anything is read of them; those before are answered',
  async () => {
    await using small = await emptyGateway({ MAX_CONNECTIONS: '3' })
    const request = `${head}content-length: ${body.length}\r\n\r\n${body}`
    const held = [await rawTo(small.url), await rawTo(small.url), await rawTo(small.url)]
    using beyond = await rawTo(small.url, request)
    expect(await beyond.ended()).toBe('')
    held[0]?.socket.write(request)
    await expect.poll(() => held[0]?.read()).toContain('"data":{"__typename":"Query"}')
    for (const { socket } of held) {
      socket.destroy()
      await once(socket, 'close')
    }
    await expect
      .poll(() => asked(small.url, undefined, JSON.parse(body)).catch(() => ({ status: 0 })))
      .toMatchObject({
        status: 200,
      })
  },
  justOnce,
)

const length = (value: string) => `content-length: ${value}\r\n`
const chunked = 'transfer-encoding: chunked\r\n'
const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
const smuggled: Record<string, string> = {
  'two lengths': `${head}${length('5')}${length('6')}\r\n${body}`,
  'two lengths in one header': `${head}${length('5, 6')}\r\n${body}`,
  'the same length twice': `${head}${length('27')}${length('27')}\r\n${body}`,
  'a length with a sign': `${head}${length('+27')}\r\n${body}`,
  'a length in hexadecimal': `${head}${length('0x1b')}\r\n${body}`,
  'a negative length': `${head}${length('-1')}\r\n${body}`,
  'a length and chunks': `${head}${length('5')}${chunked}\r\n${chunks}`,
  'chunks and a length': `${head}${chunked}${length('5')}\r\n${chunks}`,
  'chunks that are not the last coding': `${head}transfer-encoding: chunked, identity\r\n\r\n${chunks}`,
  'a coding nobody knows': `${head}transfer-encoding: xchunked\r\n\r\n${chunks}`,
  'a space before the colon': `${head}transfer-encoding : chunked\r\n\r\n${chunks}`,
  'a folded header': `${head}x: y\r\n ${chunked}\r\n${chunks}`,
  'lines that end without CR': `${head.replaceAll('\r\n', '\n')}${length('27').replace('\r', '')}\n${body}`,
  'NUL in a header': `${head}x: a\u0000b\r\n${length('27')}\r\n${body}`,
  'CR alone in a header': `${head}x: a\rb\r\n${length('27')}\r\n${body}`,
  'a chunk of no size': `${head}${chunked}\r\nzz\r\n`,
  'no HTTP': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
  'HTTP/2 from the start': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version of none': `${head.replace('HTTP/1.1', 'HTTP/9.9')}\r\n`,
  'a method of none': 'GRAB /graphql HTTP/1.1\r\nhost: x\r\n\r\n',
  'a space in the target': 'GET /graphql ?query={a} HTTP/1.1\r\nhost: x\r\n\r\n',
}

attack(
  'A42.1',
  'requests of which two servers would read two different things',
  'refused with 400 in JSON and hung up on, however they are written',
  async () => {
    for (const [name, text] of Object.entries(smuggled)) {
      using raw = await rawTo(served.url, text)
      const told = parsed(await raw.ended())
      expect([name, told.status, told.errors[0]?.extensions.code]).toEqual([name, 400, 'BAD_USER_INPUT'])
    }
    await alive()
  },
  justOnce,
)

attack(
  'A42.2',
  'no host, or two of them',
  'refused with 400',
  async () => {
    for (const hosts of ['', 'host: x\r\nhost: y\r\n']) {
      using raw = await rawTo(served.url, `GET /livez HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`)
      refused(await raw.ended(), 400)
    }
  },
  justOnce,
)

attack(
  'A42.3',
  'a header, a URL or a hundred headers of 20 kilobytes',
  'refused with 431 in JSON',
  async () => {
    const long = 'x'.repeat(20_000)
    const many = Array.from({ length: 100 }, (_, n) => `x-${n}: ${'y'.repeat(200)}\r\n`).join('')
    for (const text of [
      `${head}authorization: ${long}\r\n`,
      `GET /graphql?query=${long} HTTP/1.1\r\nhost: x\r\n`,
      head + many,
    ]) {
      using raw = await rawTo(served.url, `${text}\r\n`)
      refused(await raw.ended(), 431)
    }
  },
  justOnce,
)

attack(
  'A42.4',
  'targets that are no path, or no path of ours',
  'refused in JSON with 404; none is taken for /graphql',
  async () => {
    for (const target of [
      '//',
      '//evil.example/graphql',
      'http://[',
      '*',
      '/\\',
      '/%',
      '/graphql%2f..',
      '/graphql;x',
      '/%00',
    ]) {
      using raw = await rawTo(served.url, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      const told = parsed(await raw.ended())
      expect([target, told.status, told.errors[0]?.extensions.code]).toEqual([target, 404, 'NOT_FOUND'])
    }
  },
  justOnce,
)

attack(
  'A42.5',
  'a second request behind a refused one on the same connection',
  'never answered: the connection is closed',
  async () => {
    const behind = 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n'
    using raw = await rawTo(served.url, `${head}${length('5')}${chunked}\r\n${chunks}${behind}`)
    expect((await raw.ended()).match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
  },
  justOnce,
)

attack(
  'A42.6',
  'an upgrade to another protocol, path or origin than ours',
  'refused in JSON, or answered as if it had not been asked for',
  async () => {
    const asking = (path: string, protocol: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${protocol}\r\n${more}\r\n`
    const refusals: [string, number][] = [
      [asking('/other', 'websocket'), 404],
      [asking('/graphql', 'websocket', 'origin: https://evil.example\r\n'), 403],
    ]
    for (const [text, status] of refusals) {
      using raw = await rawTo(served.url, text)
      const told = parsed(await raw.ended())
      expect([told.status, told.errors.length]).toEqual([status, 1])
    }
    using plain = await rawTo(served.url, asking('/livez', 'h2c'))
    await expect.poll(() => plain.read()).toContain('{"live":true}')
  },
  justOnce,
)
