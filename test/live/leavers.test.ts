import { once } from 'node:events'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { WebSocket } from 'ws'
import { rows, uuid } from '../asking.ts'
import { gameServer, onServer, stack } from '../stack.ts'

const place = uuid(9301)

describe.skipIf(!onServer)('what is under way is asked and written for no more', () => {
  test.each<[string, (socket: WebSocket) => void]>([
    ['when its client hangs up', socket => socket.terminate()],
    ['when its client completes it', socket => socket.send('{"type": "complete", "id": "1"}')],
  ])('%s', async (_, leave) => {
    const graph = await stack()
    await using _place = await rows(graph, 'nexus', 'instances', [{ id: place, current_users: 0 }])
    const waiting = async () => {
      const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      return (await graph.asOwner('nexus', text)).length
    }
    const headers = { authorization: `Bearer ${await graph.tokens.issue(gameServer)}` }
    const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
    await once(socket, 'open')
    socket.send('{"type": "connection_init"}')
    await once(socket, 'message')
    const told: string[] = []
    socket.on('message', data => told.push(String(data)))
    const holder = new pg.Client({ connectionString: inject('servers')?.nexus.owner as string })
    await holder.connect()
    try {
      await holder.query('begin')
      await holder.query('select from instances where id = $1 for update', [place])
      const query = `mutation { updateInstanceState(input: { instanceId: "${place}", patch: { late: 1 } }) { __typename } }`
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }))
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
      leave(socket)
      // Nobody gave the row free, and a wait for it is ended by its timeout only after seconds.
      await expect.poll(waiting, { timeout: 4_000 }).toBe(0)
    } finally {
      await holder.end()
      socket.close()
    }
    expect(await graph.asOwner('nexus', 'select state from instances where id = $1', [place])).toEqual([
      { state: null },
    ])
    expect(told).toEqual([])
  })
})
