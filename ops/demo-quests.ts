import type { DemoInstance, DemoPosition } from './demo-instances.ts'
import type { DemoUser } from './demo-people.ts'
import { ago, type Dice, demoId, dice, hour, slug } from './demo-random.ts'

export interface DemoQuest {
  id: string
  quest_id: string
  instance_id: string
  participants: string[]
  state: Record<string, unknown>
  started_at: string
  completed_at: string | null
}

interface Quest {
  title: string
  steps: string[]
  difficulty: 'easy' | 'normal' | 'hard'
}

export const quests: Quest[] = [
  {
    title: "The Ferryman's Debt",
    steps: ['Find the ferryman', 'Count his coins', 'Cross at low tide'],
    difficulty: 'normal',
  },
  {
    title: 'The Bell Below',
    steps: ['Hear the bell', 'Find the cellar', 'Ring it back', 'Leave quietly'],
    difficulty: 'hard',
  },
  {
    title: 'A Letter for Nobody',
    steps: ['Read the address', 'Ask three neighbours', 'Deliver it'],
    difficulty: 'easy',
  },
  { title: 'Seven Lamps', steps: ['Light the pier', 'Light the tower', 'Find the seventh lamp'], difficulty: 'normal' },
  {
    title: 'The Missing Choir',
    steps: ['Collect the voices', 'Tune the hall', 'Sing without the tenor'],
    difficulty: 'hard',
  },
  {
    title: 'Snow on the Line',
    steps: ['Clear the track', 'Find the signalman', 'Send the night train'],
    difficulty: 'normal',
  },
  { title: "Beekeeper's Riddle", steps: ['Follow one bee', 'Name four flowers', 'Open the hive'], difficulty: 'easy' },
  { title: 'The Map That Lies', steps: ['Walk the map', 'Note what is wrong', 'Draw it again'], difficulty: 'normal' },
  { title: 'Tea for the Giant', steps: ['Find a large cup', 'Boil the lake', 'Be polite'], difficulty: 'easy' },
  {
    title: 'The Clock with Three Hands',
    steps: ['Wind the clock', 'Wait an hour', 'Meet yourself'],
    difficulty: 'hard',
  },
]

const activeCount = 19
const total = 30

/** The instances whose quests the demo person takes part in: the one she stands in, and her own harbour. */
const withDemoPerson = [0, 1]

/** Numbers of the quests she has completed. */
const completedByHer = [19, 22]

/** Numbers of the quests, active and completed, that nobody plays. */
const unplayed = [17, 18, 29]

/** Active quests are played by people who stand in the instance, completed ones were played by anybody. */
export function demoQuests(
  now: Date,
  users: DemoUser[],
  instances: DemoInstance[],
  positions: DemoPosition[],
): DemoQuest[] {
  const throws = dice('quests')
  const demoPerson = users[0] as DemoUser
  const lively = instances.filter(instance => instance.current_users >= 3)
  return Array.from({ length: total }, (_, n) => {
    const active = n < activeCount
    const hers = instances[withDemoPerson[n] ?? -1]
    const instance = hers ?? throws.pick(active ? lively : instances)
    const present = positions.filter(position => position.instance_id === instance.id).map(each => each.user_id)
    const people = throws.some(active ? present : users.map(user => user.id), throws.int(2, 5))
    const quest = quests[n % quests.length] as Quest
    return {
      id: demoId('quest', n),
      quest_id: slug(quest.title),
      instance_id: instance.id,
      participants: unplayed.includes(n)
        ? []
        : withHer(people, demoPerson, Boolean(hers) || completedByHer.includes(n)),
      state: stateOf(throws, quest, active),
      ...timesOf(now, throws, instance, active),
    }
  })
}

function withHer(people: string[], demoPerson: DemoUser, joins: boolean): string[] {
  const others = people.filter(id => id !== demoPerson.id)
  return joins ? [demoPerson.id, ...others] : others
}

function timesOf(now: Date, throws: Dice, instance: DemoInstance, active: boolean) {
  const open = now.getTime() - Date.parse(instance.created_at)
  const started = open * throws.between(0.3, 0.95, 4)
  const ended = started * throws.between(0.05, 0.8, 4)
  return {
    started_at: ago(now, Math.min(started, 300 * hour)),
    completed_at: active ? null : ago(now, Math.min(ended, 290 * hour)),
  }
}

function stateOf(throws: Dice, quest: Quest, active: boolean): Record<string, unknown> {
  const done = active ? throws.int(0, quest.steps.length - 1) : quest.steps.length
  return {
    phase: active ? 'active' : 'completed',
    title: quest.title,
    difficulty: quest.difficulty,
    step: done,
    objectives: quest.steps.map((title, n) => ({ id: slug(title), title, done: n < done })),
    hintsUsed: throws.int(0, 3),
    reward: {
      experience: quest.steps.length * 120,
      item: throws.pick(['lantern', 'brass key', 'blue feather', 'ticket stub']),
    },
  }
}
