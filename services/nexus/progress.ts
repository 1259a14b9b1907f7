import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { type QuestRow, questColumns, questsByIds, selectQuests } from './quests.ts'
import type { CompleteQuestInput, Resolvers, UpdateQuestStateInput } from './schema.gen.ts'
import { patchArgument, refuseOvergrown, staleVersion } from './states.ts'
import type { Tables } from './tables.gen.ts'

const argument = 'questInstanceId'

export const noQuest = () => new Refusal('NOT_FOUND', `There is no such quest as "${argument}".`, { argument })

export const completed = () =>
  new Refusal('QUEST_COMPLETED', 'The quest is completed and changes no more.', { argument })

const notTheirs = () =>
  new Refusal('FORBIDDEN', 'Only who takes part in the quest changes it. Join it first.', { argument })

const again = rowAgain(questsByIds)

interface Expectation {
  id: string
  version: number | null | undefined
}

/** Until the transaction ends, nobody else changes or completes the quest. The policy locks only what one may change. */
async function holdQuest(db: Kysely<Tables>, { id, version }: Expectation): Promise<void> {
  const quest = await selectQuests(db).where('quest.id', '=', id).forNoKeyUpdate().executeTakeFirst()
  if (!quest) throw (await questsByIds(db, [id])).has(id) ? notTheirs() : noQuest()
  if (quest.completedAt !== null) throw completed()
  if (version != null && version !== quest.stateVersion) throw staleVersion(version, quest.stateVersion)
}

const merged = (patch: string) => sql<unknown>`graph.merge_patch(quest.state, ${patch}::jsonb)`

async function changed(
  db: Kysely<Tables>,
  expected: Expectation,
  columns: { state?: ReturnType<typeof merged>; completed_at?: ReturnType<typeof sql<string>> },
): Promise<QuestRow> {
  await holdQuest(db, expected)
  const quest = await db
    .updateTable('quest_instances as quest')
    .set(columns)
    .where('quest.id', '=', expected.id)
    .returning(questColumns)
    .executeTakeFirstOrThrow()
  if (columns.state) refuseOvergrown('patch', quest.state)
  return quest
}

async function updateQuestState(context: Context, { questInstanceId, patch, expectedVersion }: UpdateQuestStateInput) {
  const expected = { id: uuidArgument(argument, questInstanceId), version: expectedVersion }
  const state = merged(patchArgument('patch', patch))
  return { questInstance: await context.write(db => changed(db, expected, { state }), again) }
}

async function completeQuest(context: Context, { questInstanceId, patch, expectedVersion }: CompleteQuestInput) {
  const expected = { id: uuidArgument(argument, questInstanceId), version: expectedVersion }
  const columns = {
    completed_at: sql<string>`localtimestamp`,
    ...(patch != null && { state: merged(patchArgument('patch', patch)) }),
  }
  return { questInstance: await context.write(db => changed(db, expected, columns), again) }
}

export const progressResolvers: Resolvers = {
  Mutation: {
    updateQuestState: (_, { input }, context) => {
      context.requireIdentity('updateQuestState')
      return updateQuestState(context, input)
    },
    completeQuest: (_, { input }, context) => {
      context.requireIdentity('completeQuest')
      return completeQuest(context, input)
    },
  },
}
