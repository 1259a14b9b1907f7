// Starts the product as a reader of the README does: from a clean clone, in an empty home, with `npx pnpm start`. Asks one
// question that takes all three databases to answer, stops, starts again on the same data, and then with a process for
// each subgraph. Usage: node .ci/smoke.ts <folder for the clone> <file for the counts>
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { freePorts, Product } from './products.ts'

const query = `query Me { me { username displayName
  characters { characterName isPrimary modelAsset { assetName licenseType } }
  position { x y z lastUpdate instance { instanceType currentUsers maxUsers space { spaceName owner { username } } } }
  memories(first: 5) { nodes { content tier importanceScore companion { id } } pageInfo { hasNextPage endCursor } totalCount }
  spaces(first: 3) { nodes { spaceName instances(first: 2) { nodes { id currentUsers } } } }
  activeQuests { questId participants { username } } } }`

interface Me {
  username: string
  characters: { modelAsset: { assetName: string } | null }[]
  position: { instance: { space: { spaceName: string; owner: { username: string } | null } | null } | null } | null
  memories: {
    nodes: { content: string; companion: { id: string } }[]
    totalCount: number
    pageInfo: { hasNextPage: boolean }
  }
  spaces: { nodes: { spaceName: string; instances: { nodes: { id: string }[] } }[] }
  activeQuests: { questId: string; participants: { username: string }[] }[]
}

interface Answer {
  me: Me | null
}

const [cloneArgument, countsFile] = process.argv.slice(2)
if (!cloneArgument || !countsFile)
  throw new Error('usage: node .ci/smoke.ts <folder for the clone> <file for the counts>')
const clone = resolve(cloneArgument)
const home = `${clone}-home`
let passed = 0
let failed = 0

function check(what: string, holds: unknown, detail: () => unknown = () => ''): void {
  holds ? passed++ : failed++
  console.log(holds ? `  ok      ${what}` : `  FAILED  ${what} ${JSON.stringify(detail())}`)
}

/** The demo people wake when the program starts: that alone differs from one start to the next. */
function withoutTimes(me: Me | null | undefined): unknown {
  return JSON.parse(JSON.stringify(me ?? null, (key, value) => (key === 'lastUpdate' ? undefined : value)))
}

function checkAnswer(me: Me | null | undefined, errors: unknown[] | undefined): void {
  check('the answer has no errors', !errors, () => errors)
  check('people (nexus): the demo person and characters', me?.username && me.characters.length > 0, () => me)
  check(
    'assets (world): the model of a character',
    me?.characters.some(({ modelAsset }) => modelAsset?.assetName),
  )
  const space = me?.position?.instance?.space
  check(
    'nexus to world and back: where the person is, and whose space that is',
    space?.spaceName && space.owner?.username,
  )
  const memories = me?.memories
  check(
    'memories (memory): a page of five out of over 300',
    memories?.nodes.length === 5 && memories.totalCount > 300,
    () => memories,
  )
  check(
    'more memories follow, each with its companion',
    memories?.pageInfo.hasNextPage && memories.nodes.every(node => node.companion.id),
  )
  check(
    'spaces (world) with their instances (nexus)',
    me?.spaces.nodes.some(node => node.instances.nodes.length > 0),
  )
  check(
    'quests with those who take part',
    me?.activeQuests.some(quest => quest.participants.some(({ username }) => username)),
  )
}

/** Every cluster's marker file: made anew only when a database is. */
function databaseFiles(): string[] {
  return readdirSync(join(clone, '.data'), { recursive: true, encoding: 'utf8' })
    .filter(path => /(^|\/)PG_VERSION$/.test(path) && path.split('/').length < 4)
    .map(path => `${path} ${statSync(join(clone, '.data', path)).ino}`)
    .sort()
}

async function checkPages({ url, token = '' }: Product): Promise<void> {
  for (const [path, mark] of Object.entries({ '/': 'EmbeddedSandbox', '/graphiql': 'renderYogaGraphiQL' })) {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } })
    const html = await answer.text()
    check(`the page ${path}, with the token`, html.includes(mark) && html.includes(token), () => answer.status)
  }
}

/** The pnpm that the first start brought. npx itself ends by the signal, so only pnpm tells the product's exit status. */
function pnpmOfFirstStart(): string[] {
  const cache = join(home, '.npm/_npx')
  return readdirSync(cache).map(entry => join(cache, entry, 'node_modules/.bin/pnpm'))
}

interface Run {
  command: string[]
  settings?: Record<string, string>
  withinSeconds: number
  /** How a good end looks to who started it. */
  ends: (number | string | null)[]
}

async function run(
  title: string,
  { command, settings = {}, withinSeconds, ends }: Run,
  inside: (p: Product) => Promise<void>,
) {
  console.log(title)
  const from = Date.now()
  await using product = new Product(command, { folder: clone, home, ports, settings })
  await product.ready(withinSeconds)
  check(`ready, with a token printed, after ${((Date.now() - from) / 1000).toFixed(1)} s`, true)
  const failedBefore = failed
  await inside(product)
  const status = await product.interrupt()
  check(`Ctrl-C ends it, status ${status}`, ends.includes(status))
  check('nothing is left running', !product.leftBehind)
  if (failed > failedBefore) console.log(product.output.slice(-4000))
}

const ports = await freePorts(['PORT', 'MEMORY_PORT', 'NEXUS_PORT', 'WORLD_PORT', 'ADMIN_PORT'])
mkdirSync(home, { recursive: true })
let first: unknown
let files: string[] = []

try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', process.cwd(), clone])
  const npx = { command: ['npx', 'pnpm'], withinSeconds: 300, ends: [0, 'SIGINT'] }
  await run('First start: installs, makes the databases, fills them', npx, async product => {
    const { data, errors } = await product.ask<Answer>(query)
    checkAnswer(data?.me, errors)
    first = withoutTimes(data?.me)
    await checkPages(product)
    files = databaseFiles()
    check('three databases are on disk', files.length >= 3, () => files)
  })
  const again = { command: pnpmOfFirstStart(), withinSeconds: 90, ends: [0] }
  await run('Second start, on the same data', again, async product => {
    check('the answer is the same', isDeepStrictEqual(withoutTimes((await product.ask<Answer>(query)).data?.me), first))
    check('the databases are the same files', isDeepStrictEqual(databaseFiles(), files), () => [files, databaseFiles()])
  })
  await run('A process for each subgraph', { ...again, settings: { SUBGRAPHS: 'remote' } }, async product => {
    const answered = ['MEMORY_PORT', 'NEXUS_PORT', 'WORLD_PORT'].map(name =>
      fetch(`http://127.0.0.1:${ports[name]}/readyz`),
    )
    const ready = await Promise.all(answered.map(answer => answer.then(({ ok }) => ok).catch(() => false)))
    check('each subgraph is ready at its own port', !ready.includes(false), () => ready)
    const { data, errors } = await product.ask<Answer>(query)
    check('the answer is the same', isDeepStrictEqual(withoutTimes(data?.me), first), () => errors ?? data)
  })
} catch (error) {
  console.error((error as Error).message)
  check('the product could be tried to the end', false)
}
writeFileSync(countsFile, `${passed} ${failed}\n`)
process.exitCode = failed > 0 ? 1 : 0
