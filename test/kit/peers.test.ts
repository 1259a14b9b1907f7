import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RequestContext } from '@worlds/kit/context.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type MakeSubgraph, openSubgraph, serveSubgraph } from '@worlds/kit/main.ts'
import { mountedPeers, RemotePeers } from '@worlds/kit/peers.ts'
import { Subgraph } from '@worlds/kit/subgraph.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { asked, demo, onServer } from '../stack.ts'

const typeDefs = 'type Query { asker: String, roleInDatabase: String, secret(word: String): String }'

type Context = RequestContext<object>

/** A subgraph that tells who asks, and one thing to the system alone. */
const resolvers = {
  asker: (_: unknown, __: unknown, { identity }: Context) => JSON.stringify(identity),
  roleInDatabase: async (_: unknown, __: unknown, context: Context) => {
    const { rows } = await context.db(db => sql<{ role: string }>`select graph.viewer_role() as role`.execute(db))
    return rows[0]?.role
  },
  secret: (_: unknown, { word }: { word: string }, context: Context) => {
    context.requireSystem('Query.secret')
    return word
  },
}
const make: MakeSubgraph = database => new Subgraph(database, typeDefs, [{ Query: resolvers }])

const log = logTo('silent', 'test')
const settingsOf = (more: Record<string, string>) => {
  const secrets = { AUTH_JWT_SECRET: 't'.repeat(40), ASSERTION_SECRET: 'a'.repeat(40) }
  return readSettings({ ...secrets, DATA_DIR: 'memory://', NODE_ENV: 'production', ...more }, 'world')
}
const whole = { query: 'query ($word: String) { asker roleInDatabase secret(word: $word) }', variables: { word: 'ok' } }
const nexus = { asker: '{"role":"system","name":"nexus"}', roleInDatabase: 'system', secret: 'ok' }

describe.skipIf(!onServer)('a subgraph asks another', () => {
  const url = inject('servers')?.world.graph ?? ''
  let world: Awaited<ReturnType<typeof openSubgraph>>
  let served: Awaited<ReturnType<typeof serveSubgraph>>
  const settings = settingsOf({ WORLD_PORT: '0' })
  const tokens = tokensFor(settings)
  beforeAll(async () => {
    const pool = { ...settings.pools.world, url, min: 0, max: 2 }
    world = await openSubgraph('world', make, {
      settings: { ...settings, pools: { ...settings.pools, world: pool } },
      log,
    })
    served = await serveSubgraph(world, { settings, tokens, log, exampleQuery: '{ asker }' })
  })
  afterAll(() => served[Symbol.asyncDispose]())
  const at = () => ({
    ...settings,
    remoteUrls: { memory: served.url, nexus: served.url, world: `${served.url}/graphql` },
  })

  test('as nobody else does: a caller is not the system', async () => {
    const refused = (await asked(served.url, await tokens.assert(demo, 'world'), whole)).errors
    expect(refused.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
    const nobody = (await asked(served.url, await tokens.assert({ role: 'anonymous' }, 'world'), whole)).errors
    expect(nobody.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
    const claimed = await asked(served.url, await tokens.issue({ role: 'system', name: 'nexus' }), whole)
    expect([claimed.status, claimed.data]).toEqual([401, undefined])
  })

  test('in the same process, as soon as it is open', async () => {
    let opened: typeof world | undefined
    const ask = mountedPeers('nexus', () => opened)('world')
    await expect(ask(whole)).rejects.toThrow('world is not open yet')
    opened = world
    expect(await ask(whole)).toEqual({ data: nexus })
  })

  test('in another process', async () => {
    await using peers = new RemotePeers('nexus', at(), tokens)
    expect(await peers.to('world')(whole)).toEqual({ data: nexus })
    const { errors = [] } = await peers.to('world')({ query: '{ nothing }' })
    expect(errors.map(({ message }) => message)).toEqual(['Cannot query field "nothing" on type "Query".'])
  })

  test('and finds out that the other does not know it, is not what it thought, or is not there', async () => {
    await using peers = new RemotePeers('nexus', at(), tokens)
    await expect(peers.to('memory')(whole)).rejects.toThrow('memory refuses this program')
    expect(() => peers.to('nexus')).toThrow('nexus is no peer of itself')
    const strange = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    await once(strange, 'listening')
    const world = `http://127.0.0.1:${(strange.address() as AddressInfo).port}`
    await using others = new RemotePeers('nexus', { ...at(), remoteUrls: { world } }, tokens)
    await expect(others.to('world')(whole)).rejects.toThrow('world answers 200 and no result')
    strange.closeAllConnections()
    strange.close()
    await expect(others.to('world')(whole)).rejects.toThrow()
  })
})
