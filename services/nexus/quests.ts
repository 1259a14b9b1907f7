import { uuidPattern } from '@worlds/kit/identity.ts'
import { byKey, groupByKey, keyTable, newestFirst, orEarliest, uuidArgument } from '@worlds/kit/keys.ts'
import { type Keyed, type Page, type PageArgs, type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import { instanceById } from './instances.ts'
import type { QuestInstanceFilter, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { usersByIds } from './users.ts'

export const questColumns = [
  'quest.id',
  'quest.quest_id as questId',
  'quest.instance_id as instanceId',
  'quest.participants',
  'quest.state',
  'quest.state_version as stateVersion',
  'quest.started_at as startedAt',
  'quest.completed_at as completedAt',
] as const satisfies readonly SelectExpression<Tables & { quest: Tables['quest_instances'] }, 'quest'>[]

export const selectQuests = (db: Kysely<Tables>) => db.selectFrom('quest_instances as quest').select(questColumns)

export type QuestRow = InferResult<ReturnType<typeof selectQuests>>[number]

const startedAt = orEarliest(sql.ref('quest.started_at'))
const mostActive = 100

export async function questsByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, QuestRow>> {
  const rows = await selectQuests(db).where('quest.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

/** Containment is asked of functions in the database: under a row policy `@>` itself would not use its index. */
export async function activeQuestsOfUsers(db: Kysely<Tables>, userIds: readonly string[]) {
  const rows = await db
    .selectFrom(
      sql<{ userId: string; quest_id: string; place: number }>`(
        select asked.user_id as "userId", asked.quest_id,
          row_number() over (partition by asked.user_id order by ${startedAt} desc, quest.id desc) as place
        from graph.quests_of(${userIds}::uuid[], true) asked join quest_instances quest on quest.id = asked.quest_id
      )`.as('mine'),
    )
    .innerJoin('quest_instances as quest', 'quest.id', 'mine.quest_id')
    .select(questColumns)
    .select('mine.userId')
    .where('mine.place', '<=', mostActive)
    .orderBy('mine.userId')
    .orderBy('mine.place')
    .execute()
  return groupByKey(rows, row => row.userId)
}

export async function activeQuestsOfInstances(db: Kysely<Tables>, instanceIds: readonly string[]) {
  const rows = await db
    .selectFrom(keyTable(instanceIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('quest_instances as quest')
          .select(questColumns)
          .whereRef('quest.instance_id', '=', 'keys.key')
          .where('quest.completed_at', 'is', null)
          .orderBy(startedAt, 'desc')
          .orderBy('quest.id', 'desc')
          .limit(mostActive)
          .as('quest'),
      join => join.onTrue(),
    )
    .selectAll('quest')
    .execute()
  return groupByKey(rows, row => row.instanceId as string)
}

const matching = (db: Kysely<Tables>, { instanceId, participantId, completed, state }: QuestInstanceFilter) =>
  db
    .selectFrom('quest_instances as quest')
    .$if(instanceId != null, query => query.where('quest.instance_id', '=', instanceId as string))
    .$if(participantId != null, query =>
      query.where(
        sql<boolean>`quest.id in (select quest_id from graph.quests_of(array[${participantId}]::uuid[], false))`,
      ),
    )
    .$if(completed != null, query => query.where('quest.completed_at', completed ? 'is not' : 'is', null))
    .$if(state != null, query =>
      query.where(sql<boolean>`quest.id in (select graph.quests_in_state(${JSON.stringify(state)}::jsonb))`),
    )

export async function questsNewestFirst(
  db: Kysely<Tables>,
  filter: QuestInstanceFilter,
  { first, after }: PageRequest,
) {
  return matching(db, filter)
    .select(questColumns)
    .select(sql<string[]>`array[${startedAt}::text, quest.id::text]`.as('cursorKey'))
    .$if(after !== null, query =>
      query.where(sql<boolean>`(${startedAt}, quest.id) < (${after?.[0]}::timestamp, ${after?.[1]}::uuid)`),
    )
    .orderBy(startedAt, 'desc')
    .orderBy('quest.id', 'desc')
    .limit(first + 1)
    .execute()
}

async function questCount(db: Kysely<Tables>, filter: QuestInstanceFilter): Promise<number> {
  const { count } = await matching(db, filter).select(sql<number>`count(*)::int4`.as('count')).executeTakeFirstOrThrow()
  return count
}

async function pageOfQuests(
  context: Context,
  list: 'questInstances' | 'activeQuests',
  filter: QuestInstanceFilter,
  paging: PageArgs,
): Promise<Page<QuestRow & Keyed>> {
  context.requireIdentity(list)
  const page = pageRequest(list, newestFirst, paging)
  const { instanceId, participantId } = filter
  if (instanceId != null) uuidArgument(list === 'activeQuests' ? 'instanceId' : 'filter.instanceId', instanceId)
  if (participantId != null) uuidArgument('filter.participantId', participantId)
  const rows = await context.db(db => questsNewestFirst(db, filter, page))
  return pageOf(page, rows, () => context.db(db => questCount(db, filter)))
}

async function questById(context: Context, id: string): Promise<QuestRow | null> {
  return uuidPattern.test(id) ? ((await context.load(questsByIds, id.toLowerCase(), null)) ?? null) : null
}

export const questResolvers: Resolvers = {
  Query: {
    questInstance: (_, { id }, context) => {
      context.requireIdentity('questInstance')
      return questById(context, uuidArgument('id', id))
    },
    questInstances: (_, { filter, ...paging }, context) =>
      pageOfQuests(context, 'questInstances', filter ?? {}, paging),
    activeQuests: (_, { instanceId = null, ...paging }, context) =>
      pageOfQuests(context, 'activeQuests', { instanceId, completed: false }, paging),
  },
  QuestInstance: {
    __resolveReference: ({ id }, context) => questById(context, id),
    instance: (quest, _, context) => instanceById(context, quest.instanceId),
    participants: async (quest, _, context) => {
      // Other programs may leave gaps in the array, or nest it.
      const ids = [...new Set((quest.participants ?? []).flat(Infinity) as (string | null)[])].filter(id => id !== null)
      const people = await Promise.all(ids.map(id => context.load(usersByIds, id, null)))
      return people.filter(person => person !== undefined)
    },
  },
  User: {
    activeQuests: async (user, _, context) => {
      context.requireIdentity('User.activeQuests')
      return (await context.load(activeQuestsOfUsers, user.id, null)) ?? []
    },
  },
  Instance: {
    activeQuests: async (instance, _, context) => {
      context.requireIdentity('Instance.activeQuests')
      return (await context.load(activeQuestsOfInstances, instance.id, null)) ?? []
    },
  },
}
