import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { orExplain, stopRequested } from '@worlds/kit/main.ts'
import { serveGateway } from './gateway.ts'
import { mountedSources, remoteSources } from './sources.ts'

await orExplain(async () => {
  const settings = readSettings()
  const log = logTo(settings.logLevel, 'gateway')
  const tokens = tokensFor(settings)
  const remote = settings.subgraphs === 'remote'
  const sources = remote ? remoteSources(settings, { tokens, log }) : await mountedSources(settings, { log })
  await using server = await serveGateway(settings, { sources, tokens, log })
  console.log(`gateway at ${server.url}/graphql`)
  void server.warm()
  await stopRequested()
})
