import { readSettings } from '@worlds/kit/env.ts'
import { type Identity, tokensFor, uuidPattern } from '@worlds/kit/identity.ts'
import { orExplain } from '@worlds/kit/main.ts'
import { readArguments, UsageError } from './cli.ts'
import { demoPerson } from './demo.ts'

const help = `Prints a signed development token.

  pnpm run token --user ID                        a person, by UUID; "demo" is the demo person
  pnpm run token --service NAME --companion ID    a service for one companion; repeat --companion for more, '*' for all
  pnpm run token --admin [NAME]                   an administrator

  --hours N   how long it holds (12)
  --help      this text

It is signed with AUTH_JWT_SECRET or, in development, with the secret kept in DATA_DIR. Send it as
"Authorization: Bearer <token>". Only the token goes to standard output with: pnpm -s run token …
("run" is needed: pnpm has a command of its own that is called token.)`

const options = {
  user: { type: 'string' },
  service: { type: 'string' },
  companion: { type: 'string', multiple: true },
  admin: { type: 'boolean' },
  hours: { type: 'string', default: '12' },
} as const

type Arguments = ReturnType<typeof readArguments<typeof options>>

function identityOf({ values, positionals }: Arguments): Identity {
  const { user, service, companion = [], admin } = values
  const asked = [user, service, admin].filter(value => value !== undefined)
  if (asked.length !== 1) throw new UsageError(`Say who the token is for.\n\n${help}`)
  if (user !== undefined) {
    const id = user === 'demo' ? demoPerson.id : user
    if (!uuidPattern.test(id)) throw new UsageError(`--user takes a UUID, not "${user}".`)
    return { role: 'user', id }
  }
  if (service === undefined) return { role: 'admin', name: positionals[0] ?? 'admin' }
  if (companion.length === 0) throw new UsageError("--service needs --companion ID, or --companion '*' for all.")
  return { role: 'service', name: service, companions: companion }
}

await orExplain(async () => {
  const parsed = readArguments(options, help)
  if (parsed.values.help) return console.log(help)
  const hours = Number(parsed.values.hours)
  if (!(hours > 0 && hours <= 24 * 365))
    throw new UsageError(`--hours takes a number up to 8760, not "${parsed.values.hours}".`)
  console.log(await tokensFor(readSettings()).issue(identityOf(parsed), hours * 3600))
})
