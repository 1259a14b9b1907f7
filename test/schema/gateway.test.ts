import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { withoutGuards } from '@worlds/gateway/guards.ts'
import { expect, test } from 'vitest'

interface Fetch {
  request: { query?: string; variables?: Record<string, unknown> }
}
interface Gateway {
  load(): Promise<unknown>
  stop(): Promise<void>
}
interface Server {
  executeOperation(request: { query: string }): Promise<{ body: unknown }>
  stop(): Promise<void>
}
interface Packages {
  ApolloGateway: new (config: object) => Gateway
  ApolloServer: new (config: object) => Server
}

/** The gateway reads this when it is loaded; without it, it would report to its makers. */
process.env.APOLLO_TELEMETRY_DISABLED = '1'
const load = createRequire(import.meta.resolve('@worlds/gateway/package.json'))
const { ApolloGateway, ApolloServer } = { ...load('@apollo/gateway'), ...load('@apollo/server') } as Packages

const supergraph = readFileSync(new URL(import.meta.resolve('@worlds/schema/supergraph.graphql')), 'utf8')
const supergraphSdl = withoutGuards(supergraph)
const asset = { __typename: 'Asset', assetName: 'Wolf' }

/** What each subgraph answers, and what it was asked. */
const answers: Record<string, (fetch: Fetch) => object> = {
  nexus: () => ({
    user: { __typename: 'User', id: '1', characters: [{ __typename: 'Character', id: '2', modelUrl: 'wolf.glb' }] },
  }),
  memory: () => ({ _entities: [{ memories: { totalCount: 7 } }] }),
  world: ({ request }) => {
    expect(request.variables?.representations).toEqual([{ __typename: 'Character', id: '2', modelUrl: 'wolf.glb' }])
    return { _entities: [{ modelAsset: asset }] }
  },
}

test('the stock gateway starts on the supergraph without its guards, and joins a person’s three databases', async () => {
  const buildService = ({ name }: { name: string }) => ({
    process: async (fetch: Fetch) => ({ data: answers[name]?.(fetch) }),
  })
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl, buildService }) })
  const query = '{ user(id: "1") { characters { modelAsset { assetName } } memories { totalCount } } }'
  const { body } = await server.executeOperation({ query })
  await server.stop()
  expect(body).toMatchObject({
    singleResult: {
      data: { user: { characters: [{ modelAsset: { assetName: 'Wolf' } }], memories: { totalCount: 7 } } },
    },
  })
})
