import type { SubgraphName } from '@worlds/kit/names.ts'
import {
  anAdmin,
  either,
  everyone,
  luna,
  none,
  ownOf,
  people,
  type Right,
  remembered,
  self,
  signedIn,
  theGame,
} from './callers.ts'
import { attic, plaza, questOf, spaceOf } from './tables.ts'

/** A function that asks with its owner's right: how it is asked about somebody's rows, and whom it then tells or obeys. */
export interface Definer {
  name: string
  /** Finds no row, or fails, for whom it refuses. */
  asks: string
  may: Right
}

const ofAnn = either(self('ann'), anAdmin)
const [ann, sue] = [people.ann, people.sue].map(id => `'${id}'`) as [string, string]

/** What each database has of these: who asks is asked of the session, and told to nobody else. */
const inAll: Definer[] = [
  { name: 'database_activity', asks: 'select from graph.database_activity() limit 1', may: anAdmin },
  { name: 'viewer_standing', asks: 'select from graph.viewer_standing()', may: everyone },
  { name: 'record_act', asks: `select graph.record_act('mx', array[${ann}], 'DONE')`, may: ofAnn },
  // Removes records that are a day old, for the graph and for admins.
  { name: 'remove_old_writes', asks: 'select from graph.remove_old_writes(1)', may: everyone },
]

/** Told by the graph itself alone; that somebody was erased is told to whoever writes a row for them. */
const told: Definer[] = [
  { name: 'apply_standing', asks: `select graph.apply_standing(${ann}, 'suspended', 9)`, may: none },
  { name: 'erase_person', asks: `select graph.erase_person(${ann}, 9, 9)`, may: none },
  { name: 'admits', asks: `select graph.admits(${sue})`, may: everyone },
]

const memory: Definer[] = [
  ...told,
  {
    name: 'memories_matching',
    asks: `select from graph.memories_matching('${luna}', ${ann}, 'tealword', null, null, null, null, null, null, null, 9)`,
    may: remembered('ann', luna),
  },
  // Enters what was counted; it tells of nothing.
  { name: 'settle_accesses', asks: 'select from graph.settle_accesses(1)', may: everyone },
]

const nexus: Definer[] = [
  { name: 'private_profiles', asks: `select from graph.private_profiles(array[${ann}]::uuid[])`, may: ofAnn },
  { name: 'account_of', asks: `select from graph.account_of(${ann})`, may: ofAnn },
  // How many are where is public.
  {
    name: 'instance_activity',
    asks: `select from graph.instance_activity(array['${plaza}']::uuid[], interval '1 hour')`,
    may: everyone,
  },
  { name: 'quests_of', asks: `select from graph.quests_of(array[${ann}]::uuid[], true)`, may: signedIn },
  { name: 'quests_in_state', asks: `select from graph.quests_in_state('{"mx": "ann"}')`, may: signedIn },
  {
    name: 'viewer_instance',
    asks: 'select where graph.viewer_instance() is not null',
    may: self('ann', 'ben'),
  },
  {
    name: 'players_of',
    asks: `select where ${ann} in (select graph.players_of('${plaza}'))`,
    may: ownOf('ann'),
  },
  { name: 'room_of', asks: `select from graph.room_of('${plaza}', array[${ann}]::uuid[], '1 hour')`, may: none },
  { name: 'set_account_status', asks: `select graph.set_account_status(${ann}, 'suspended')`, may: anAdmin },
  { name: 'erase_user', asks: `select graph.erase_user(${ann})`, may: ofAnn },
  {
    name: 'sign_in',
    asks: `select from graph.sign_in('mx oauth of ann', 'ann', null, '{}', null, null)`,
    may: theGame,
  },
  { name: 'claim_messages', asks: `select from graph.claim_messages(1, '1 second')`, may: none },
  { name: 'settle_messages', asks: `select graph.settle_messages('{}', '{}')`, may: none },
  {
    name: 'join_instance',
    asks: `select from graph.join_instance(${ann}, '${attic}', true, '1 minute', 1, 1, 1) where outcome <> 'forbidden'`,
    may: ownOf('ann'),
  },
  {
    name: 'leave_instance',
    asks: `select from graph.leave_instance(${ann}, null) where outcome <> 'forbidden'`,
    may: ownOf('ann'),
  },
  {
    name: 'close_instance',
    asks: `select where graph.close_instance('${plaza}') <> 'forbidden'`,
    may: theGame,
  },
  // Gives back what has run out; it tells of nothing.
  { name: 'sweep_memberships', asks: 'select from graph.sweep_memberships(1)', may: everyone },
  {
    name: 'move_players',
    asks: `select from graph.move_players(array[${ann}]::uuid[], array[null]::uuid[], '{1}', '{1}', '{1}', '{1}', '{x}', '1 minute')`,
    may: ownOf('ann'),
  },
  {
    name: 'start_quest',
    asks: `select from graph.start_quest('mx', '${plaza}', array[${ann}]::uuid[], null)`,
    may: ownOf('ann'),
  },
  { name: 'join_quest', asks: `select from graph.join_quest('${questOf('ben')}', ${ann})`, may: ownOf('ann') },
  { name: 'leave_quest', asks: `select graph.leave_quest('${questOf('ann')}', ${ann})`, may: ownOf('ann') },
]

const world: Definer[] = [
  ...told,
  {
    name: 'spaces_about',
    asks: `select where '${spaceOf('ann')}' in (select graph.spaces_about('tealword'))`,
    may: ownOf('ann'),
  },
]

/** All of these that the graph's role may call. */
export const definers: Record<SubgraphName, readonly Definer[]> = {
  memory: [...inAll, ...memory],
  nexus: [...inAll, ...nexus],
  world: [...inAll, ...world],
}
