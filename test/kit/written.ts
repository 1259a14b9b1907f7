import { RequestContext } from '@worlds/kit/context.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type AnyDatabase, asOwner, ownerUrl } from './pools.ts'

export const ann: Identity = { role: 'user', id: '0a8f6f5e-0000-4000-8000-00000000000a' }
// biome-ignore lint/suspicious/noExplicitAny: the tests of the kit know no tables
export type Db = Kysely<any>

export const valueBy = async <Value>(db: Db, query: RawBuilder<{ value: Value }>) =>
  (await query.execute(db)).rows[0]?.value as Value
export const contextOn = (database: AnyDatabase, signal?: AbortSignal) =>
  new RequestContext(database, { identity: ann, requestId: 'x', ...(signal ? { signal } : {}) })

export const broken = sql`select 1 / (random() * 0)::int`
export const add = (what: string) => sql`insert into written (what) values (${what})`

/** A table of the tests' own beside the world's, which the graph may write. */
export const written = {
  make: () =>
    owner(`create table written (what text primary key, n int not null default 0);
      grant select, insert, update, delete on written to world_graph`),
  empty: () => owner('delete from written'),
  drop: () => owner('drop table written'),
  kept: async () => (await owner('select what from written order by what')).map(({ what }) => what as string),
}

/** Runs SQL as the owner of the world. */
export async function owner(text: string): Promise<Record<string, unknown>[]> {
  await using client = await asOwner(ownerUrl('world'))
  return (await client.query(text)).rows
}
