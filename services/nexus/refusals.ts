import { Refusal } from '@worlds/kit/errors.ts'
import type { Kysely } from 'kysely'
import type { Move } from './moves.ts'
import type { Tables } from './tables.gen.ts'

const barred = new Set(['suspended', 'banned', 'deleted'])

/**
 * Why a report was not written.
 * @param at what the message names the arguments by: nothing, or the row of a list and a point
 */
export async function unmoved(db: Kysely<Tables>, { userId, instanceId }: Move, at: string): Promise<Refusal> {
  const person = await db
    .selectFrom('users')
    .leftJoin('user_positions as position', 'position.user_id', 'users.id')
    .select(['users.account_status as status', 'position.instance_id as instanceId'])
    .where('users.id', '=', userId)
    .executeTakeFirst()
  const argument = `${at}userId`
  if (!person) return new Refusal('NOT_FOUND', `There is no such person as "${argument}".`, { argument })
  if (barred.has(person.status ?? '')) return new Refusal('FORBIDDEN', 'The account is suspended.', { argument })
  if (person.instanceId === null) {
    return new Refusal('CONFLICT', `"${argument}" is in no instance. Join one first.`, { argument })
  }
  if (instanceId === null || instanceId === person.instanceId) {
    return new Refusal('CONFLICT', `"${argument}" joined an instance just now. Try again.`, { argument })
  }
  const fault = `"${at}instanceId" is not the instance that the person is in.`
  return new Refusal('CONFLICT', `${fault} Join it first, or leave it out.`, {
    argument: `${at}instanceId`,
    instanceId: person.instanceId,
  })
}
