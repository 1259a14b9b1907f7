import { gatewayMetrics } from '@worlds/gateway/metrics.ts'
import { Rates } from '@worlds/gateway/rates.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { describe, expect } from 'vitest'
import { onServer } from '../stack.ts'
import { attack } from './attacks.ts'
import { haveRedis, RedisServer } from './redis.ts'

if (!haveRedis && !onServer) console.warn('SKIPPED: rates that gateways share, for want of a redis-server here.')

const person = (n: number): Identity => ({ role: 'user', id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` })

/** The rates of one of several gateways, and what it warned of. */
function gateway(port: number) {
  const warnings: string[] = []
  const log = Object.assign(logTo('silent', 'test'), { warn: (_: unknown, text: string) => warnings.push(text) })
  const most = { perPerson: 100, perService: 100, perAddress: 0, redisUrl: `redis://127.0.0.1:${port}` }
  const rates = new Rates(most, { metrics: gatewayMetrics(), log: log as never })
  const charge = async (identity: Identity) =>
    rates.charge({ identity, address: '203.0.113.7' }, 60).then(
      () => 'charged',
      ({ extensions }) => extensions.code,
    )
  return { warnings, charge, [Symbol.asyncDispose]: () => rates[Symbol.asyncDispose]() }
}

describe.skipIf(!haveRedis)('several gateways', () => {
  attack(
    'A40.10',
    'a person asks several gateways in turn',
    'with REDIS_URL they count together; where Redis freezes or goes, each counts by itself, says so once and fails nothing',
    async () => {
      let server = await RedisServer.start()
      await using one = gateway(server.port)
      await using other = gateway(server.port)
      let people = 0
      /** What a new person is told by the one, by the other, and by the one again. */
      const asked = async () => {
        const who = person(people++)
        return [await one.charge(who), await other.charge(who), await one.charge(who)]
      }
      const together = () =>
        expect.poll(asked, { timeout: 10_000 }).toEqual(['charged', 'RATE_LIMITED', 'RATE_LIMITED'])
      const apart = () => expect.poll(asked, { timeout: 10_000 }).toEqual(['charged', 'charged', 'RATE_LIMITED'])
      try {
        await together()
        // Redis may have begun after them.
        one.warnings.length = other.warnings.length = 0
        server.freeze()
        await apart()
        await server[Symbol.asyncDispose]()
        await apart()
        expect([one.warnings.length, other.warnings.length]).toEqual([1, 1])
        server = await RedisServer.start(server.port)
        await together()
      } finally {
        await server[Symbol.asyncDispose]()
      }
    },
    { on: 'once' },
  )
})
