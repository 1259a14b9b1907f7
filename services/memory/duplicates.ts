import { Refusal } from '@worlds/kit/errors.ts'
import { type Kysely, sql } from 'kysely'
import { type Hit, nearestMemories } from './nearest.ts'
import type { DuplicateHandling } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'
import { dot } from './vectors.ts'

/** A memory to add, as far as it may be one that there is already. */
export interface Suspect {
  /** How its input is called in a message. */
  name: string
  companionId: string
  userId: string
  content: string
  vector: Float32Array | null
  modelId: number | null
  onDuplicate: DuplicateHandling
  /** From which cosine on a memory counts as a duplicate; from 1 on the same text alone. */
  similarity: number
}

/** What becomes of a memory to add: it is new, one that there is, or an earlier one of the batch. */
export type Fate = { is: 'new' } | { is: 'kept'; id: number } | { is: 'twin'; at: number }

const pairOf = ({ companionId, userId }: Suspect) => JSON.stringify([companionId, userId])
const suspicious = ({ onDuplicate }: Suspect) => onDuplicate !== 'KEEP'
const seeksNear = (suspect: Suspect) => suspicious(suspect) && suspect.similarity < 1 && suspect.vector !== null

/** Until the transaction ends nobody else looks for duplicates of these people with these companions. */
export async function lockPairs(db: Kysely<Tables>, suspects: readonly Suspect[]): Promise<void> {
  const pairs = [...new Set(suspects.filter(suspicious).map(pairOf))]
  if (pairs.length === 0) return
  // Always in the order of the keys, so that no two wait for each other.
  await sql`
    select pg_advisory_xact_lock(key) from (
      select hashtextextended('remember ' || pair, 0) as key from unnest(${pairs}::text[]) as asked (pair) order by key
    ) as keys`.execute(db)
}

/**
 * For each memory to add the one that there is already: of the same text, else the most similar.
 * @throws Refusal CONFLICT when vectors would be compared that are of different models
 */
export async function duplicatesOf(
  db: Kysely<Tables>,
  tools: Tools,
  suspects: readonly Suspect[],
): Promise<(number | undefined)[]> {
  const places = suspects.flatMap((suspect, at) => (suspicious(suspect) ? [at] : []))
  if (places.length === 0) return []
  const found = await sameTexts(db, suspects, places)
  const rest = places.filter(at => found[at] === undefined && seeksNear(suspects[at] as Suspect))
  const groups = Map.groupBy(rest, at => `${suspects[at]?.modelId} ${pairOf(suspects[at] as Suspect)}`)
  for (const group of groups.values()) {
    const { companionId, userId, modelId } = suspects[group[0] as number] as Suspect
    const vectors = group.map(at => (suspects[at] as Suspect).vector as Float32Array)
    const hits = await nearestMemories(db, tools, { companionId, userId, modelId, vectors }, 1)
    group.forEach((at, place) => {
      const [hit] = hits[place] as Hit[]
      if (hit && hit.similarity >= (suspects[at] as Suspect).similarity) found[at] = hit.id
    })
  }
  return found
}

/** The oldest memory of the same text, by its hash: the row policy lets an index find numbers that were worked out before. */
export async function sameTexts(db: Kysely<Tables>, suspects: readonly Suspect[], places: number[]) {
  const of = (value: (suspect: Suspect) => string) => places.map(at => value(suspects[at] as Suspect))
  const { rows } = await sql<{ at: number; id: number }>`
    with asked as materialized (
      select at, companion, person, content, hashtextextended(content, 0) as hash
      from unnest(
        ${places}::int4[], ${of(each => each.companionId)}::text[], ${of(each => each.userId)}::text[],
        ${of(each => each.content)}::text[]
      ) as asked (at, companion, person, content)
    )
    select asked.at, same.id from asked cross join lateral (
      select id from companion_memories memory
      where memory.companion_id = asked.companion and memory.user_id = asked.person
        and memory.content_hash = asked.hash and memory.content = asked.content
      order by id limit 1
    ) same`.execute(db)
  const found: (number | undefined)[] = suspects.map(() => undefined)
  for (const { at, id } of rows) found[at] = id
  return found
}

/** Finds to each memory to add, by its place, the earlier ones of the batch that it may repeat: the same texts first. */
export function twinFinder(suspects: readonly Suspect[]): (at: number) => number[] {
  const pairs = Map.groupBy(suspects.keys(), at => pairOf(suspects[at] as Suspect))
  const units = suspects.some(seeksNear) ? suspects.map(({ vector }) => vector && unit(vector)) : []
  return at => {
    const suspect = suspects[at] as Suspect
    const pair = suspicious(suspect) ? (pairs.get(pairOf(suspect)) ?? []) : []
    const earlier = pair.filter(other => other < at)
    const same = earlier.filter(other => suspects[other]?.content === suspect.content)
    const own = seeksNear(suspect) ? units[at] : null
    const near = (other: number) => {
      const { modelId } = suspects[other] as Suspect
      const comparable = modelId === suspect.modelId || modelId === null || suspect.modelId === null
      return own && units[other] && comparable && dot(own, units[other]) >= suspect.similarity
    }
    return [...same, ...earlier.filter(near)]
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map(number => number / length)
}

/**
 * @param duplicates of `duplicatesOf`
 * @param twins of `twinFinder`
 * @throws Refusal CONFLICT for the first one that there is already and that is to be refused then
 */
export function fatesOf(
  suspects: readonly Suspect[],
  duplicates: readonly (number | undefined)[],
  twins: readonly number[][],
): Fate[] {
  const fates: Fate[] = []
  suspects.forEach((suspect, at) => {
    const id = duplicates[at]
    const twin = twins[at]?.find(other => fates[other]?.is === 'new')
    if (suspect.onDuplicate === 'REFUSE' && id !== undefined) refuse(suspect, `memory ${id}`, { memoryId: String(id) })
    if (suspect.onDuplicate === 'REFUSE' && twin !== undefined) refuse(suspect, `"${suspects[twin]?.name}"`, {})
    if (id !== undefined) fates.push({ is: 'kept', id })
    else fates.push(twin === undefined ? { is: 'new' } : { is: 'twin', at: twin })
  })
  return fates
}

function refuse({ name, similarity }: Suspect, what: string, extensions: { memoryId?: string }): never {
  const likeness = similarity < 1 ? `is similar by ${similarity} or more` : 'has the same text'
  const fault = `"${name}" is remembered already: ${what} ${likeness}. Leave it out, or ask for MERGE or KEEP.`
  throw new Refusal('CONFLICT', fault, { ...extensions, argument: name })
}
