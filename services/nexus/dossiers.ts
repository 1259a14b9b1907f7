import { uuidPattern } from '@worlds/kit/identity.ts'
import { dossierOf } from '@worlds/kit/ownership.ts'
import { type Kysely, sql } from 'kysely'
import { characterColumns } from './characters.ts'
import { positionsOfUsers } from './positions.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { usersByIds } from './users.ts'

/** Whose data are exported. */
export interface Dossier {
  id: string
}

/** The whole account, with what a function of the database tells the person and admins alone. */
async function accountOf(db: Kysely<Tables>, id: string) {
  const [users, { rows }] = await Promise.all([
    usersByIds(db, [id]),
    sql<{ email: string; oauthProvider: string | null; oauthId: string | null }>`
      select * from graph.account_of(${id}::uuid)`.execute(db),
  ])
  const user = users.get(id)
  return user ? { ...user, ...rows[0] } : null
}

const charactersOf = (db: Kysely<Tables>, id: string) =>
  db
    .selectFrom('characters as character')
    .select(characterColumns)
    .where('character.user_id', '=', id)
    .orderBy('character.created_at')
    .orderBy('character.id')
    .execute()

const membershipOf = (db: Kysely<Tables>, id: string) =>
  db
    .selectFrom('graph.memberships')
    .select(['instance_id as instanceId', 'joined_at as joinedAt', 'expires_at as expiresAt'])
    .where('user_id', '=', id)
    .executeTakeFirst()

/** Found with the owner's right, because no index serves the search under a policy. */
async function questsOf(db: Kysely<Tables>, id: string) {
  return db
    .selectFrom('quest_instances as quest')
    .innerJoin(
      sql<{ quest_id: string }>`graph.quests_of(array[${id}::uuid], false)`.as('taken'),
      'taken.quest_id',
      'quest.id',
    )
    .select([
      'quest.id',
      'quest.quest_id as questId',
      'quest.instance_id as instanceId',
      'quest.state',
      'quest.started_at as startedAt',
      'quest.completed_at as completedAt',
    ])
    .orderBy('quest.started_at')
    .orderBy('quest.id')
    .execute()
}

export const dossierResolvers: Resolvers = {
  User: { export: (user, _, context) => dossierOf(context, user.id) },
  UserExport: {
    __resolveReference: ({ id }, context) => (uuidPattern.test(id) ? dossierOf(context, id.toLowerCase()) : null),
    account: ({ id }, _, context) => context.db(db => accountOf(db, id)),
    characters: ({ id }, _, context) => context.db(db => charactersOf(db, id)),
    position: async ({ id }, _, context) => context.db(async db => (await positionsOfUsers(db, [id])).get(id) ?? null),
    membership: async ({ id }, _, context) => (await context.db(db => membershipOf(db, id))) ?? null,
    quests: ({ id }, _, context) => context.db(db => questsOf(db, id)),
  },
}
