import { embedText, vectorText } from '@worlds/memory/hashing.ts'
import { demoPersona, type Persona, personaOf, type Surroundings } from './demo-personas.ts'
import { ago, choose, type Dice, day, dice, round } from './demo-random.ts'
import type { DemoSpace } from './demo-spaces.ts'
import { demoStories, type Step, type Story, slotsOf, tell } from './demo-stories.ts'

export interface DemoMemory {
  /** Its place in time, from 1; the database's own sequence numbers the rows anew. */
  id: number
  companion_id: string
  user_id: string
  content: string
  memory_tier: 'CORE' | 'SPARSE'
  full_embedding: string | null
  timestamp: string
  access_count: number
  last_accessed: string | null
  emotional_valence: number
  importance_score: number
  key_phrases: string[]
  compression_type: 'NONE' | 'SPARSE'
  compression_ratio: number | null
  original_size_bytes: number
  compressed_size_bytes: number
}

/** A memory with what relates it to others of the same person and companion. */
export interface ToldMemory {
  memory: DemoMemory
  topic: string
  slots: string[]
  /** The same for all steps of one story. */
  story: string
}

export const demoCompanions = ['bob', 'iris', 'sage'] as const

const vectorBytes = 3072

/** Somebody who remembers: all they say is told to one to three companions over the past year. */
interface Teller {
  persona: Persona
  throws: Dice
  companions: string[]
  days: number
  /** How often the person told each story, and which choice each group of words had so far. */
  told: Map<Story, number>
  chosen: Map<string, Set<string>>
}

interface Telling {
  step: Step
  story: Story
  companion: string
  content: string
  keyPhrases: string[]
  age: number
  key: string
}

/** The memories of the demo person (her share) and of some sixty others, oldest first. */
export function demoMemories(
  now: Date,
  around: Surroundings,
  standsIn: DemoSpace,
  total: number,
  share: number,
): ToldMemory[] {
  const throws = dice('memories')
  const [demoPerson, ...others] = around.users
  const people = throws.some(
    others.filter(user => user.account_status === 'active'),
    63,
  )
  const weights = people.map(() => throws.between(0.25, 2.4))
  const stories = { all: demoStories(), uses: new Map<Story, number>(), texts: new Set<string>() }
  const tellings: { teller: Teller; telling: Telling }[] = []
  const tellAll = (persona: Persona, count: number) => {
    const teller = tellerOf(persona)
    tellings.push(...tellingsOf(teller, stories, count).map(telling => ({ teller, telling })))
  }
  if (demoPerson) tellAll(demoPersona(demoPerson, around, standsIn), share)
  for (const [n, user] of people.entries()) {
    const left = total - tellings.length
    const weight = weights.slice(n).reduce((sum, value) => sum + value, 0)
    tellAll(personaOf(user, around), Math.round((left * (weights[n] ?? 1)) / weight))
  }
  const ordered = tellings.sort((a, b) => b.telling.age - a.telling.age)
  return ordered.map(({ teller, telling }, n) => rememberedOf(now, teller, telling, n + 1))
}

function tellerOf(persona: Persona): Teller {
  const throws = dice(`memories of ${persona.user.username}`)
  const companions = throws.some(demoCompanions, throws.pick([1, 1, 2, 2, 3]))
  const demo = persona.traits.has('demo')
  return {
    persona,
    throws,
    companions: demo ? ['bob', 'iris', 'sage'] : companions,
    days: demo ? 396 : throws.int(40, 390),
    told: new Map(),
    chosen: new Map(),
  }
}

/** Stories the person may tell, those least told so far first, until the count is reached. */
function tellingsOf(
  teller: Teller,
  stories: { all: Story[]; uses: Map<Story, number>; texts: Set<string> },
  count: number,
): Telling[] {
  const { persona, throws } = teller
  const may = stories.all.filter(
    story => (!story.trait || persona.traits.has(story.trait)) && story.slots.every(slot => persona.words[slot]),
  )
  const rank = new Map(may.map(story => [story, (stories.uses.get(story) ?? 0) + throws.between(0, 4)]))
  const once = may.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
  const again = throws.shuffle(once.filter(story => story.everyday))
  const queue = [...once, ...again, ...again, ...again, ...again, ...again]
  const tellings: Telling[] = []
  for (const story of queue) {
    if (tellings.length + story.steps.length > count) continue
    const told = tellStory(teller, story)
    if (told.some(telling => stories.texts.has(telling.content))) continue
    for (const telling of told) stories.texts.add(telling.content)
    stories.uses.set(story, (stories.uses.get(story) ?? 0) + 1)
    tellings.push(...told)
  }
  return tellings
}

/** All steps of a story, to one companion, on following days, with the same choices in the same words. */
function tellStory(teller: Teller, story: Story): Telling[] {
  const { throws, persona } = teller
  const companion = throws.chance(0.65) ? (teller.companions[0] as string) : throws.pick(teller.companions)
  const round = (teller.told.get(story) ?? 0) + 1
  teller.told.set(story, round)
  const choices = new Map<string, string>()
  const introduces = story.steps[0]?.weighty && story.steps[0].mood === 0
  const latest = introduces ? throws.between(0.6, 1, 4) : throws.next() ** 1.4
  let age = latest * teller.days * day + throws.int(60_000, 7_000_000)
  const gaps = story.steps.map(step => (step.muchLater ? throws.between(22, 40, 4) : throws.between(1.2, 9, 4)) * day)
  for (const gap of gaps.slice(1)) age += gap
  return story.steps.map((step, n) => {
    if (n > 0) age -= gaps[n] ?? day
    const template = choose(step.template, (options, group) => {
      const choice = choices.get(group) ?? freshChoice(teller, options, group)
      choices.set(group, choice)
      return choice
    })
    return {
      step,
      story,
      companion,
      age,
      key: `${persona.user.id} ${story.steps[0]?.template} ${round}`,
      ...tell(template, persona.words),
    }
  })
}

/** A choice this person has not made yet in this group of words, while there is one. */
function freshChoice(teller: Teller, options: string[], group: string): string {
  const before = teller.chosen.get(group) ?? new Set<string>()
  const fresh = options.filter(option => !before.has(option))
  const choice = teller.throws.pick(fresh.length > 0 ? fresh : options)
  teller.chosen.set(group, before.add(choice))
  return choice
}

function rememberedOf(now: Date, teller: Teller, telling: Telling, id: number): ToldMemory {
  const { throws, persona } = teller
  const { step, story } = telling
  const base = 0.26 + Math.abs(step.mood) * 0.34 + (step.weighty ? 0.28 : 0)
  const importance = Math.min(0.99, Math.max(0.04, base + throws.between(-0.12, 0.14, 4)))
  const accesses = throws.chance(0.18) ? 0 : Math.floor(-Math.log(1 - throws.next()) * (1 + 9 * importance ** 2))
  // Enough of them that `pnpm db train` has vectors to learn from.
  const core = importance >= 0.36
  const memory: DemoMemory = {
    id,
    companion_id: telling.companion,
    user_id: persona.user.id,
    content: telling.content,
    memory_tier: core ? 'CORE' : 'SPARSE',
    full_embedding: core ? vectorText(embedText(telling.content)) : null,
    timestamp: ago(now, telling.age),
    access_count: accesses,
    last_accessed: accesses > 0 ? ago(now, telling.age * throws.next() ** 1.6) : null,
    emotional_valence: Math.min(1, Math.max(-1, round(step.mood + throws.between(-0.16, 0.16), 2))),
    importance_score: round(importance, 3),
    key_phrases: telling.keyPhrases,
    // Where no vector is left there is no ratio either: it would be a division by zero.
    ...(core
      ? { compression_type: 'NONE', compression_ratio: 1, compressed_size_bytes: vectorBytes }
      : { compression_type: 'SPARSE', compression_ratio: null, compressed_size_bytes: 0 }),
    original_size_bytes: vectorBytes,
  }
  return { memory, topic: story.topic, slots: slotsOf(step.template), story: telling.key }
}
