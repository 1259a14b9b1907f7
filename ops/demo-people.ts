import type { DemoAsset } from './demo-assets.ts'
import { bios, characterNames, handles, lastNames, men, women } from './demo-names.ts'
import { ago, asciiOf, assetHost, choose, type Dice, day, demoId, dice, hour, minute } from './demo-random.ts'

export interface DemoUser {
  id: string
  username: string
  email: string
  display_name: string | null
  avatar_url: string | null
  bio: string | null
  maturity_rating: number
  account_status: string
  created_at: string
  last_login: string | null
  oauth_provider: string | null
  oauth_id: string | null
}

export interface DemoCharacter {
  id: string
  user_id: string
  character_name: string
  model_url: string | null
  customization_data: Record<string, unknown>
  is_primary: boolean
  created_at: string
}

interface Person {
  id: string
  username: string
  displayName: string
}

/** How many of the last people in the list are suspended; they stand in no instance. */
export const suspendedCount = 4

export function demoUsers(now: Date, demoPerson: Person, count: number): DemoUser[] {
  const throws = dice('users')
  const taken = new Set([demoPerson.username])
  const first = { ...userOf(now, throws, demoPerson, 0), ...demoPersonsProfile(now) }
  const others = Array.from({ length: count - 1 }, (_, index) => {
    const name = `${throws.pick(throws.chance(0.5) ? women : men)} ${throws.pick(lastNames)}`
    const username = usernameOf(throws, name, taken)
    const user = userOf(now, throws, { id: demoId('user', index + 1), username, displayName: name }, index + 1)
    return index + 1 >= count - suspendedCount ? { ...user, account_status: 'suspended' } : user
  })
  return [first, ...others]
}

function demoPersonsProfile(now: Date): Partial<DemoUser> {
  return {
    bio: 'Lighting designer in a small theatre. I build harbours at night and look at how the light falls.',
    created_at: ago(now, 912 * day + 5 * hour),
    last_login: ago(now, 47 * minute),
    maturity_rating: 1,
  }
}

function userOf(now: Date, throws: Dice, person: Person, n: number): DemoUser {
  const age = throws.between(3, 1100) * day
  const provider = throws.chance(0.65) ? throws.pick(['google', 'google', 'discord', 'github', 'apple']) : null
  const bio = choose(throws.pick(bios), options => throws.pick(options))
  const pictured = throws.chance(0.85) || n === 0
  return {
    id: person.id,
    username: person.username,
    email: `${asciiOf(person.username).toLowerCase()}@example.com`,
    display_name: person.displayName,
    avatar_url: pictured ? `${assetHost}/portraits/${person.id}.webp` : null,
    bio: throws.chance(0.7) ? bio : null,
    maturity_rating: throws.pick([0, 0, 0, 1, 1, 2]),
    account_status: 'active',
    created_at: ago(now, age),
    last_login: ago(now, Math.min(age, throws.between(0.2, 400) * hour)),
    oauth_provider: provider,
    oauth_id: provider && oauthIdOf(throws, provider),
  }
}

/** An account number in the length each provider gives out. */
function oauthIdOf(throws: Dice, provider: string): string {
  const lengths: Record<string, number> = { google: 20, discord: 17, github: 7, apple: 13 }
  const digits = Array.from({ length: lengths[provider] ?? 16 }, () => throws.int(0, 9)).join('')
  return `${throws.int(1, 9)}${digits}`
}

function usernameOf(throws: Dice, name: string, taken: Set<string>): string {
  const [first = '', last = ''] = asciiOf(name).toLowerCase().split(' ')
  const year = throws.int(71, 99)
  const styles = [
    `${first}_${last}`,
    `${first}${year}`,
    `${first.charAt(0)}${last}`,
    throws.pick(handles),
    `${last}_${first.charAt(0)}`,
  ]
  const wished = [...throws.shuffle(styles), `${first}_${last}_${year}`, `${first}_${last}_${throws.int(100, 999)}`]
  const username = wished.find(style => !taken.has(style)) ?? `${first}_${taken.size}`
  taken.add(username)
  return username
}

/** Characters of people; whoever has any has exactly one primary, and the demo person has four. */
export function demoCharacters(now: Date, users: DemoUser[], assets: DemoAsset[], count: number): DemoCharacter[] {
  const throws = dice('characters')
  const owners = characterOwners(throws, users, count)
  const names = throws.shuffle(characterNames)
  const avatars = assets.filter(asset => asset.asset_type === 'avatar')
  const props = assets.filter(asset => asset.asset_type === 'prop')
  const seen = new Set<string>()
  return owners.map((owner, n) => {
    const isPrimary = !seen.has(owner.id)
    seen.add(owner.id)
    const joined = now.getTime() - Date.parse(owner.created_at)
    return {
      id: demoId('character', n),
      user_id: owner.id,
      character_name: names[n % names.length] as string,
      model_url: modelUrlOf(throws, avatars, owner === users[0]),
      customization_data: customizationOf(throws, props),
      is_primary: isPrimary,
      created_at: ago(now, joined * (isPrimary ? throws.between(0.9, 1, 4) : throws.between(0.02, 0.85, 4))),
    }
  })
}

function characterOwners(throws: Dice, users: DemoUser[], count: number): DemoUser[] {
  const demoPerson = users[0] as DemoUser
  const withAny = throws.some(users.slice(1), Math.round(users.length * 0.9))
  const owners = [...Array.from({ length: 4 }, () => demoPerson), ...withAny]
  while (owners.length < count) owners.push(throws.pick(withAny))
  return owners
}

/** Most characters wear a model of the library; some bring their own, some have none yet. */
function modelUrlOf(throws: Dice, avatars: DemoAsset[], always: boolean): string | null {
  const model = throws.pick(avatars).file_url
  const fate = throws.next()
  if (always || fate < 0.84) return model
  return fate < 0.93 ? `https://avatars.example.org/vrm/${throws.int(10_000, 99_999)}.vrm` : null
}

const palettes = [
  '#2f4858',
  '#33658a',
  '#86bbd8',
  '#f6ae2d',
  '#f26419',
  '#758e4f',
  '#5d4e6d',
  '#8fa998',
  '#d9bf77',
  '#7a3b2e',
]
const skins = ['#f3d6c1', '#d9a77f', '#b07a52', '#8a5a3b', '#5c3a26', '#cfe3dd']
const slots = ['head', 'back', 'leftHand', 'rightHand', 'hip']

function customizationOf(throws: Dice, props: DemoAsset[]): Record<string, unknown> {
  const [hair, primary, accent] = throws.some(palettes, 3)
  const attachments = throws.some(slots, throws.int(0, 3)).map(slot => ({ slot, assetId: throws.pick(props).id }))
  const share = () => throws.between(0, 1)
  return {
    palette: { skin: throws.pick(skins), hair, primary, accent },
    attachments,
    blendShapes: { smile: share(), browRaise: share(), jawWidth: share(), eyeSize: share() },
    extra: {
      heightMetres: throws.between(1.1, 2.1),
      voicePitch: throws.between(0.8, 1.25),
      pronouns: throws.pick(['she/her', 'he/him', 'they/them', null]),
    },
  }
}
