// Starts a gateway whose subgraphs answer by themselves, asks it one question, and prints every host that this process
// tried to reach. Nothing leaves it: whatever is not on this machine is refused. Usage: connections.ts [reports]
import dns from 'node:dns'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { serveGateway } from '@worlds/gateway/gateway.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { subgraphNames } from '@worlds/kit/names.ts'

const reached = new Set<string>()
const here = new Set(['127.0.0.1', 'localhost', '::1'])
const refused = (host: string) => {
  reached.add(host)
  return Object.assign(new Error(`${host} is elsewhere`), { code: 'ECONNREFUSED' })
}

const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
  const [options] = (Array.isArray(given[0]) ? given[0] : given) as [{ host?: string; port?: number; path?: string }]
  const host = options.host ?? 'localhost'
  if (options.path !== undefined || here.has(host)) return connect.apply(this, given as never)
  process.nextTick(() => this.destroy(refused(host)))
  return this
} as typeof connect
const { lookup } = dns
dns.lookup = ((host: string, ...more: unknown[]) => {
  if (here.has(host)) return lookup(host, ...(more as [never]))
  const error = refused(host)
  process.nextTick(() => (more.at(-1) as (error: Error) => void)(error))
}) as never

const settings = readSettings({ DATA_DIR: 'memory://', PORT: '0', LOG_LEVEL: 'silent' })
const switchedOff = process.env.APOLLO_TELEMETRY_DISABLED
// What the gateway's makers would hear if nobody had switched it off: shows that this program notices.
if (process.argv[2] === 'reports') delete process.env.APOLLO_TELEMETRY_DISABLED
const sources = subgraphNames.map(name => ({
  name,
  process: async () => ({ data: { users: { totalCount: 3 } } }) as never,
  check: async () => undefined,
  events: async function* () {},
  [Symbol.asyncDispose]: async () => undefined,
}))
const log = logTo('silent', 'test')
const gateway = await serveGateway(settings, { sources, tokens: tokensFor(settings), log })
const answer = await fetch(`${gateway.url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ users(first: 1) { totalCount } }' }),
})
await pause(500)
console.log(JSON.stringify({ switchedOff, answer: await answer.json(), reached: [...reached] }))
await gateway[Symbol.asyncDispose]()
process.exit()
