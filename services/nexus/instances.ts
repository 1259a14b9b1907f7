import { Refusal } from '@worlds/kit/errors.ts'
import { uuidPattern } from '@worlds/kit/identity.ts'
import {
  byKey,
  groupByKey,
  keyTable,
  newestFirst,
  numberArgument,
  orEarliest,
  textArgument,
  uuidArgument,
} from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import type { InstanceFilter, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

type Aliased = Tables & { instance: Tables['instances'] }

const instanceColumns = [
  'instance.id',
  'instance.world_id as worldId',
  'instance.instance_type as instanceType',
  'instance.max_users as maxUsers',
  'instance.current_users as currentUsers',
  'instance.server_region as serverRegion',
  'instance.created_at as createdAt',
  'instance.state',
  'instance.state_version as stateVersion',
  'instance.closed_at as closedAt',
] as const satisfies readonly SelectExpression<Aliased, 'instance'>[]

/** Null, and no division by zero, where an instance has no limit. */
const loadFactor = sql<number | null>`instance.current_users::float8 / nullif(instance.max_users, 0)`

/** All that is told of an instance, also of one just written. */
export const wholeInstance = [...instanceColumns, loadFactor.as('loadFactor')] as const

const selectInstances = (db: Kysely<Tables>) => db.selectFrom('instances as instance').select(wholeInstance)

export type InstanceRow = InferResult<ReturnType<typeof selectInstances>>[number]
export interface LoadRow {
  instance: InstanceRow
}

interface Activity {
  activeUsers: number
  averagePositionAgeSeconds: number | null
}

const createdAt = orEarliest(sql.ref('instance.created_at'))
const mostLoads = 1_000

export async function instancesByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, InstanceRow>> {
  const rows = await selectInstances(db).where('instance.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

/** How many are active now, right for whoever asks: the database counts, and lets only the counts of the active out. */
export async function activityOfInstances(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Activity>> {
  const activity = sql<{ instance_id: string; active_users: number; average_position_age_seconds: number | null }>`
    graph.instance_activity(${ids}::uuid[], interval '60 seconds')`.as('activity')
  const rows = await db
    .selectFrom(activity)
    .select(['instance_id', 'active_users as activeUsers', 'average_position_age_seconds as averagePositionAgeSeconds'])
    .execute()
  return byKey(rows, row => row.instance_id)
}

const isOpen = sql<boolean>`instance.closed_at is null`
const hasRoom = sql<boolean>`(instance.max_users is null or coalesce(instance.current_users, 0) < instance.max_users)`

const anyInstance = (db: Kysely<Tables>) => db.selectFrom('instances as instance')

/**
 * Those in a state, found apart from everything else that is asked (`offset` sees to that): under a row policy the
 * planner cannot tell how few they are, and would look for them along the order of the list.
 */
const inState = (db: Kysely<Tables>, state: unknown): ReturnType<typeof anyInstance> =>
  db.selectFrom(
    db
      .selectFrom('instances')
      .select([
        'id',
        'world_id',
        'instance_type',
        'max_users',
        'current_users',
        'server_region',
        'created_at',
        'state',
        'state_version',
        'closed_at',
      ])
      .where(sql<boolean>`state @> ${JSON.stringify(state)}::jsonb`)
      .offset(0)
      .as('instance'),
  ) as never

/** Open ones are stated so that their own index serves: over the years nearly all instances are closed ones. */
const openOnes = ({ isOpen: open, hasRoom: room }: InstanceFilter) => [
  ...(open === true || room === true ? [isOpen] : []),
  ...(open === false ? [sql<boolean>`instance.closed_at is not null`] : []),
  ...(room === true ? [hasRoom] : []),
  ...(room === false ? [sql<boolean>`not (${isOpen} and ${hasRoom})`] : []),
]

const matching = (db: Kysely<Tables>, filter: InstanceFilter) => {
  const { worldId, serverRegion, instanceType, state } = filter
  return (state == null ? anyInstance(db) : inState(db, state))
    .$if(worldId != null, query => query.where('instance.world_id', '=', worldId as string))
    .$if(serverRegion != null, query => query.where('instance.server_region', '=', serverRegion as string))
    .$if(instanceType != null, query => query.where('instance.instance_type', '=', instanceType as string))
    .where(eb => eb.and(openOnes(filter)))
}

const after = ({ after }: PageRequest) =>
  sql<boolean>`(${createdAt}, instance.id) < (${after?.[0]}::timestamp, ${after?.[1]}::uuid)`

export async function instancesNewestFirst(db: Kysely<Tables>, filter: InstanceFilter, page: PageRequest) {
  return matching(db, filter)
    .select([...wholeInstance, sql<string[]>`array[${createdAt}::text, instance.id::text]`.as('cursorKey')])
    .$if(page.after !== null, query => query.where(after(page)))
    .orderBy(createdAt, 'desc')
    .orderBy('instance.id', 'desc')
    .limit(page.first + 1)
    .execute()
}

async function instanceCount(db: Kysely<Tables>, filter: InstanceFilter): Promise<number> {
  const { count } = await matching(db, filter).select(sql<number>`count(*)::int4`.as('count')).executeTakeFirstOrThrow()
  return count
}

export async function instancesOfSpaces(db: Kysely<Tables>, spaceIds: readonly string[], page: PageRequest) {
  const rows = await db
    .selectFrom(keyTable(spaceIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('instances as instance')
          .select([...wholeInstance, sql<string[]>`array[${createdAt}::text, instance.id::text]`.as('cursorKey')])
          .whereRef('instance.world_id', '=', 'keys.key')
          .$if(page.after !== null, query => query.where(after(page)))
          .orderBy(createdAt, 'desc')
          .orderBy('instance.id', 'desc')
          .limit(page.first + 1)
          .as('instance'),
      join => join.onTrue(),
    )
    .selectAll('instance')
    .execute()
  return groupByKey(rows, row => row.worldId as string)
}

async function instanceCountsOfSpaces(db: Kysely<Tables>, spaceIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('instances')
    .select(['world_id as key', sql<number>`count(*)::int4`.as('count')])
    .where('world_id', '=', sql<string>`any(${spaceIds}::uuid[])`)
    .groupBy('world_id')
    .execute()
  return new Map(rows.map(row => [row.key as string, row.count]))
}

/** The fullest of the open instances created within so many seconds; those without a limit last. */
export async function fullestInstances(db: Kysely<Tables>, createdWithinSeconds: number): Promise<InstanceRow[]> {
  return selectInstances(db)
    .where(createdAt, '>', sql<string>`localtimestamp - make_interval(secs => ${createdWithinSeconds}::float8)`)
    .where(isOpen)
    .orderBy(loadFactor, order => order.desc().nullsLast())
    .orderBy('instance.id')
    .limit(mostLoads)
    .execute()
}

function checkedFilter(filter: InstanceFilter | null | undefined): InstanceFilter {
  const { worldId, serverRegion, instanceType } = filter ?? {}
  if (worldId != null) uuidArgument('filter.worldId', worldId)
  if (serverRegion != null) textArgument('filter.serverRegion', serverRegion, 50)
  if (instanceType != null) textArgument('filter.instanceType', instanceType, 50)
  return filter ?? {}
}

export async function instanceById(context: Context, id: string | null): Promise<InstanceRow | null> {
  if (id === null || !uuidPattern.test(id)) return null
  return (await context.load(instancesByIds, id.toLowerCase(), null)) ?? null
}

export const noInstance = () =>
  new Refusal('NOT_FOUND', 'There is no such instance as "instanceId".', { argument: 'instanceId' })

export const instanceClosed = () =>
  new Refusal('INSTANCE_CLOSED', 'The instance is closed for good. Choose one that "isOpen".', {
    argument: 'instanceId',
  })

/** @throws Refusal NOT_FOUND when there is none */
export async function existingInstance(context: Context, id: string): Promise<InstanceRow> {
  const instance = await instanceById(context, id)
  if (instance) return instance
  throw noInstance()
}

const quiet: Activity = { activeUsers: 0, averagePositionAgeSeconds: null }
const activityOf = async (context: Context, { id }: InstanceRow) =>
  (await context.load(activityOfInstances, id, null)) ?? quiet

export const instanceResolvers: Resolvers = {
  Query: {
    instance: (_, { id }, context) => instanceById(context, uuidArgument('id', id)),
    instances: async (_, { filter, ...paging }, context) => {
      const page = pageRequest('instances', newestFirst, paging)
      const checked = checkedFilter(filter)
      const rows = await context.db(db => instancesNewestFirst(db, checked, page))
      return pageOf(page, rows, () => context.db(db => instanceCount(db, checked)))
    },
    instanceLoad: async (_, { createdWithinSeconds }, context) => {
      const seconds = numberArgument('createdWithinSeconds', createdWithinSeconds ?? 3600, [1, 31_536_000])
      const instances = await context.db(db => fullestInstances(db, seconds))
      return instances.map(instance => ({ instance }))
    },
  },
  Instance: {
    __resolveReference: ({ id }, context) => instanceById(context, id),
    space: instance => (instance.worldId === null ? null : { id: instance.worldId }),
    currentUsers: instance => instance.currentUsers ?? 0,
    activeUsers: async (instance, _, context) => (await activityOf(context, instance)).activeUsers,
    averagePositionAgeSeconds: async (instance, _, context) =>
      (await activityOf(context, instance)).averagePositionAgeSeconds,
  },
  InstanceLoad: {
    loadFactor: ({ instance }) => instance.loadFactor,
    activeUsers: async ({ instance }, _, context) => (await activityOf(context, instance)).activeUsers,
    averagePositionAgeSeconds: async ({ instance }, _, context) =>
      (await activityOf(context, instance)).averagePositionAgeSeconds,
  },
  Space: {
    instances: async (space, args, context) => {
      const page = pageRequest('Space.instances', newestFirst, args)
      const rows = (await context.load(instancesOfSpaces, space.id, page)) ?? []
      return pageOf(page, rows, async () => (await context.load(instanceCountsOfSpaces, space.id, null)) ?? 0)
    },
  },
}
