import { getEventListeners } from 'node:events'
import { feed, type Subscriber } from '@worlds/gateway/feeds.ts'
import { gatewayMetrics } from '@worlds/gateway/metrics.ts'
import { followed } from '@worlds/gateway/subscriptions.ts'
import { Topics } from '@worlds/gateway/topics.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { rows, uuid } from '../asking.ts'
import { type Stack, stack } from '../stack.ts'

const place = uuid(9201)
const changes = {
  followed: followed.instanceChanged as NonNullable<(typeof followed)[string]>,
  args: { instanceId: place },
}

describe('a feed', () => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  test('keeps nothing of the events that it has told of', async () => {
    await using _place = await rows(graph, 'nexus', 'instances', [{ id: place, current_users: 0 }])
    const { signal } = new AbortController()
    const metrics = gatewayMetrics()
    await using topics = new Topics(graph.sources, { log: graph.log, metrics })
    const execute = async () => ({ data: { changed: place } })
    const subscriber: Subscriber = { key: 'changed', query: {} as never, execute, ask: async () => undefined, signal }
    const results = feed('instanceChanged', changes, subscriber, { topics, metrics })
    await results.next()
    for (let nth = 1; nth <= 20; nth++) {
      const next = results.next()
      await graph.asOwner('nexus', 'update instances set current_users = $2 where id = $1', [place, nth])
      expect((await next).value).toEqual({ data: { changed: place } })
    }
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1)
    await results.return(undefined)
  })

  test('counts what it leaves out for a subscriber who is busy for long', async () => {
    const memories = {
      followed: followed.memoryRemembered as typeof changes.followed,
      args: { companionId: 'feed', userId: place },
    }
    const stop = new AbortController()
    const metrics = gatewayMetrics()
    await using topics = new Topics(graph.sources, { log: graph.log, metrics })
    const execute = async () => ({ data: { memory: {} } })
    const subscriber: Subscriber = {
      key: 'memory',
      query: {} as never,
      execute,
      ask: async () => undefined,
      signal: stop.signal,
    }
    const results = feed('memoryRemembered', memories, subscriber, { topics, metrics })
    const first = results.next()
    const tell = (from: number) =>
      graph.asOwner(
        'memory',
        `select pg_notify('graph', json_build_object(
          'topic', 'remembered', 'companionId', 'feed', 'userId', $1::text, 'ids', json_agg(id))::text)
        from generate_series($2::int, $2::int + 499) id`,
        [place, from],
      )
    while ((await Promise.race([first, tell(1).then(() => undefined)])) === undefined);
    for (let from = 1_000; from <= 12_000; from += 500) await tell(from)
    await expect.poll(async () => (await metrics.dropped.get()).values[0]?.value ?? 0).toBeGreaterThan(0)
    stop.abort()
    await results.return(undefined)
  })
})
