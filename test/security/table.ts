import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

// Writes the table of attacks into SECURITY.md from the tests that try them, so that no claim outlives its test;
// `check` fails where the table is behind.

interface Attack {
  id: string
  attempt: string
  outcome: string
  file: string
}

const root = join(import.meta.dirname, '../..')
const text = String.raw`'((?:[^'\\]|\\.)*)'`
const calls = new RegExp(String.raw`\battack\(\s*${text},\s*${text},\s*${text}`, 'g')

/** The attacks that a file of tests tries. */
function attacksIn(file: string): Attack[] {
  const source = readFileSync(file, 'utf8')
  const found = [...source.matchAll(calls)].map(([, id = '', attempt = '', outcome = '']) => ({
    id,
    attempt: attempt.replaceAll('\\', ''),
    outcome: outcome.replaceAll('\\', ''),
    file: relative(root, file),
  }))
  const written = source.match(/\battack\(/g)?.length ?? 0
  if (written !== found.length)
    throw new Error(`${file}: each attack( is called with three plain texts in single quotes`)
  return found
}

function table(attacks: Attack[]): string {
  const cell = (value: string) => value.replaceAll('|', String.raw`\|`)
  const cells = attacks.map(({ id, attempt, outcome, file }) => [id, cell(attempt), cell(outcome), `[test](${file})`])
  const rows = [['case', 'attempt', 'outcome', 'proof'], ...cells]
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const line = (row: string[]) => `| ${row.map((value, i) => value.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [head, widths.map(width => '-'.repeat(width)), ...body].map(line).join('\n')
}

const tests = readdirSync(import.meta.dirname).filter(name => name.endsWith('.test.ts'))
const attacks = tests
  .flatMap(name => attacksIn(join(import.meta.dirname, name)))
  .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
const twice = attacks.find(({ id }, i) => attacks[i + 1]?.id === id)
if (twice) throw new Error(`${twice.file}: ${twice.id} is the name of two attacks`)

const page = join(root, 'SECURITY.md')
const before = readFileSync(page, 'utf8')
const [open, close] = ['<!-- attacks: written by test/security/table.ts -->', '<!-- end of attacks -->']
const after = before.replace(new RegExp(`${open}[^]*${close}`), () => `${open}\n\n${table(attacks)}\n\n${close}`)
if (process.argv[2] !== 'check') writeFileSync(page, after)
else if (after !== before) {
  console.error('The table of attacks in SECURITY.md is behind the tests: run `pnpm generate`.')
  process.exit(1)
}
