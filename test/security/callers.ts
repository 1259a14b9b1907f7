import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { person, serviceOf, uuid } from '../asking.ts'
import { admin, gameServer } from '../stack.ts'

/** The id of a row of the matrix. */
export const at = (n: number) => uuid(77_000 + n)

/** Two people, one who is suspended, and one who was erased and whose token still holds. */
export const people = { ann: at(1), ben: at(2), sue: at(3), gus: at(4) } as const
export type Person = keyof typeof people
export const [luna, orion] = ['mx-luna', 'mx-orion']

/** Somebody who asks, and what the contract knows of them. */
export interface Caller {
  name: string
  identity: Identity
  /** A person in good standing. */
  person?: Person
}

export const callers: readonly Caller[] = [
  { name: 'nobody', identity: anonymous },
  { name: 'ann', identity: person(people.ann), person: 'ann' },
  { name: 'ben', identity: person(people.ben), person: 'ben' },
  { name: 'sue, who is suspended', identity: person(people.sue) },
  { name: 'gus, who was erased', identity: person(people.gus) },
  { name: 'a service of luna', identity: serviceOf(luna) },
  { name: 'a service of orion', identity: serviceOf(orion) },
  { name: 'a game server', identity: gameServer },
  { name: 'an admin', identity: admin },
]

/** Who may: what the contract says in section 3, of each caller. */
export type Right = (who: Caller) => boolean

export const everyone: Right = () => true
export const none: Right = () => false
export const self =
  (...whose: Person[]): Right =>
  ({ person }) =>
    person !== undefined && whose.includes(person)
export const anAdmin: Right = ({ identity }) => identity.role === 'admin'
export const aGameServer: Right = ({ identity }) => identity.role === 'service' && identity.companions.includes('*')
export const aServiceOf =
  (companion: string): Right =>
  ({ identity }) =>
    identity.role === 'service' && identity.companions.includes(companion)
export const aService: Right = ({ identity }) => identity.role === 'service'

export const either =
  (...rights: Right[]): Right =>
  who =>
    rights.some(right => right(who))
/** Whoever brings a token and may act. */
export const signedIn = either(self('ann', 'ben'), aService, anAdmin)
export const theGame = either(aGameServer, anAdmin)
/** A person's own, which game servers and admins keep too. */
export const ownOf = (whose: Person) => either(self(whose), theGame)
/** What a companion remembers of a person. */
export const remembered = (whose: Person, companion: string) => either(ownOf(whose), aServiceOf(companion))
