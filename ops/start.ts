import { exampleQuery, type Gateway, serveGateway } from '@worlds/gateway/gateway.ts'
import { mountedSources, remoteSources } from '@worlds/gateway/sources.ts'
import { readSettings, type Settings } from '@worlds/kit/env.ts'
import { type Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { type Log, logTo } from '@worlds/kit/log.ts'
import { orExplain, stopRequested } from '@worlds/kit/main.ts'
import { demoPerson } from './demo.ts'
import { startDemoWalk } from './demo-walk.ts'
import { connectorsOf, openEmbeddedDatabases } from './embedded.ts'
import { subgraphProcesses } from './processes.ts'
import { reportPending } from './servers.ts'

const say = (line: string) => console.log(line)

/** Opens the databases and whatever serves them, in this process or in three of their own; `running` closes all. */
async function openSources(
  settings: Settings,
  { tokens, log, running }: { tokens: Tokens; log: Log; running: AsyncDisposableStack },
) {
  if (!settings.embedded) await reportPending(settings, say)
  const embedded =
    settings.embedded && (await openEmbeddedDatabases(settings.dataDir, { demo: !settings.production, say }))
  if (settings.subgraphs === 'in-process') {
    return mountedSources(settings, { log, connectors: embedded ? await connectorsOf(embedded) : {} })
  }
  // The processes open the embedded databases themselves, one each.
  if (embedded) for (const database of Object.values(embedded)) await database[Symbol.asyncDispose]()
  if (!settings.remoteUrls.memory) running.use(await subgraphProcesses(settings, say))
  return remoteSources(settings, { tokens, log })
}

function printWelcome(
  { url, metricsUrl }: Gateway,
  { explorable, exampleToken, dataDir }: Settings,
  walks: boolean,
): void {
  const body = JSON.stringify({ query: exampleQuery.replace(/\s+/g, ' ').trim() })
  say(`\nWorlds Graph is ready.\n\n  Graph     ${url}/graphql`)
  if (explorable) say(`  Sandbox   ${url}/\n  GraphiQL  ${url}/graphiql   (works without internet)`)
  if (metricsUrl) say(`  Figures   ${metricsUrl}   (for Prometheus)`)
  if (walks) say('\n  The demo people walk about and play quests; DEMO_WALK=off keeps them still.')
  if (!exampleToken) return
  say(
    `\nA token of the demo person, ${demoPerson.displayName}, for 12 hours:\n\nexport TOKEN=${exampleToken}\n\nA query to begin with:\n`,
  )
  say(`curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d '${body}'\n`)
  say(`Ctrl-C stops it; the data stay in ${dataDir}.\n`)
}

/** In development on embedded databases the demo person asks, until another token is typed in. */
async function withExampleToken(settings: Settings, tokens: Tokens): Promise<Settings> {
  if (!settings.embedded || settings.production || settings.exampleToken) return settings
  return { ...settings, exampleToken: await tokens.issue({ role: 'user', id: demoPerson.id }) }
}

await orExplain(async () => {
  const given = readSettings()
  const log = logTo(given.logLevel, 'worlds-graph')
  const tokens = tokensFor(given)
  const settings = await withExampleToken(given, tokens)
  await using running = new AsyncDisposableStack()
  const sources = await openSources(settings, { tokens, log, running })
  const gateway = running.use(await serveGateway(settings, { sources, tokens, log }))
  const walks = settings.embedded && settings.demoWalk
  if (walks) running.use(startDemoWalk(gateway.url, tokens))
  printWelcome(gateway, settings, walks)
  void gateway.warm()
  await stopRequested()
  say('Stopping …')
})
