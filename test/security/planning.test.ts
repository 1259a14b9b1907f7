import { afterAll, beforeAll, expect } from 'vitest'
import { bomb, large } from '../gateway/documents.ts'
import { emptyGateway, tokenFor } from '../gateway/empty.ts'
import { asked, demo, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

let served: Awaited<ReturnType<typeof emptyGateway>>
const ask = async (query: string, { url } = served) => asked(url, await tokenFor(demo), { query })

// Nothing here depends on a database.
beforeAll(async () => {
  if (onServer) return
  served = await emptyGateway()
  await ask('{ me { id } }')
})
afterAll(() => served?.[Symbol.asyncDispose]())

attack(
  'A10.5',
  'twelve operations at the limits, each new to the gateway',
  'planned in another thread: the one that answers all spends less than half of the time',
  async () => {
    const [all, answering] = [process.cpuUsage(), process.threadCpuUsage()]
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => ask(large(n))))
    const spent = ({ user, system }: NodeJS.CpuUsage) => user + system
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(spent(process.threadCpuUsage(answering)) / spent(process.cpuUsage(all))).toBeLessThan(0.5)
  },
  { on: 'once' },
)

attack(
  'A10.6',
  'the same again, while others ask for what was planned before and for something small and new',
  'these are answered first',
  async () => {
    const order: string[] = []
    const told = (name: string) => () => order.push(name)
    await Promise.all([
      Promise.all(Array.from({ length: 6 }, (_, n) => ask(large(100 + n)))).then(told('attack')),
      ask('{ me { id } }').then(told('known')),
      ask('{ me { small: id } }').then(told('small')),
    ])
    expect(order).toEqual(['known', 'small', 'attack'])
  },
  { on: 'once' },
)

attack(
  'A10.7',
  'an operation whose planning takes longer than PLAN_TIMEOUT_MS, with all other limits raised',
  'refused for it with both numbers, and at once when it comes again',
  async () => {
    const raised = { MAX_SELECTIONS: '5000', MAX_ALIASES: '5000', MAX_DEPTH: '100', MAX_COST: '1000000000' }
    await using weak = await emptyGateway({ ...raised, PLAN_TIMEOUT_MS: '20' })
    const extensions = { code: 'QUERY_TOO_COMPLEX', limit: 'planningMs', maximum: 20, requestId: expect.any(String) }
    const message = 'Planning the operation takes longer than 20 ms. Ask for less, or in several requests.'
    for (const _ of ['first', 'again']) {
      const { status, data, errors } = await ask(bomb(9), weak)
      expect([status, data, errors]).toEqual([400, undefined, [{ message, extensions }]])
    }
  },
  { on: 'once' },
)
