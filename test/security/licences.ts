import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

// Writes docs/licences.md: the licences of all packages that the lockfile leads to, as their own manifests state them.
// `check` fails where the page is behind, or where a licence came in that nobody allowed. No registry is asked.

const root = join(import.meta.dirname, '../..')
const store = join(root, 'node_modules/.pnpm')
const page = join(root, 'docs/licences.md')

const allowed = new Set(
  'MIT, ISC, 0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, BlueOak-1.0.0, MPL-2.0, Python-2.0, CC-BY-4.0, CC0-1.0, Unlicense'.split(
    ', ',
  ),
)

/** Apollo's own: README.md says what the licence asks of whoever runs the graph. */
const elastic = new Set(
  ['gateway', 'composition', 'federation-internals', 'query-graphs', 'query-planner'].map(name => `@apollo/${name}`),
)

type Versions = Record<string, string | { version: string }>
type Depending = Partial<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Versions>>
interface Lock {
  importers: Record<string, Depending>
  packages: Record<string, { os?: string[]; cpu?: string[] }>
  snapshots: Record<string, Depending>
}

/** The packages that any machine installs. What is built for one kind of machine has the licence of what asks for it. */
export function packagesOf({ importers, packages, snapshots }: Lock): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const waiting: Depending[] = Object.values(importers)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { dependencies, devDependencies, optionalDependencies } = next
    for (const [name, value] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      const version = typeof value === 'string' ? value : value.version
      const key = snapshots[version] ? version : `${name}@${version}`
      const id = key.replace(/\(.*/, '')
      if (version.startsWith('link:') || seen.has(key) || packages[id]?.os || packages[id]?.cpu) continue
      seen.add(key)
      found.add(id)
      waiting.push(snapshots[key] ?? {})
    }
  }
  return found
}

/** By their manifests; some older ones hold an object, or none and the text of the licence. */
function licenceOf(name: string, folder: string): string {
  const { license, licenses } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))
  const stated = license ?? licenses?.[0]
  return (typeof stated === 'string' ? stated : stated?.type) ?? 'none stated'
}

/** Each package as name@version, by licence. */
function licences(): Map<string, string[]> {
  const lock: Lock = parse(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'))
  const folders = new Map(readdirSync(store).map(folder => [folder.split('_')[0], folder]))
  const found = new Map<string, string[]>()
  for (const id of [...packagesOf(lock)].sort()) {
    const name = id.slice(0, id.lastIndexOf('@'))
    const folder = folders.get(id.replace('/', '+').replace(':', '+'))
    if (!folder || !existsSync(join(store, folder))) throw new Error(`${id} is not installed: npx pnpm install`)
    const licence = licenceOf(name, join(store, folder, 'node_modules'))
    found.set(licence, [...(found.get(licence) ?? []), id])
  }
  return found
}

/** What nobody allowed: a choice of several will do when one of them does. */
export function strangers(found: Map<string, string[]>): string[] {
  return [...found].flatMap(([licence, ids]) => {
    const choices = licence.replace(/[()]/g, '').split(' OR ')
    if (choices.some(choice => choice.split(' AND ').every(one => allowed.has(one)))) return []
    return ids.filter(id => licence !== 'Elastic-2.0' || !elastic.has(id.slice(0, id.lastIndexOf('@'))))
  })
}

function written(found: Map<string, string[]>): string {
  const parts = [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([licence, ids]) => `## ${licence}\n\n${ids.map(id => `- ${id}`).join('\n')}\n`)
  return `<!-- Written by test/security/licences.ts -->\n\n# Licences\n\nOf the packages that are installed, development included, as they state them.\n\n${parts.join('\n')}`
}

if (import.meta.main) {
  const found = licences()
  const strange = strangers(found)
  if (strange.length > 0) throw new Error(`Nobody allowed the licences of: ${strange.join(', ')}`)
  const text = written(found)
  if (process.argv[2] !== 'check') writeFileSync(page, text)
  else if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/licences.md is behind the lockfile: run `pnpm generate`.')
    process.exit(1)
  }
}
