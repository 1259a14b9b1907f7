import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange, ofErased, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { type Deleted, deletionAgain, rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument, paragraphsArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { entryPointOf, skyboxArgument, terrainArgument } from './scenery.ts'
import type { CreateSpaceInput, Resolvers, UpdateSpaceInput } from './schema.gen.ts'
import { type SpaceRow, spaceColumns, spacesByIds } from './spaces.ts'
import type { Tables } from './tables.gen.ts'

const longestName = 255
const longestDescription = 5_000
const mostPeople = 10_000

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::jsonb`

/** What must be there: a column that the graph's readers take for known. */
function known<Value>(argument: string, value: Value | null): Value {
  if (value === null) throw badInput(argument, 'may not be null. Leave it out to keep what is there.')
  return value
}

const people = (count: number | null) => numberArgument('maxOccupancy', known('maxOccupancy', count), [1, mostPeople])

const sceneryOf = ({ entryPoint: entry, skyboxSettings: sky, terrainSettings: ground }: Partial<UpdateSpaceInput>) => ({
  ...(entry !== undefined && { entry_point: entry && json(entryPointOf(entry)) }),
  ...(sky !== undefined && { skybox_settings: sky && json(skyboxArgument('skyboxSettings', sky)) }),
  ...(ground !== undefined && { terrain_settings: ground && json(terrainArgument('terrainSettings', ground)) }),
})

/** The columns that are given, checked; those that are left out are not there. */
function columnsOf(draft: Partial<UpdateSpaceInput>) {
  const { spaceName, description, isPublic, maxOccupancy } = draft
  return {
    ...(spaceName !== undefined && { space_name: nameArgument('spaceName', spaceName, longestName) }),
    ...(description !== undefined && {
      description: description === null ? null : paragraphsArgument('description', description, longestDescription),
    }),
    ...(isPublic !== undefined && { is_public: known('isPublic', isPublic) }),
    ...(maxOccupancy !== undefined && { max_occupancy: people(maxOccupancy) }),
    ...sceneryOf(draft),
  }
}

/** Why a row was not changed: nobody shows it to the caller, or it is somebody else's. */
async function notChanged(db: Kysely<Tables>, id: string): Promise<Refusal> {
  const seen = (await spacesByIds(db, [id])).has(id)
  return seen
    ? someoneElses('id', 'space')
    : new Refusal('NOT_FOUND', 'There is no such space as "id".', { argument: 'id' })
}

async function createSpace(context: Context, draft: CreateSpaceInput) {
  const ownerId = personArgument('ownerId', context.identity, draft.ownerId)
  if (!mayChange(context.identity, ownerId)) {
    const message = 'You may make spaces of your own only. Leave "ownerId" out.'
    throw new Refusal('FORBIDDEN', message, { argument: 'ownerId' })
  }
  const columns = { ...columnsOf(draft), owner_id: ownerId }
  const space = await context
    .write(async db => {
      const { id } = await db.insertInto('spaces').values(columns).returning('id').executeTakeFirstOrThrow()
      return (await spacesByIds(db, [id])).get(id) as SpaceRow
    }, rowAgain(spacesByIds))
    .catch(error => Promise.reject(ofErased(error, () => 'ownerId')))
  return { space }
}

async function updateSpace(context: Context, { id: given, ...changes }: UpdateSpaceInput) {
  const id = uuidArgument('id', given)
  const columns = columnsOf(changes)
  if (Object.keys(columns).length === 0) throw badInput('input', 'changes nothing. State a field beside "id".')
  const space = await context.write(async db => {
    const changed = await db
      .updateTable('spaces as space')
      .set(columns)
      .where('space.id', '=', id)
      .returning(spaceColumns)
      .executeTakeFirst()
    if (changed) return changed
    throw await notChanged(db, id)
  }, rowAgain(spacesByIds))
  return { space }
}

async function deleteSpace(context: Context, id: string) {
  const deleted = await context.write(async (db): Promise<Deleted<SpaceRow>> => {
    const row = await db
      .deleteFrom('spaces as space')
      .where('space.id', '=', id)
      .returning(spaceColumns)
      .executeTakeFirst()
    if (row) return { id: id, row }
    throw await notChanged(db, id)
  }, deletionAgain<SpaceRow>())
  return { id: deleted.id, space: deleted.row }
}

export const buildingResolvers: Resolvers = {
  Mutation: {
    createSpace: (_, { input }, context) => {
      context.requireIdentity('createSpace')
      return createSpace(context, input)
    },
    updateSpace: (_, { input }, context) => {
      context.requireIdentity('updateSpace')
      return updateSpace(context, input)
    },
    deleteSpace: (_, { input }, context) => {
      context.requireIdentity('deleteSpace')
      return deleteSpace(context, uuidArgument('id', input.id))
    },
  },
}
