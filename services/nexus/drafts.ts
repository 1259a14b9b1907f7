import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange, noPerson, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument, urlArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import { type CharacterRow, characterColumns, charactersByIds } from './characters.ts'
import type { Context } from './context.ts'
import { customizationArgument } from './customizations.ts'
import { choosePrimary, clearPrimary, holdCharactersOf, noCharacter } from './primaries.ts'
import type {
  CharacterCustomizationInput,
  CreateCharacterInput,
  Resolvers,
  UpdateCharacterInput,
} from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { usersByIds } from './users.ts'

const longestName = 100
const mostCharacters = 50

const customization = (input: CharacterCustomizationInput | null) =>
  input && sql<unknown>`${JSON.stringify(customizationArgument('customizationData', input))}::jsonb`

/** The columns that are given, checked; those that are left out are not there. */
function columnsOf({ characterName, modelUrl, customizationData }: Partial<UpdateCharacterInput>) {
  return {
    ...(characterName !== undefined && { character_name: nameArgument('characterName', characterName, longestName) }),
    ...(modelUrl !== undefined && { model_url: urlArgument('modelUrl', modelUrl) }),
    ...(customizationData !== undefined && { customization_data: customization(customizationData) }),
  }
}

async function refuseMoreThanFit(db: Kysely<Tables>, userId: string): Promise<void> {
  const { count } = await db
    .selectFrom('characters')
    .select(sql<number>`count(*)::int4`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  if (count < mostCharacters) return
  throw new Refusal('CONFLICT', `A person has ${mostCharacters} characters at most. Delete one first.`)
}

/** Adds the row; whoever has no primary character then gets one. */
async function added(db: Kysely<Tables>, userId: string, draft: CreateCharacterInput): Promise<CharacterRow> {
  await holdCharactersOf(db, userId)
  await refuseMoreThanFit(db, userId)
  if (draft.isPrimary) await clearPrimary(db, userId)
  const columns = { ...columnsOf(draft), character_name: draft.characterName }
  const { id } = await db
    .insertInto('characters')
    .values({ ...columns, user_id: userId, is_primary: draft.isPrimary ?? false })
    .returning('id')
    .executeTakeFirstOrThrow()
  await choosePrimary(db, userId)
  return (await charactersByIds(db, [id])).get(id) as CharacterRow
}

async function createCharacter(context: Context, draft: CreateCharacterInput) {
  const userId = personArgument('userId', context.identity, draft.userId)
  columnsOf(draft)
  const character = await context
    .write(async db => {
      if (!(await usersByIds(db, [userId])).has(userId)) throw noPerson()
      if (!mayChange(context.identity, userId)) throw someoneElses('userId', 'account')
      return added(db, userId, draft)
    }, rowAgain(charactersByIds))
    .catch(error => {
      // The person may go between the look and the insertion.
      throw (error as { constraint?: unknown }).constraint === 'characters_user_id_fkey' ? noPerson() : error
    })
  return { character }
}

async function updateCharacter(context: Context, { id: given, ...changes }: UpdateCharacterInput) {
  const id = uuidArgument('id', given)
  const columns = columnsOf(changes)
  if (Object.keys(columns).length === 0) throw badInput('input', 'changes nothing. State a field beside "id".')
  const character = await context.write(async db => {
    const changed = await db
      .updateTable('characters as character')
      .set(columns)
      .where('character.id', '=', id)
      .returning(characterColumns)
      .executeTakeFirst()
    if (changed) return changed
    throw (await charactersByIds(db, [id])).has(id) ? someoneElses('id', 'character') : noCharacter()
  }, rowAgain(charactersByIds))
  return { character }
}

export const draftResolvers: Resolvers = {
  Mutation: {
    createCharacter: (_, { input }, context) => {
      context.requireIdentity('createCharacter')
      return createCharacter(context, input)
    },
    updateCharacter: (_, { input }, context) => {
      context.requireIdentity('updateCharacter')
      return updateCharacter(context, input)
    },
  },
}
