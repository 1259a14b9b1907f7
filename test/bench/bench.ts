import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { fanoutBench } from './fanout.ts'
import { memoryBench } from './memory.ts'
import { nearbyBench } from './nearby.ts'
import { positionsBench } from './positions.ts'
import { Results } from './results.ts'

const help = `Benchmarks: each compares side by side, in one run, and says whether its aims hold.

  pnpm bench memory    tiers, searches and writes of the memory system, with row security on
  pnpm bench positions reports of movements: rows a second, updates without index writes, bytes of the log
  pnpm bench nearby    who is near, among 100 to 100,000 players
  pnpm bench fanout    what a frame of playersMoved costs for each subscriber

  --large       searches among 500,000 memories instead of 100,000; takes several gigabytes and half an hour
  --json FILE   where the results go as JSON, .bench/<name>.json when left out
  --help        this text

TEST_POSTGRES_URL names a superuser of a scratch server with pgvector on this machine, such as
\`bash test/postgres.sh start\` prints: what its backends spend is read from /proc. Figures are processor time, the
backend's and this process's, medians of 25 questions. Exit status 1 when an aim is missed.`

const benches = { memory: memoryBench, positions: positionsBench, nearby: nearbyBench, fanout: fanoutBench }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    large: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
const [name = ''] = positionals
const server = process.env.TEST_POSTGRES_URL
if (values.help) console.log(help)
else if (!Object.hasOwn(benches, name) || !server) {
  console.error(server ? `There is no benchmark "${name}".\n\n${help}` : `TEST_POSTGRES_URL is not set.\n\n${help}`)
  process.exitCode = 1
} else {
  const results = new Results()
  await benches[name as keyof typeof benches](server, values.large, results)
  const file = values.json ?? `.bench/${name}.json`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, results: results.all }, null, 2)}\n`,
  )
  const missed = results.all.filter(({ holds }) => holds === false).length
  console.log(`\n${missed === 0 ? 'All aims hold' : `${missed} aims are missed`}; written to ${file}.`)
  if (missed > 0) process.exitCode = 1
}
