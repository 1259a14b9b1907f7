import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange, noPerson, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, extraArgument, nameArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { completed, noQuest } from './progress.ts'
import { type QuestRow, questsByIds } from './quests.ts'
import type { JoinQuestInput, LeaveQuestInput, Resolvers, StartQuestInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { usersByIds } from './users.ts'

const longestQuestId = 100
const mostParticipants = 100

const closed = (instanceId: string | null) =>
  new Refusal('INSTANCE_CLOSED', 'The instance is closed. No quest begins or gains people there.', { instanceId })

/** @param instanceId where the quest is, so that the person can go there */
const elsewhere = (argument: string, instanceId: string | null) =>
  new Refusal('CONFLICT', 'Who takes part must be in the instance of the quest. Join that instance first.', {
    argument,
    instanceId,
  })

const again = rowAgain(questsByIds)
const questAs = async (db: Kysely<Tables>, id: string) => (await questsByIds(db, [id])).get(id) as QuestRow

/** @throws Refusal NOT_FOUND or FORBIDDEN unless the caller answers for the person */
async function refuseStrangers(context: Context, db: Kysely<Tables>, userId: string): Promise<void> {
  if (mayChange(context.identity, userId)) return
  throw (await usersByIds(db, [userId])).has(userId) ? someoneElses('userId', 'account') : noPerson()
}

/** @throws Refusal BAD_USER_INPUT; FORBIDDEN when a person names others, or the caller is a service of some companions */
function participantsArgument({ identity }: Context, given: readonly string[] | null | undefined): string[] {
  const oneself = identity.role === 'user' ? [identity.id] : []
  const ids = given?.map((id, n) => uuidArgument(`participantIds[${n}]`, id)) ?? oneself
  const argument = 'participantIds'
  if (ids.length > mostParticipants)
    throw badInput(argument, `takes ${mostParticipants} people at most, not ${ids.length}.`)
  if (new Set(ids).size < ids.length) throw badInput(argument, 'names a person twice. Name each once.')
  if (identity.role === 'user' ? String(ids) === identity.id : mayChange(identity, null)) return ids
  const message =
    identity.role === 'user'
      ? 'A person starts a quest alone. Leave "participantIds" out; others join for themselves.'
      : 'A service of some companions starts no quest.'
  throw new Refusal('FORBIDDEN', message, { argument })
}

interface Started {
  fault: 'no instance' | 'closed' | 'no person' | 'elsewhere' | null
  person: string | null
  id: string | null
}

function startFault({ fault, person }: Started, instanceId: string, people: string[]): Refusal | undefined {
  const argument = `participantIds[${people.indexOf(person ?? '')}]`
  if (fault === 'no instance')
    return new Refusal('NOT_FOUND', 'There is no such instance as "instanceId".', { argument: 'instanceId' })
  if (fault === 'closed') return closed(instanceId)
  if (fault === 'no person') return new Refusal('NOT_FOUND', `There is no such person as "${argument}".`, { argument })
  return fault === 'elsewhere' ? elsewhere(argument, instanceId) : undefined
}

async function startQuest(context: Context, input: StartQuestInput) {
  const questId = nameArgument('questId', input.questId, longestQuestId)
  const instanceId = uuidArgument('instanceId', input.instanceId)
  const people = participantsArgument(context, input.participantIds)
  const state = input.state == null ? null : JSON.stringify(extraArgument('state', input.state))
  const started = async (db: Kysely<Tables>) => {
    const row = await db
      .selectFrom(
        sql<Started>`graph.start_quest(${questId}, ${instanceId}, ${people}::uuid[], ${state}::jsonb)`.as('started'),
      )
      .selectAll()
      .executeTakeFirstOrThrow()
    const refusal = startFault(row, instanceId, people)
    if (refusal) throw refusal
    return questAs(db, row.id as string)
  }
  return { questInstance: await context.write(started, again) }
}

interface Joined {
  fault: 'no person' | 'no quest' | 'completed' | 'taking part' | 'full' | 'closed' | 'elsewhere' | null
  instanceId: string | null
}

function joinFault({ fault, instanceId }: Joined): Refusal | undefined {
  if (fault === 'no person') return noPerson()
  if (fault === 'no quest') return noQuest()
  if (fault === 'completed') return completed()
  if (fault === 'closed') return closed(instanceId)
  if (fault === 'elsewhere') return elsewhere('questInstanceId', instanceId)
  if (fault === 'taking part')
    return new Refusal('CONFLICT', 'The person takes part in the quest already.', { argument: 'userId' })
  return fault === 'full'
    ? new Refusal('CONFLICT', `A quest has ${mostParticipants} people at most.`, { argument: 'questInstanceId' })
    : undefined
}

async function joinQuest(context: Context, input: JoinQuestInput) {
  const id = uuidArgument('questInstanceId', input.questInstanceId)
  const userId = personArgument('userId', context.identity, input.userId)
  const joined = async (db: Kysely<Tables>) => {
    await refuseStrangers(context, db, userId)
    const row = await db
      .selectFrom(
        sql<{ fault: Joined['fault']; instance_id: string | null }>`graph.join_quest(${id}, ${userId})`.as('joined'),
      )
      .select(['fault', 'instance_id as instanceId'])
      .executeTakeFirstOrThrow()
    const refusal = joinFault(row)
    if (refusal) throw refusal
    return questAs(db, id)
  }
  return { questInstance: await context.write(joined, again) }
}

type Left = 'no quest' | 'completed' | 'not taking part' | null

async function leaveQuest(context: Context, input: LeaveQuestInput) {
  const id = uuidArgument('questInstanceId', input.questInstanceId)
  const userId = personArgument('userId', context.identity, input.userId)
  const left = async (db: Kysely<Tables>) => {
    await refuseStrangers(context, db, userId)
    const { fault } = await db
      .selectNoFrom(sql<Left>`graph.leave_quest(${id}, ${userId})`.as('fault'))
      .executeTakeFirstOrThrow()
    if (fault === 'no quest') throw noQuest()
    if (fault === 'completed') throw completed()
    if (fault === null) return questAs(db, id)
    if (!(await usersByIds(db, [userId])).has(userId)) throw noPerson()
    throw new Refusal('CONFLICT', 'The person does not take part in the quest.', { argument: 'userId' })
  }
  return { questInstance: await context.write(left, again) }
}

export const partyResolvers: Resolvers = {
  Mutation: {
    startQuest: (_, { input }, context) => {
      context.requireIdentity('startQuest')
      return startQuest(context, input)
    },
    joinQuest: (_, { input }, context) => {
      context.requireIdentity('joinQuest')
      return joinQuest(context, input)
    },
    leaveQuest: (_, { input }, context) => {
      context.requireIdentity('leaveQuest')
      return leaveQuest(context, input)
    },
  },
}
