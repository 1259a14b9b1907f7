import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { type Statement, statementsOf } from './statements.ts'

/** A named part of a migration that is applied, or blocked, as a whole. */
export interface Step {
  file: string
  name: string
  /** The file's checksum: what an applied step is held to. */
  checksum: string
  /** Applied statement by statement, outside a transaction: every statement is idempotent. */
  concurrent: boolean
  /** Finds the rows that this step would refuse, as one line of text each. */
  refuses?: { what: string; query: Statement }
  statements: Statement[]
}

const notation = /^-- step: ([a-z0-9_]+)( \(concurrent\))?$/

/** Where the migrations of this release lie. */
export const shipped = import.meta.dirname

/**
 * The steps of one database, in the order they are applied in.
 * @param directory holds one folder per database, with files NNNN_noun.sql
 * @throws when a file breaks the notation: SQL before the first step, or two steps of one name
 */
export async function stepsOf(subgraph: SubgraphName, directory = shipped): Promise<Step[]> {
  const folder = join(directory, databases[subgraph].database)
  const files = (await readdir(folder)).filter(file => /^\d{4}_\w+\.sql$/.test(file)).sort()
  const steps = await Promise.all(
    files.map(async file => parse(file.replace(/\.sql$/, ''), await readFile(join(folder, file), 'utf8'))),
  )
  return steps.flat()
}

/** The name a step goes by in reports: `0004_characters/one_primary`. */
export const nameOf = (step: { file: string; step: string } | Step) =>
  `${step.file}/${'step' in step ? step.step : step.name}`

function parse(file: string, raw: string): Step[] {
  const text = raw.replace(/\r\n?/g, '\n')
  const checksum = createHash('sha256').update(text).digest('hex')
  const lines = text.split('\n')
  const starts = lines.flatMap((line, at) => (line.startsWith('-- step:') ? [at] : []))
  if (statementsOf(lines.slice(0, starts[0]).join('\n')).length > 0) {
    throw new Error(`${file}.sql has SQL before its first "-- step: name" line.`)
  }
  const steps = starts.map((start, n) => parseStep(file, checksum, lines.slice(start, starts[n + 1]), start))
  const names = steps.map(step => step.name)
  const twice = names.find((name, n) => names.indexOf(name) !== n)
  if (twice !== undefined) throw new Error(`${file}.sql has two steps named ${twice}.`)
  return steps
}

function parseStep(file: string, checksum: string, lines: string[], start: number): Step {
  const [, name, concurrent] = notation.exec(lines[0] ?? '') ?? []
  if (name === undefined) {
    throw new Error(`${file}.sql, line ${start + 1}: a step begins "-- step: name" or "-- step: name (concurrent)".`)
  }
  const statements = statementsOf(lines.join('\n'), start + 1)
  const what = lines[1]?.match(/^-- refuses: (.+)$/)?.[1]
  const query = what === undefined ? undefined : statements.shift()
  if (statements.length === 0) throw new Error(`${file}.sql: step ${name} does nothing.`)
  return {
    file,
    name,
    checksum,
    concurrent: concurrent !== undefined,
    ...(what !== undefined && query && { refuses: { what, query } }),
    statements,
  }
}
