import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { readSettings } from '@worlds/kit/env.ts'
import { uuidPattern } from '@worlds/kit/identity.ts'
import { orExplain } from '@worlds/kit/main.ts'
import { type GltfFacts, type Inspection, inspectGltf } from '@worlds/world/gltf.ts'
import { withFacts, withoutParts } from '@worlds/world/inspections.ts'
import type { Tables } from '@worlds/world/tables.gen.ts'
import { readArguments, UsageError } from './cli.ts'
import { type Owner, openOwners } from './owners.ts'
import { counted, kyselyOf } from './upkeep.ts'

const help = `Looks into the files of assets.

  pnpm asset inspect FILE   print what a .glb or .gltf says about itself: triangles, vertices, materials, bytes,
                            animations, whether it has a skeleton, extensions, bounds, and where it breaks the
                            specification. Files that it refers to are named and not read

  --asset ID    also keep that in the metadata of this asset, beside its tags, description and extra
  --json        one JSON document on standard output, progress on standard error
  --help        this text

The file is read in a process of its own, for a minute and with 2 GiB of memory at most. With --asset it works as the
owner of the world database, WORLD_OWNER_URL, or else on the embedded one in DATA_DIR, which no other process may have
open.`

const options = { asset: { type: 'string' }, json: { type: 'boolean' } } as const

const limits = { milliseconds: 60_000, megabytes: 2_048 }
const mostBytes = 512 * 2 ** 20

/** What was named cannot be read, or there is no such asset; the message says which. */
class InspectionRefused extends Error {
  override name = 'InspectionRefused'
}

async function fileAt(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new InspectionRefused(`There is no file "${path}".`)
  if (found.size > mostBytes) {
    throw new InspectionRefused(
      `"${path}" has ${counted(found.size)} bytes; ${counted(mostBytes)} at most can be read.`,
    )
  }
  return readFile(path)
}

const shownFacts = ({ bounds, ...facts }: GltfFacts) => ({
  ...Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'number' ? counted(value) : String(value)]),
  ),
  ...(bounds && {
    bounds: [bounds.min, bounds.max].map(({ x, y, z }) => `(${x}, ${y}, ${z})`).join(' to '),
  }),
})

function show(file: string, { facts, faults, externalFiles }: Inspection): void {
  console.log(file)
  for (const [name, value] of Object.entries(shownFacts(facts))) console.log(`  ${name.padEnd(12)}${value || 'none'}`)
  for (const uri of externalFiles) console.log(`  not read: ${uri}`)
  for (const fault of faults) console.log(`  fault: ${fault}`)
}

async function kept(owner: Owner, id: string, facts: GltfFacts): Promise<void> {
  const client = await owner.connect()
  try {
    if (await withFacts(kyselyOf<Tables>(client), id, facts)) return
    const { rows } = await client.query('select from assets where id = $1', [id])
    throw rows.length > 0 ? withoutParts() : new InspectionRefused(`There is no asset ${id}.`)
  } finally {
    await client.end()
  }
}

function taskOf({
  values,
  positionals: [verb = '', path, ...others],
}: ReturnType<typeof readArguments<typeof options>>) {
  const known = verb === 'inspect' && path !== undefined && others.length === 0
  if (!known) throw new UsageError(`Name one file: pnpm asset inspect FILE.\n\n${help}`)
  if (values.asset !== undefined && !uuidPattern.test(values.asset)) {
    throw new UsageError(`--asset takes a UUID, not "${values.asset}".`)
  }
  return { path, id: values.asset?.toLowerCase() }
}

await orExplain(async () => {
  const parsed = readArguments(options, help)
  if (parsed.values.help) return console.log(help)
  const { path, id } = taskOf(parsed)
  const say = parsed.values.json ? (line: string) => console.error(line) : (line: string) => console.log(line)
  const file = basename(path)
  const inspection = await inspectGltf(file, await fileAt(path), limits)
  if (parsed.values.json) console.log(JSON.stringify(inspection, null, 2))
  else show(file, inspection)
  if (id === undefined) return
  await using owners = await openOwners(readSettings(undefined, 'operator'), { names: ['world'], apply: false, say })
  await kept(owners.all[0] as Owner, id, inspection.facts)
  say(`Kept in the metadata of asset ${id}.`)
})
