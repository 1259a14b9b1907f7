import { charactersByIds, charactersOfUsers } from '@worlds/nexus/characters.ts'
import {
  activityOfInstances,
  fullestInstances,
  instancesByIds,
  instancesNewestFirst,
  instancesOfSpaces,
} from '@worlds/nexus/instances.ts'
import { playersNear } from '@worlds/nexus/nearby.ts'
import { playersOfInstances, positionsOfUsers } from '@worlds/nexus/positions.ts'
import { activeQuestsOfInstances, activeQuestsOfUsers, questsByIds, questsNewestFirst } from '@worlds/nexus/quests.ts'
import { userByUsername, usersByIds, usersNewestFirst } from '@worlds/nexus/users.ts'
import { sql } from 'kysely'
import { admin, ann, anyone, type Case, fifty, first, game, later, person } from './cases.ts'
import { grown } from './rows.ts'

const here = grown(8)
const players = { activeWithinSeconds: 60, page: first }
const crowded = grown(401)
const nearby = { instanceId: here, at: { x: 407, y: 0, z: 7 }, radius: 100, activeWithinSeconds: 60, first: 50 }
const byCells = ['idx_user_positions_cells']
const inOrder = ['idx_user_positions_instance']
// Where the asker stands is looked up by the policy when a person asks.
const standing = 'user_positions_pkey'
/** All of a few are read, in whichever order. */
const few = 'idx_user_positions_(cells|instance)'
const participants = ['idx_quest_instances_participants_gin', 'quest_instances_pkey']

const people: Case[] = [
  { what: 'people', who: anyone, ask: db => usersNewestFirst(db, {}, first), uses: ['idx_users_newest'], rows: 21 },
  {
    what: 'people, a later page',
    who: ann,
    ask: db => usersNewestFirst(db, {}, later(person)),
    uses: ['idx_users_newest'],
    rows: 21,
  },
  {
    what: 'a person by name',
    who: anyone,
    ask: db => userByUsername(db, 'PERSON_7'),
    uses: ['idx_users_username_lower'],
    rows: 1,
    sorts: 1,
  },
  { what: 'fifty people by id', who: anyone, ask: db => usersByIds(db, fifty), uses: ['users_pkey'], rows: 50 },
  {
    what: 'the characters of fifty people',
    who: ann,
    ask: db => charactersOfUsers(db, fifty),
    uses: ['idx_characters_user'],
    rows: 100,
  },
  {
    what: 'fifty characters by id',
    who: ann,
    ask: db => charactersByIds(db, fifty),
    uses: ['characters_pkey'],
    rows: 50,
  },
]

const places: Case[] = [
  {
    what: 'the players of an instance',
    who: game,
    ask: db => playersOfInstances(db, [here], players),
    uses: [few],
    rows: 50,
    sorts: 50,
  },
  {
    what: 'the players of one’s own instance',
    who: ann,
    ask: db => playersOfInstances(db, [here], { ...players, page: { ...first, after: [grown(8007)] } }),
    uses: [...inOrder, standing],
    rows: 51,
    sorts: 50,
  },
  {
    what: 'the players of a crowded instance',
    who: game,
    ask: db => playersOfInstances(db, [crowded], players),
    uses: inOrder,
    rows: 120,
  },
  {
    what: 'the players of fifty instances',
    who: admin,
    ask: db => playersOfInstances(db, fifty, players),
    uses: [few],
    rows: 50 * 50,
    sorts: 50 * 50,
  },
  {
    what: 'players nearby',
    who: ann,
    ask: db => playersNear(db, nearby),
    uses: [...byCells, standing],
    rows: 10,
    sorts: 5,
  },
  {
    what: 'players nearby in a crowd',
    who: game,
    ask: db => playersNear(db, { ...nearby, instanceId: crowded, at: { x: 350, y: 0, z: 350 } }),
    uses: byCells,
    rows: 1_200,
    sorts: 1_000,
  },
  {
    what: 'the nearest of a crowd',
    who: game,
    ask: db => playersNear(db, { ...nearby, instanceId: crowded, at: { x: 350, y: 0, z: 350 }, radius: 100_000 }),
    uses: byCells,
    rows: 1_200,
    sorts: 1_000,
  },
  {
    what: 'players farther around',
    who: game,
    ask: db => playersNear(db, { ...nearby, radius: 250 }),
    uses: byCells,
    rows: 30,
    sorts: 30,
  },
  {
    what: 'players far around a distant point',
    who: game,
    ask: db => playersNear(db, { ...nearby, instanceId: crowded, at: { x: -3_000, y: 0, z: 350 }, radius: 3_200 }),
    uses: byCells,
    rows: 2_500,
    sorts: 1_500,
  },
  {
    what: 'the positions of fifty people',
    who: game,
    ask: db => positionsOfUsers(db, fifty),
    uses: ['user_positions_pkey'],
    rows: 51,
  },
  {
    what: 'instances',
    who: anyone,
    ask: db => instancesNewestFirst(db, {}, first),
    uses: ['idx_instances_newest'],
    rows: 21,
  },
  {
    what: 'instances, a later page',
    who: anyone,
    ask: db => instancesNewestFirst(db, {}, later(person)),
    uses: ['idx_instances_newest'],
    rows: 21,
  },
  {
    what: 'open instances with room',
    who: anyone,
    ask: db => instancesNewestFirst(db, { isOpen: true, hasRoom: true }, first),
    uses: ['idx_instances_open'],
    rows: 21,
  },
  {
    what: 'open instances, a later page',
    who: anyone,
    ask: db => instancesNewestFirst(db, { isOpen: true }, later(person)),
    uses: ['idx_instances_open'],
    rows: 21,
  },
  {
    what: 'how full the instances of the last hour are',
    who: anyone,
    ask: db => fullestInstances(db, 3600),
    uses: ['idx_instances_newest|idx_instances_open'],
    rows: 60,
    sorts: 60,
  },
  {
    what: 'the seats whose lease has run out',
    who: game,
    ask: db =>
      sql`select user_id from graph.memberships where expires_at <= now() order by expires_at limit 500`.execute(db),
    uses: ['memberships_by_expiry'],
    rows: 20,
  },
  {
    what: 'the seats of an instance',
    who: game,
    ask: db => sql`select user_id from graph.memberships where instance_id = ${here}`.execute(db),
    uses: ['memberships_of_instance'],
    rows: 50,
  },
  {
    what: 'the instances of a world',
    who: anyone,
    ask: db => instancesNewestFirst(db, { worldId: person }, first),
    uses: ['idx_instances_world'],
    rows: 10,
    sorts: 10,
  },
  {
    what: 'the instances of fifty spaces',
    who: anyone,
    ask: db => instancesOfSpaces(db, fifty, first),
    uses: ['idx_instances_world'],
    rows: 500,
    sorts: 500,
  },
  {
    what: 'the instances in a state',
    who: anyone,
    ask: db => instancesNewestFirst(db, { state: { stage: 7 } }, first),
    uses: ['idx_instances_state_gin'],
    rows: 10,
    sorts: 10,
  },
  {
    what: 'fifty instances by id',
    who: anyone,
    ask: db => instancesByIds(db, fifty),
    uses: ['instances_pkey'],
    rows: 50,
  },
  {
    what: 'how busy an instance is',
    who: anyone,
    ask: db => activityOfInstances(db, [here]),
    uses: [few],
    rows: 50,
  },
  {
    what: 'how busy fifty instances are',
    who: anyone,
    ask: db => activityOfInstances(db, fifty),
    uses: [few],
    rows: 50 * 50,
  },
]

const quests: Case[] = [
  {
    what: 'the active quests of a person',
    who: ann,
    ask: db => activeQuestsOfUsers(db, [grown(10)]),
    uses: participants,
    rows: 10,
    sorts: 10,
  },
  {
    what: 'the active quests of fifty people',
    who: ann,
    ask: db => activeQuestsOfUsers(db, fifty),
    uses: participants,
    rows: 300,
    sorts: 300,
  },
  {
    what: 'the active quests of fifty instances',
    who: ann,
    ask: db => activeQuestsOfInstances(db, fifty),
    uses: ['idx_quest_instances_active'],
    rows: 150,
    sorts: 150,
  },
  {
    what: 'quests',
    who: ann,
    ask: db => questsNewestFirst(db, {}, first),
    uses: ['idx_quest_instances_newest'],
    rows: 21,
  },
  {
    what: 'quests, a later page',
    who: ann,
    ask: db => questsNewestFirst(db, {}, later(person)),
    uses: ['idx_quest_instances_newest'],
    rows: 21,
  },
  {
    what: 'the quests of an instance',
    who: ann,
    ask: db => questsNewestFirst(db, { instanceId: person }, first),
    uses: ['idx_quest_instances_instance'],
    rows: 25,
    sorts: 25,
  },
  {
    what: 'the quests that run in an instance',
    who: ann,
    ask: db => questsNewestFirst(db, { instanceId: grown(1), completed: false }, first),
    uses: ['idx_quest_instances_active'],
    rows: 25,
    sorts: 25,
  },
  {
    what: 'the quests that run anywhere',
    who: ann,
    ask: db => questsNewestFirst(db, { completed: false }, first),
    uses: ['idx_quest_instances_running'],
    rows: 21,
  },
  {
    what: 'the quests of a person',
    who: ann,
    ask: db => questsNewestFirst(db, { participantId: person }, first),
    uses: participants,
    rows: 20,
    sorts: 20,
  },
  {
    what: 'the quests in a state',
    who: ann,
    ask: db => questsNewestFirst(db, { state: { stage: 7 } }, first),
    uses: ['idx_quest_instances_state_gin', 'quest_instances_pkey'],
    rows: 50,
    sorts: 25,
  },
  {
    what: 'fifty quests by id',
    who: ann,
    ask: db => questsByIds(db, fifty),
    uses: ['quest_instances_pkey'],
    rows: 50,
  },
]

export const nexus = [...people, ...places, ...quests]
