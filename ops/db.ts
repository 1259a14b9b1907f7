import { readSettings, type Settings } from '@worlds/kit/env.ts'
import { orExplain } from '@worlds/kit/main.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { readArguments, UsageError } from './cli.ts'
import { compress } from './compress.ts'
import { migrateAll, type Outcome, seedAll, statusOfAll } from './databases.ts'
import { examineAll } from './doctor.ts'
import { index } from './indexes.ts'
import { lockdownAll } from './lockdown.ts'
import { type Owner, type Owners, openOwners } from './owners.ts'
import { reembed } from './reembed.ts'
import { train } from './train.ts'
import { asKeeper, type UpkeepOptions } from './upkeep.ts'

const help = `The operator's command line for the three databases.

  pnpm db migrate    bring the databases up to this release; safe on live ones, and twice is a no-op
  pnpm db seed       fill empty databases with the demo data; refuses tables that hold rows, and production
  pnpm db status     list applied, pending and blocked migration steps, and what waits in the outbox
  pnpm db doctor     look for what is wrong with the servers, roles, tables and migrations, and say what mends it;
                     changes nothing, and says what the login may not look at
  pnpm db lockdown   narrow each database to the graph's role and the existing login, which keeps select, insert,
                     update and delete; all other programs lose their way in. Lists its statements; --apply runs them

  --only NAME   one database: memory, nexus or world (repeat for more)
  --apply       let lockdown change the databases

Of the memory database alone:

  pnpm db train      learn how to make the vectors of one model smaller, from at least 1,000 of them; vectors that were
                     reduced by an older codec and still hold numbers are encoded anew
    --sample N            learn from so many vectors, 1,000 to 100,000; 6,000 when left out
    --model NAME          of this model; of the embedder's when left out
    --seed N              the number that decides what is drawn; 1 when left out
  pnpm db compress   move aging memories one tier down, by the rules in graph.aging_rules
    --older-than-days N   in place of the rule's days for IMPORTANT
    --max-accesses N      in place of the rule's accesses for IMPORTANT
  pnpm db reembed    embed memories anew whose vectors are of another model than the embedder's
    --user ID             only of this person
    --claim MODEL         instead, state the model of vectors of which nobody stated it
  pnpm db index      give each person with a companion that holds very many full vectors an index of its own, which
                     costs their inserts more and their searches less, and drop the indexes of those that fell to half
    --over N              so many full vectors; 50,000 when left out
  compress and reembed also take:
    --companion ID        only of this companion
    --limit N             so many memories at most
    --dry-run             only say what would be done (index takes it too)

  --json        one JSON document on standard output, progress on standard error
  --help        this text

It works as the owner of each database: MEMORY_OWNER_URL, NEXUS_OWNER_URL, WORLD_OWNER_URL. When migrate has to make the
graph's own roles, each gets the password of its …_DATABASE_URL. Without owner URLs it works on the embedded databases
in DATA_DIR, which no other process may have open. Ctrl-C ends train, compress, reembed and index; what they finished
stays.
Exit status 1 when something failed, 2 when something stays blocked or doctor met an error.`

const upkeepOptions = {
  sample: { type: 'string' },
  seed: { type: 'string' },
  model: { type: 'string' },
  'older-than-days': { type: 'string' },
  'max-accesses': { type: 'string' },
  companion: { type: 'string' },
  user: { type: 'string' },
  limit: { type: 'string' },
  claim: { type: 'string' },
  over: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const

const options = {
  only: { type: 'string', multiple: true },
  apply: { type: 'boolean', default: false },
  json: { type: 'boolean' },
  ...upkeepOptions,
} as const

const commands = { migrate: migrateAll, seed: seedAll, status: statusOfAll, doctor: examineAll, lockdown: lockdownAll }
const upkeep = { train, compress, reembed, index }

/** Which of their options these commands take. */
const taken: Record<string, readonly string[]> = {
  train: ['sample', 'seed', 'model'],
  compress: ['older-than-days', 'max-accesses', 'companion', 'limit', 'dry-run'],
  reembed: ['companion', 'user', 'limit', 'claim', 'dry-run'],
  index: ['over', 'dry-run'],
}

function namesOf(only: string[] | undefined): SubgraphName[] {
  const unknown = only?.find(name => !subgraphNames.some(known => known === name))
  if (unknown !== undefined) throw new UsageError(`--only takes memory, nexus or world, not "${unknown}".`)
  return only ? subgraphNames.filter(name => only.includes(name)) : subgraphNames
}

function refuseStrayOptions(verb: string, values: UpkeepOptions): void {
  const stray = Object.keys(upkeepOptions).find(
    name => values[name as keyof UpkeepOptions] !== undefined && !taken[verb]?.includes(name),
  )
  if (stray !== undefined) throw new UsageError(`${verb} takes no --${stray}.\n\n${help}`)
}

type Say = (line: string) => void
type Command = (owners: Owners, say: Say) => Promise<Outcome<unknown>>

/** The work of a command, its options checked, and the databases that it is for. */
function commandOf(verb: string, only: string[] | undefined, values: UpkeepOptions, settings: Settings) {
  refuseStrayOptions(verb, values)
  const names = namesOf(only)
  if (Object.hasOwn(commands, verb)) return { names, command: commands[verb as keyof typeof commands] as Command }
  if (only && String(names) !== 'memory') throw new UsageError(`${verb} works on the memory database: --only memory.`)
  const work = upkeep[verb as keyof typeof upkeep](values)
  const command: Command = async ({ all }, say) => {
    const owner = all[0] as Owner
    const targets = [values.companion, values.user].filter(each => each !== undefined)
    const operation = values['dry-run'] ? undefined : { act: verb, targets }
    const result = { [owner.database]: await asKeeper<unknown>(owner, { settings, say, operation }, work) }
    return { result, blocked: false }
  }
  return { names: ['memory'] as SubgraphName[], command }
}

await orExplain(async () => {
  const { values, positionals } = readArguments(options, help)
  const [verb = ''] = positionals
  if (values.help) return console.log(help)
  if (!Object.hasOwn(commands, verb) && !Object.hasOwn(upkeep, verb)) {
    const fault = verb === '' ? 'Say what to do.' : `There is no command "${verb}".`
    throw new UsageError(`${fault}\n\n${help}`)
  }
  const say = values.json ? (line: string) => console.error(line) : (line: string) => console.log(line)
  const settings = readSettings(undefined, 'operator')
  const { names, command } = commandOf(verb, values.only, values, settings)
  await using owners = await openOwners(settings, { names, apply: values.apply, say })
  const { result, blocked } = await command(owners, say)
  if (values.json) console.log(JSON.stringify(result, null, 2))
  if (blocked) process.exitCode = 2
})
