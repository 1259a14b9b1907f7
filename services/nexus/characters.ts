import { uuidPattern } from '@worlds/kit/identity.ts'
import { byKey, groupByKey, keyTable, orEarliest, uuidArgument } from '@worlds/kit/keys.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { userById } from './users.ts'

export const characterColumns = [
  'character.id',
  'character.user_id as userId',
  'character.character_name as characterName',
  'character.model_url as modelUrl',
  'character.customization_data as customizationData',
  'character.is_primary as isPrimary',
  'character.created_at as createdAt',
] as const satisfies readonly SelectExpression<Tables & { character: Tables['characters'] }, 'character'>[]

const selectCharacters = (db: Kysely<Tables>) => db.selectFrom('characters as character').select(characterColumns)

export type CharacterRow = InferResult<ReturnType<typeof selectCharacters>>[number]

const mostCharacters = 100

export async function charactersByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, CharacterRow>> {
  const rows = await selectCharacters(db).where('character.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

/** The characters of each person, the primary one first and then the oldest first. */
export async function charactersOfUsers(
  db: Kysely<Tables>,
  userIds: readonly string[],
): Promise<Map<string, CharacterRow[]>> {
  const rows = await db
    .selectFrom(keyTable(userIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('characters as character')
          .select(characterColumns)
          .whereRef('character.user_id', '=', 'keys.key')
          .orderBy(sql`coalesce(character.is_primary, false)`, 'desc')
          .orderBy(orEarliest(sql.ref('character.created_at')))
          .orderBy('character.id')
          .limit(mostCharacters)
          .as('character'),
      join => join.onTrue(),
    )
    .selectAll('character')
    .execute()
  return groupByKey(rows, row => row.userId as string)
}

async function characterById(context: Context, id: string): Promise<CharacterRow | null> {
  return uuidPattern.test(id) ? ((await context.load(charactersByIds, id.toLowerCase(), null)) ?? null) : null
}

export const characterResolvers: Resolvers = {
  Query: {
    character: (_, { id }, context) => {
      context.requireIdentity('character')
      return characterById(context, uuidArgument('id', id))
    },
  },
  Character: {
    __resolveReference: ({ id }, context) => characterById(context, id),
    user: (character, _, context) => userById(context, character.userId),
    isPrimary: character => character.isPrimary ?? false,
  },
  User: {
    characters: async (user, _, context) => {
      context.requireIdentity('User.characters')
      return (await context.load(charactersOfUsers, user.id, null)) ?? []
    },
    primaryCharacter: async (user, _, context) => {
      context.requireIdentity('User.primaryCharacter')
      const [first] = (await context.load(charactersOfUsers, user.id, null)) ?? []
      return first?.isPrimary ? first : null
    },
  },
}
