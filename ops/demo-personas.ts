import { hometowns, men, petNames, towns, women } from './demo-names.ts'
import type { DemoCharacter, DemoUser } from './demo-people.ts'
import { quests } from './demo-quests.ts'
import { type Dice, dice } from './demo-random.ts'
import type { DemoSpace } from './demo-spaces.ts'
import type { Words } from './demo-stories.ts'

/** Whom a person lives with, what they do and build: the words that stay the same in all they tell. */
export interface Persona {
  user: DemoUser
  traits: Set<string>
  words: Words
}

export interface Surroundings {
  users: DemoUser[]
  spaces: DemoSpace[]
  characters: DemoCharacter[]
}

const jobs = [
  'nurse',
  'teacher',
  'developer',
  'baker',
  'translator',
  'student',
  'carpenter',
  'vet',
  'librarian',
  'clerk',
]
const pastimes = ['climbing', 'cello', 'running', 'garden', 'knitting', 'birds']
const drinks = ['flat white', 'black tea with milk', 'mint tea', 'double espresso', 'hot chocolate', 'oat cappuccino']
const dishes = ['potato pancakes', 'tomato soup', 'butter noodles', 'pierogi', 'congee', 'lentil stew', 'bibimbap']

export function personaOf(user: DemoUser, around: Surroundings): Persona {
  const throws = dice(`persona ${user.username}`)
  const job = throws.pick(jobs)
  const traits = new Set([job, throws.pick(pastimes), ...(job === 'student' ? [] : ['employed'])])
  const words: Words = {
    mum: throws.pick(['Mum', 'Mum', 'Mom', 'my mother']),
    dad: throws.pick(['Dad', 'Dad', 'my father', 'Papa']),
    town: throws.pick(towns),
    hometown: throws.pick(hometowns),
    drink: throws.pick(drinks),
    dish: throws.pick(dishes),
    ...whereabouts(throws, user, around),
  }
  for (const someone of othersIn(throws, user, traits)) Object.assign(words, someone)
  if (throws.chance(0.6)) {
    traits.add(throws.pick(['cat', 'dog']))
    Object.assign(words, { pet: throws.pick(petNames), 'pet pronoun': throws.pick(['he', 'she']) })
  }
  return { user, traits: withWorlds(traits, words), words }
}

/** The demo person's life is written out, since her own texts name its people; she talks of where she stands. */
export function demoPersona(user: DemoUser, around: Surroundings, standsIn: DemoSpace): Persona {
  const words: Words = {
    ...whereabouts(dice(`persona ${user.username}`), user, around),
    ...{ sibling: 'Freya', 'sibling pronoun': 'she', siblingRole: 'sister', mum: 'Mum', dad: 'Dad' },
    ...{ partner: 'Tomas', 'partner pronoun': 'he', child: 'Juno', 'child pronoun': 'she', childRole: 'daughter' },
    ...{ pet: 'Biscuit', 'pet pronoun': 'he', friend: 'Amara', 'friend pronoun': 'she', friend2: 'Callum' },
    ...{
      'friend2 pronoun': 'he',
      boss: 'Helen',
      'boss pronoun': 'she',
      colleague: 'Priya',
      'colleague pronoun': 'she',
    },
    ...{ town: 'Leith', hometown: 'Lerwick', drink: 'black tea with milk', dish: 'potato pancakes' },
    ...{ place: standsIn.space_name, host: hostOf(standsIn, around.users) },
  }
  return { user, traits: withWorlds(new Set(['demo', 'employed', 'partner', 'parent', 'cat', 'cello']), words), words }
}

/** Names within one life differ, so that a memory of one person is not taken for one of another. */
function othersIn(throws: Dice, user: DemoUser, traits: Set<string>): Words[] {
  const taken = new Set([user.display_name?.split(' ')[0]])
  const meet = (slot: string, roles: string[] = []): Words => {
    const female = throws.chance(0.5)
    const name = throws.pick((female ? women : men).filter(wish => !taken.has(wish)))
    taken.add(name)
    const role = roles[female ? 0 : 1]
    return { [slot]: name, [`${slot} pronoun`]: female ? 'she' : 'he', ...(role && { [`${slot}Role`]: role }) }
  }
  const people = [meet('friend'), meet('friend2')]
  if (traits.has('employed')) people.push(meet('boss'), meet('colleague'))
  if (throws.chance(0.75)) people.push(meet('sibling', ['sister', 'brother']))
  if (throws.chance(0.6)) people.push(traits.add('partner') && meet('partner'))
  if (throws.chance(0.4)) people.push(traits.add('parent') && meet('child', ['daughter', 'son']))
  return people
}

/** What somebody owns and visits; whoever owns nothing tells nothing of building. */
function whereabouts(throws: Dice, user: DemoUser, { users, spaces, characters }: Surroundings): Words {
  // "Wren's Workshop" is no name its owner would say.
  const told = spaces.filter(space => !space.space_name.includes("'s "))
  const own = told.filter(space => space.owner_id === user.id)
  const [place, place2] = throws.some(
    told.filter(space => space.owner_id !== user.id && space.is_public),
    2,
  )
  const avatar = characters.find(character => character.user_id === user.id && character.is_primary)
  return {
    ...(own[0] && { space: own[0].space_name }),
    ...(own[1] && { space2: own[1].space_name }),
    ...(place && { place: place.space_name, host: hostOf(place, users) }),
    ...(place2 && { place2: place2.space_name }),
    ...(avatar && { avatar: avatar.character_name }),
    quest: throws.pick(quests).title,
  }
}

function hostOf(space: DemoSpace, users: DemoUser[]): string {
  return users.find(user => user.id === space.owner_id)?.display_name?.split(' ')[0] ?? 'Somebody'
}

function withWorlds(traits: Set<string>, words: Words): Set<string> {
  if (words.space) traits.add('owner')
  if (words.place) traits.add('visitor')
  return traits
}
