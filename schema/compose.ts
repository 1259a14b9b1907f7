import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { composeServices } from '@apollo/composition'
import { buildASTSchema, GraphQLError, parse, printSchema, Source } from 'graphql'
import { allowedBreaks, changesBetween, committedApi, judge } from './changes.ts'
import { withGuards } from './guards.ts'

const usage = `Usage: pnpm schema [compose | check] [--against REF]

  compose   writes schema/supergraph.graphql, which the gateway boots from, and schema/api.graphql, which clients
            generate from, out of schema/memory.graphql, schema/nexus.graphql and schema/world.graphql. The default.
  check     fails when one of the two is stale, or when the API breaks a client that was written for the committed
            one. A deliberate break is allowed by its exact description on a line of schema/allowed-breaks.txt.

  --against REF   the commit whose schema/api.graphql is compared; HEAD when left out
  --help          this text`

/** A subgraph's contract. The gateway takes its real address from the settings; this is the one of development. */
export interface Contract {
  name: string
  url: string
  sdl: string
}

export interface Composed {
  supergraph: string
  api: string
  /** What the composer finds odd but not wrong, such as one type described differently by two subgraphs. */
  hints: string[]
}

/** Why the contracts do not fit together, one sentence for each fault, with its place where it has one. */
export class CompositionFailed extends Error {
  readonly faults: string[]

  constructor(faults: string[]) {
    super(`The subgraphs do not compose:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.name = 'CompositionFailed'
    this.faults = faults
  }
}

const ports = { memory: 4001, nexus: 4002, world: 4003 }
const fileOf = (name: string) => new URL(name, import.meta.url)

export function readContracts(): Contract[] {
  return Object.entries(ports).map(([name, port]) => ({
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    sdl: readFileSync(fileOf(`${name}.graphql`), 'utf8'),
  }))
}

/**
 * Composes the subgraphs to one graph.
 * @throws CompositionFailed when they contradict each other or one of them is no valid SDL
 */
export function compose(contracts: Contract[]): Composed {
  const services = contracts.map(({ name, url, sdl }) => ({ name, url, typeDefs: parsed(name, sdl) }))
  const { schema, supergraphSdl, errors, hints } = composeServices(services)
  if (errors) throw new CompositionFailed(errors.map(faultOf))
  // The composer may hold another copy of graphql; a syntax tree is plain data and passes between copies.
  const api = withGuards(printSchema(buildASTSchema(schema.toAPISchema().toAST())), supergraphSdl)
  return { supergraph: written(supergraphSdl), api: written(api), hints: hints.map(String) }
}

function parsed(name: string, sdl: string) {
  try {
    return parse(new Source(sdl, `schema/${name}.graphql`))
  } catch (error) {
    throw error instanceof GraphQLError ? new CompositionFailed([faultOf(error)]) : error
  }
}

function faultOf({ message, extensions, nodes, source, locations }: GraphQLError): string {
  const places = nodes?.flatMap(({ loc }) => (loc ? [`${loc.source.name}:${loc.startToken.line}`] : [])) ?? []
  if (places.length === 0 && source) places.push(`${source.name}:${locations?.[0]?.line}`)
  return [...new Set(places), `${message}${extensions.code ? ` (${extensions.code})` : ''}`].join(' ')
}

const written = (sdl: string) =>
  `# Written by schema/compose.ts out of the three subgraphs' files. Do not edit.\n\n${sdl.trim()}\n`

const files = { supergraph: 'supergraph.graphql', api: 'api.graphql' } as const
const outputs = Object.entries(files) as [keyof typeof files, string][]

/** The generated files that are not what the contracts give now. */
export function staleFiles(composed: Composed, read: (file: string) => string = textOf): string[] {
  return outputs.flatMap(([key, file]) => (read(file) === composed[key] ? [] : [`schema/${file}`]))
}

/** A file of this room; empty when it does not exist. */
function textOf(file: string): string {
  return existsSync(fileOf(file)) ? readFileSync(fileOf(file), 'utf8') : ''
}

function write(composed: Composed): void {
  for (const hint of composed.hints) console.warn(`Note: ${hint}`)
  for (const [key, file] of outputs) {
    writeFileSync(fileOf(file), composed[key])
    console.log(`Wrote schema/${file}.`)
  }
}

/** @returns whether everything is as it should be; what is not, is printed */
function check(composed: Composed, ref: string): boolean {
  const stale = staleFiles(composed)
  for (const file of stale) console.error(`${file} is stale. Refresh it: pnpm schema compose`)
  const unbroken = breaksNothing(composed, ref)
  if (stale.length === 0 && unbroken) console.log('The composed schema is fresh and breaks no client.')
  return stale.length === 0 && unbroken
}

function breaksNothing(composed: Composed, ref: string): boolean {
  const committed = committedApi(ref)
  if ('absent' in committed) {
    console.log(`Nothing to compare the API with: ${committed.absent}.`)
    return true
  }
  const changes = changesBetween(committed.api, composed.api)
  const { refused, warnings } = judge(changes, allowedBreaks(textOf('allowed-breaks.txt')))
  for (const warning of warnings) console.warn(`Warning: ${warning}`)
  for (const change of refused) console.error(`Breaks clients of ${ref}: ${change}`)
  if (refused.length === 0) return true
  console.error('A break that is meant goes on a line of schema/allowed-breaks.txt, as it is described here.')
  return false
}

/** @returns whether the command succeeded */
function run(args: string[]): boolean {
  const options = { help: { type: 'boolean', short: 'h' }, against: { type: 'string', default: 'HEAD' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const command = positionals.join(' ') || 'compose'
  if (values.help) console.log(usage)
  else if (command === 'compose') write(compose(readContracts()))
  else if (command === 'check') return check(compose(readContracts()), values.against)
  else throw new Error(`There is no command "${command}".\n\n${usage}`)
  return true
}

if (import.meta.main) {
  try {
    if (!run(process.argv.slice(2))) process.exitCode = 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
