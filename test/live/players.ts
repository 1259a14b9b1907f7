import { rows, uuid } from '../asking.ts'
import type { Stack } from '../stack.ts'

export const place = uuid(9100)
/** People of the tests: the first two are in the instance, the third is elsewhere. */
export const people = [uuid(9101), uuid(9102), uuid(9103)] as const
export const names = ['mo_in_the_room', 'pia_in_the_room', 'tom_elsewhere']

/** An instance with two people in it and a third who is not, until the end of the block. */
export async function room(graph: Stack): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const users = people.map((id, i) => ({
    id,
    username: names[i],
    email: `${names[i]}@example.com`,
    account_status: 'active',
  }))
  opened.use(await rows(graph, 'nexus', 'users', users))
  opened.use(await rows(graph, 'nexus', 'instances', [{ id: place, max_users: 9, current_users: 0 }]))
  for (const id of people.slice(0, 2)) await enter(graph, id)
  return opened.move()
}

export const enter = (graph: Stack, id: string) =>
  graph.asOwner(
    'nexus',
    `with member as (insert into graph.memberships (user_id, instance_id, expires_at)
      values ($1, $2, now() + interval '1 hour') returning user_id)
    insert into user_positions (user_id, instance_id, position_x, position_y, position_z, last_update)
    select user_id, $2, 1, 2, 3, now() at time zone 'UTC' from member
    on conflict (user_id) do update set instance_id = excluded.instance_id, last_update = excluded.last_update`,
    [id, place],
  )

export const leave = (graph: Stack, id: string) =>
  graph.asOwner(
    'nexus',
    `with gone as (delete from graph.memberships where user_id = $1)
    update user_positions set instance_id = null where user_id = $1`,
    [id],
  )

/** One flush of movements: one statement, and one notification. */
export const move = (graph: Stack, ids: readonly string[], x: number) =>
  graph.asOwner(
    'nexus',
    `with moved as (
      update user_positions set position_x = $2, last_update = clock_timestamp() at time zone 'UTC'
      where user_id = any ($1::uuid[]) returning instance_id
    )
    select pg_notify('graph', json_build_object('topic', 'moved', 'instanceIds', array_agg(distinct instance_id))::text)
    from moved`,
    [ids, x],
  )
