import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Following } from '../live/following.ts'
import type { Stack } from '../stack.ts'
import {
  type Caller,
  callers,
  either,
  everyone,
  luna,
  orion,
  people,
  remembered,
  self,
  signedIn,
  theGame,
} from './callers.ts'
import { attic, pairs, plaza, questOf } from './tables.ts'

/** What is followed, and what only those are told who see the row. */
interface Followed {
  table: string
  row: string
  asks: string
  shows: string
  may: (who: Caller) => boolean
}

const remembers = (whose: 'ann' | 'ben'): Followed => ({
  table: 'companion_memories',
  row: `a memory of ${whose}'s`,
  asks: `memoryRemembered(companionId: "${pairs[whose]}", userId: "${people[whose]}") { content }`,
  shows: `just now of ${whose}`,
  may: remembered(whose, pairs[whose]),
})

const stands = (whose: 'ann' | 'ben', place: string): Followed => ({
  table: 'user_positions',
  row: `${whose}'s position`,
  asks: `playersMoved(instanceId: "${place}") { moved { animationState } }`,
  shows: `dance of ${whose}`,
  may: either(self(whose), theGame),
})

export const followed: readonly Followed[] = [
  remembers('ann'),
  remembers('ben'),
  stands('ann', plaza),
  stands('ben', attic),
  {
    ...{ table: 'quest_instances', row: "ann's quest", shows: 'quest of ann', may: signedIn },
    asks: `questUpdated(instanceId: "${plaza}") { questId }`,
  },
  {
    ...{ table: 'instances', row: 'plaza', shows: 'mx plaza', may: everyone },
    asks: `instanceChanged(instanceId: "${plaza}") { instanceType }`,
  },
]

interface Cell extends Followed {
  caller: Caller
  following: Following
}

/** How often a subscriber was told of the row. */
const told = ({ following, shows }: Cell) =>
  following.results.filter(({ data }) => JSON.stringify(data ?? null).includes(shows)).length

/** Makes something happen to each row, as the owner. */
async function happen(graph: Stack, round: number): Promise<void> {
  await graph.asOwner(
    'memory',
    `insert into companion_memories (companion_id, user_id, content, memory_tier)
     values ($1, $2, $5 || ' just now of ann', 'SPARSE'), ($3, $4, $5 || ' just now of ben', 'SPARSE')`,
    [luna, people.ann, orion, people.ben, `${round}`],
  )
  await graph.asOwner('nexus', `update instances set state = jsonb_build_object('round', $2::int) where id = $1`, [
    plaza,
    round,
  ])
  await graph.asOwner(
    'nexus',
    `update quest_instances set state = jsonb_build_object('round', $2::int) where id = $1`,
    [questOf('ann'), round],
  )
  await graph.asOwner(
    'nexus',
    `with moved as (update user_positions set position_x = $3, last_update = now() at time zone 'UTC' where instance_id in ($1, $2))
     select pg_notify('graph', json_build_object('topic', 'moved', 'instanceIds', array[$1::uuid, $2::uuid])::text)`,
    [plaza, attic, round],
  )
}

/**
 * The cells of subscriptions that are not as the contract says. Events are made until all who may have been told twice:
 * by the second time whoever is told what they may not know has been told it too.
 */
export async function wrongFollowings(graph: Stack): Promise<string[]> {
  using open = new DisposableStack()
  const cells: Cell[] = []
  for (const caller of callers) {
    const client = open.use(await connect(graph, caller.identity, 'websocket'))
    for (const each of followed)
      cells.push({ ...each, caller, following: open.use(client.follow(`subscription { ${each.asks} }`)) })
  }
  const admitted = cells.filter(({ may, caller }) => may(caller))
  for (let round = 1; round <= 50 && admitted.some(cell => told(cell) < 2); round++) {
    await happen(graph, round)
    await pause(100)
  }
  await graph.asOwner(
    'memory',
    `delete from companion_memories where content like '%just now of%' and companion_id = any($1)`,
    [[luna, orion]],
  )
  return cells
    .filter(cell => (cell.may(cell.caller) ? told(cell) < 2 : told(cell) > 0))
    .map(
      cell => `${cell.caller.name}, ${cell.table}, ${cell.row}, subscription: told ${told(cell)} times of ${cell.asks}`,
    )
}
