import { readSettings } from '@worlds/kit/env.ts'
import { orExplain } from '@worlds/kit/main.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { readArguments, UsageError } from './cli.ts'
import { migrateAll, seedAll, statusOfAll } from './databases.ts'
import { lockdownAll } from './lockdown.ts'
import { openOwners } from './owners.ts'

const help = `The operator's command line for the three databases.

  pnpm db migrate    bring the databases up to this release; safe on live ones, and twice is a no-op
  pnpm db seed       fill empty databases with the demo data; refuses tables that hold rows, and production
  pnpm db status     list applied, pending and blocked migration steps
  pnpm db lockdown   narrow each database to the graph's role and the existing login, which keeps select, insert,
                     update and delete; all other programs lose their way in. Lists its statements; --apply runs them

  --only NAME   one database: memory, nexus or world (repeat for more)
  --apply       let lockdown change the databases
  --json        one JSON document on standard output, progress on standard error
  --help        this text

It works as the owner of each database: MEMORY_OWNER_URL, NEXUS_OWNER_URL, WORLD_OWNER_URL. When migrate has to make the
graph's own roles, each gets the password of its …_DATABASE_URL. Without owner URLs it works on the embedded databases
in DATA_DIR, which no other process may have open. Exit status 1 when something failed, 2 when something stays blocked.`

const options = {
  only: { type: 'string', multiple: true },
  apply: { type: 'boolean', default: false },
  json: { type: 'boolean' },
} as const

const commands = { migrate: migrateAll, seed: seedAll, status: statusOfAll, lockdown: lockdownAll }

function namesOf(only: string[] | undefined): SubgraphName[] {
  const unknown = only?.find(name => !subgraphNames.some(known => known === name))
  if (unknown !== undefined) throw new UsageError(`--only takes memory, nexus or world, not "${unknown}".`)
  return only ? subgraphNames.filter(name => only.includes(name)) : subgraphNames
}

await orExplain(async () => {
  const { values, positionals } = readArguments(options, help)
  const [verb = ''] = positionals
  if (values.help) return console.log(help)
  if (!Object.hasOwn(commands, verb)) throw new UsageError(`There is no command "${verb}".\n\n${help}`)
  const say = values.json ? (line: string) => console.error(line) : (line: string) => console.log(line)
  await using owners = await openOwners(readSettings(undefined, 'operator'), {
    names: namesOf(values.only),
    apply: values.apply,
    say,
  })
  const { result, blocked } = await commands[verb as keyof typeof commands](owners, say)
  if (values.json) console.log(JSON.stringify(result, null, 2))
  if (blocked) process.exitCode = 2
})
