import { setTimeout as pause } from 'node:timers/promises'
import type { Tokens } from '@worlds/kit/identity.ts'
import { demoPerson, demoPlaces } from './demo.ts'
import type { DemoPosition } from './demo-instances.ts'
import { quests } from './demo-quests.ts'
import { demoId, round, slug } from './demo-random.ts'

/** Somebody who walks about where the demo placed them. */
export interface Walker {
  userId: string
  instanceId: string
  home: Pick<DemoPosition, 'position_x' | 'position_y' | 'position_z'>
  /** A fraction of the person's own, so that no two walk in step. */
  gait: number
}

/** Where the demo person stands. */
const demoInstanceId = demoId('instance', 0)
const everyMs = 1_000
const questEveryMs = 30_000
/** A seat that nobody renews is given back after its lease; a process that slept may have lost all of them. */
const longestGapMs = 30_000

/** Everybody who has a seat but the demo person, who is moved by whoever holds her token. */
export function demoWalkers(now: Date): Walker[] {
  const { instances, positions } = demoPlaces(now)
  const seated = positions.slice(
    0,
    instances.reduce((sum, instance) => sum + instance.current_users, 0),
  )
  return seated
    .filter(({ user_id, instance_id }) => user_id !== demoPerson.id && instance_id !== null)
    .map(position => ({
      userId: position.user_id,
      instanceId: position.instance_id as string,
      home: position,
      gait: Number.parseInt(position.user_id.slice(0, 8), 16) / 2 ** 32,
    }))
}

/** Where somebody is at a moment: on a loop of a few metres around home, at the pace of a stroll, facing where they go. */
export function strideOf({ userId, instanceId, home, gait }: Walker, seconds: number) {
  const radius = 2 + 6 * gait
  const turn = (1.2 / radius) * seconds + 2 * Math.PI * gait
  // A smaller circle of another pace on the large one, so that no two rounds are alike.
  const pace = 1.5 + gait
  const sway = pace * turn
  const x = home.position_x + radius * (Math.cos(turn) + 0.3 * Math.cos(sway))
  const z = home.position_z + radius * (Math.sin(turn) + 0.3 * Math.sin(sway))
  const east = -Math.sin(turn) - 0.3 * pace * Math.sin(sway)
  const north = Math.cos(turn) + 0.3 * pace * Math.cos(sway)
  return {
    userId,
    instanceId,
    position: { x: round(x, 3), y: home.position_y, z: round(z, 3) },
    rotationY: round(Math.atan2(east, north), 4),
    animationState: 'walk',
  }
}

/** Whose turn it is: each second those around the demo person, and a quarter of all others, whom hardly anybody sees. */
export const walkersOf = (walkers: readonly Walker[], turn: number) =>
  walkers.filter(({ instanceId }, n) => instanceId === demoInstanceId || n % 4 === turn % 4)

/** A quest of the walk as the graph tells it; its state says that the walk plays it. */
export interface WalkedQuest {
  id: string
  questId: string
  state: { step: number }
  stateVersion: number
}

type Step = { mutation: 'startQuest' | 'updateQuestState' | 'completeQuest'; input: Record<string, unknown> }

/** What happens next in the instance where the demo person is: one step at a time, then another quest by other people. */
export function questStep(walkers: readonly Walker[], played: WalkedQuest | undefined, turn: number): Step | undefined {
  if (played) return nextStep(played)
  const here = walkers.filter(walker => walker.instanceId === demoInstanceId).map(walker => walker.userId)
  const quest = quests[turn % quests.length]
  if (here.length === 0 || !quest) return undefined
  const participantIds = [...new Set([0, 1, 2].map(n => here[(turn * 3 + n) % here.length] as string))]
  const state = { walk: true, phase: 'active', title: quest.title, step: 0 }
  return {
    mutation: 'startQuest',
    input: { questId: slug(quest.title), instanceId: demoInstanceId, participantIds, state },
  }
}

function nextStep({ id, questId, state, stateVersion }: WalkedQuest): Step {
  const step = state.step + 1
  const ends = step >= (quests.find(quest => slug(quest.title) === questId)?.steps.length ?? 0)
  const patch = { step, phase: ends ? 'completed' : 'active' }
  const input = { questInstanceId: id, patch, expectedVersion: stateVersion }
  return { mutation: ends ? 'completeQuest' : 'updateQuestState', input }
}

// biome-ignore lint/suspicious/noExplicitAny: each caller knows the shape it asked for
type Ask = (query: string, variables?: Record<string, unknown>) => Promise<{ data: any; refused: boolean }>

const mutate = (ask: Ask, name: string, input: unknown) =>
  ask(
    `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { __typename } }`,
    {
      input,
    },
  )

/** Those who are in their instance; with `again`, whoever is in none joins it again before. */
async function gathered(ask: Ask, walkers: readonly Walker[], again: boolean): Promise<Walker[]> {
  const present: Walker[] = []
  for (const [id, all] of Map.groupBy(walkers, walker => walker.instanceId)) {
    const query =
      'query ($id: ID!) { instance(id: $id) { players(activeWithinSeconds: 86400, first: 100) { nodes { user { id } } } } }'
    const { data } = await ask(query, { id })
    const ids = new Set(data?.instance?.players.nodes.map((player: { user: { id: string } }) => player.user.id))
    for (const walker of all) {
      const { userId, instanceId } = walker
      const seated = ids.has(userId) || (again && !(await mutate(ask, 'joinInstance', { userId, instanceId })).refused)
      if (seated) present.push(walker)
    }
  }
  return present
}

async function playOn(ask: Ask, walkers: readonly Walker[], turn: number): Promise<void> {
  const query = `query ($filter: QuestInstanceFilter) {
    questInstances(filter: $filter, first: 1) { nodes { id questId state stateVersion } } }`
  const filter = { instanceId: demoInstanceId, completed: false, state: { walk: true } }
  const { data } = await ask(query, { filter })
  const step = questStep(walkers, data.questInstances.nodes[0], turn)
  if (step) await mutate(ask, step.mutation, step.input)
}

async function walk(ask: Ask, signal: AbortSignal): Promise<void> {
  const all = demoWalkers(new Date())
  let walkers: Walker[] = []
  let [turn, walkedAt, playedAt] = [0, 0, Date.now()]
  const step = async (now: number) => {
    if (now - walkedAt > longestGapMs) walkers = await gathered(ask, all, true)
    walkedAt = now
    const moves = walkersOf(walkers, turn++).map(walker => strideOf(walker, now / 1000))
    const { refused } = moves.length > 0 ? await mutate(ask, 'movePlayers', { moves }) : { refused: false }
    // Somebody was taken elsewhere by whoever tries the graph, and stays there.
    if (refused) walkers = await gathered(ask, all, false)
    if (now - playedAt < questEveryMs) return
    playedAt = now
    await playOn(ask, walkers, Math.floor(now / questEveryMs))
  }
  const { data } = await ask('query ($id: ID!) { user(id: $id) { id } }', { id: demoPerson.id })
  if (!data?.user) return
  while (!signal.aborted) {
    // What fails is tried again with the next step: the walk is never a reason to stop.
    await step(Date.now()).catch(() => undefined)
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Lets the demo people walk, as a game server would that asks the graph, until the value is disposed. */
export function startDemoWalk(url: string, tokens: Tokens): AsyncDisposable {
  const stop = new AbortController()
  const ask: Ask = async (query, variables) => {
    const token = await tokens.issue({ role: 'service', name: 'demo walk', companions: ['*'] }, 60)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const body = JSON.stringify({ query, variables })
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: stop.signal })
    const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown[] }
    return { data, refused: errors !== undefined }
  }
  const walking = walk(ask, stop.signal).catch(() => undefined)
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await walking
    },
  }
}
