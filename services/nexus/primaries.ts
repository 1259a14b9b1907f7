import { Refusal } from '@worlds/kit/errors.ts'
import { orEarliest, uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange, someoneElses } from '@worlds/kit/ownership.ts'
import { type Deleted, deletionAgain, rowAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import { type CharacterRow, characterColumns, charactersByIds } from './characters.ts'
import type { Context } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

export const noCharacter = () => new Refusal('NOT_FOUND', 'There is no such character as "id".', { argument: 'id' })

/** Until the transaction ends, nobody else of the graph adds, chooses or deletes a character of this person. */
export async function holdCharactersOf(db: Kysely<Tables>, userId: string): Promise<void> {
  await db
    .selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${`characters of ${userId}`}, 0))`.as('held'))
    .execute()
}

/** Whoever has characters appears as one of them: the oldest, as long as none is chosen. */
export async function choosePrimary(db: Kysely<Tables>, userId: string): Promise<void> {
  await db
    .updateTable('characters')
    .set({ is_primary: true })
    .where('id', '=', eb =>
      eb
        .selectFrom('characters as oldest')
        .select('oldest.id')
        .where('oldest.user_id', '=', userId)
        .orderBy(orEarliest(sql.ref('oldest.created_at')))
        .orderBy('oldest.id')
        .limit(1),
    )
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('characters as chosen')
            .where('chosen.user_id', '=', userId)
            .where('chosen.is_primary', '=', true),
        ),
      ),
    )
    .execute()
}

/** No character of the person is primary any more, so that another can be: the index allows one at any moment. */
export async function clearPrimary(db: Kysely<Tables>, userId: string): Promise<void> {
  await db
    .updateTable('characters')
    .set({ is_primary: false })
    .where('user_id', '=', userId)
    .where('is_primary', '=', true)
    .execute()
}

/** @throws Refusal NOT_FOUND or FORBIDDEN unless the caller may change it */
export async function ownCharacter(context: Context, db: Kysely<Tables>, id: string): Promise<CharacterRow> {
  const character = (await charactersByIds(db, [id])).get(id)
  if (!character) throw noCharacter()
  if (!mayChange(context.identity, character.userId)) throw someoneElses('id', 'character')
  if (character.userId !== null) await holdCharactersOf(db, character.userId)
  return character
}

const setPrimaryCharacter = (context: Context, id: string) => {
  const chosen = async (db: Kysely<Tables>) => {
    const { userId } = await ownCharacter(context, db, id)
    if (userId === null) throw new Refusal('CONFLICT', 'The character belongs to nobody, so nobody appears as it.')
    await clearPrimary(db, userId)
    const character = await db
      .updateTable('characters as character')
      .set({ is_primary: true })
      .where('character.id', '=', id)
      .returning(characterColumns)
      .executeTakeFirst()
    if (character) return character
    throw noCharacter()
  }
  return context.write(chosen, rowAgain(charactersByIds))
}

const deleteCharacter = (context: Context, id: string) => {
  const deleted = async (db: Kysely<Tables>): Promise<Deleted<CharacterRow>> => {
    const { userId } = await ownCharacter(context, db, id)
    const row = await db
      .deleteFrom('characters as character')
      .where('character.id', '=', id)
      .returning(characterColumns)
      .executeTakeFirst()
    if (!row) throw noCharacter()
    if (userId !== null) await choosePrimary(db, userId)
    return { id, row }
  }
  return context.write(deleted, deletionAgain<CharacterRow>())
}

export const primaryResolvers: Resolvers = {
  Mutation: {
    setPrimaryCharacter: async (_, { input }, context) => {
      context.requireIdentity('setPrimaryCharacter')
      return { character: await setPrimaryCharacter(context, uuidArgument('id', input.id)) }
    },
    deleteCharacter: async (_, { input }, context) => {
      context.requireIdentity('deleteCharacter')
      const { id, row } = await deleteCharacter(context, uuidArgument('id', input.id))
      return { id, character: row }
    },
  },
}
