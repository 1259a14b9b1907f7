import type { Identity } from '@worlds/kit/identity.ts'
import type { Codec } from '@worlds/memory/codec.ts'
import { memoriesByIds } from '@worlds/memory/memories.ts'
import { nearestMemories } from '@worlds/memory/nearest.ts'
import { lookupTable } from '@worlds/memory/quantizer.ts'
import { exactSearch, nearest } from '@worlds/memory/recall.ts'
import { foundMemories } from '@worlds/memory/search.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { type Kysely, sql } from 'kysely'
import { rowOf } from '../memory/trained.ts'
import { ownerQueries } from '../migrations/owner/queries.ts'
import type { Results } from './results.ts'
import { round } from './results.ts'
import type { GraphStore, Store } from './stores.ts'
import { type Tenant, textsOf } from './tenants.ts'

/** The rows of a corpus, in both schemas, and the vectors that they were made of. */
export interface Corpus extends AsyncDisposable {
  vectors: Float32Array
  tenants: Tenant[]
  queries: Float32Array
  owner: Store
  graph: GraphStore
}

const asService: Identity = { role: 'service', name: 'bench', companions: ['*'] }
const questions = 25

const textOf = (vector: Float32Array) => `[${Array.from(vector).join(',')}]`

/** The row numbers of the ten truly nearest of a tenant's memories. */
export function truth({ vectors }: Corpus, { from, size }: Tenant, query: Float32Array): number[] {
  const own = vectors.subarray(from * 768, (from + size) * 768)
  return nearest(exactSearch(own, 768)(query), 10).map(at => from + at)
}

/** Ids are given out in the order of loading, from 1. */
const rowOfId = (id: number) => id - 1

/** The memories themselves, as the graph answers them. */
async function shown(db: Kysely<Tables>, hits: readonly { id: number }[]): Promise<number[]> {
  const memories = await memoriesByIds(
    db,
    hits.map(({ id }) => String(id)),
  )
  return hits.map(({ id }) => rowOfId(memories.get(String(id))?.id as number))
}

const shared = (found: readonly number[], sought: readonly number[]) =>
  found.filter(row => sought.includes(row)).length / sought.length

/** Similar memories of one tenant: ours against the owner's query, as its planner runs it and exactly. */
export async function similarBench(
  corpus: Corpus,
  tenant: Tenant,
  results: Results,
  bars: { ratio: number; recall: number } | null,
) {
  const { companionId, userId, size } = tenant
  const asked = Array.from({ length: questions }, (_, at) => rowOf(corpus.queries, at))
  const own = async (vector: Float32Array) => {
    const question = { companionId, userId, vectors: [vector], modelId: null }
    return corpus.graph.ask(asService, async db => {
      const [hits = []] = await nearestMemories(db, corpus.graph.tools, question, 10)
      return shown(db, hits)
    })
  }
  const theirs = async (vector: Float32Array) => {
    const { rows } = await corpus.owner.client.query(ownerQueries.similarMemories, [
      textOf(vector),
      companionId,
      userId,
    ])
    return rows.map(row => rowOfId(row.id))
  }
  const recallOf = async (search: typeof own) => {
    let sum = 0
    for (const vector of asked) sum += shared(await search(vector), truth(corpus, tenant, vector))
    return sum / asked.length
  }
  const label = `similar, tenant of ${size.toLocaleString('en')}`
  const graph = await (await corpus.graph.meter()).median(asked, own)
  const graphRecall = await recallOf(own)
  const meter = await corpus.owner.meter()
  const planned = await meter.median(asked, theirs)
  const plannedRecall = await recallOf(theirs)
  // At the recall that is asked for, the owner's query has to look into every list.
  await corpus.owner.client.query('set ivfflat.probes = 100; set enable_indexscan = off')
  const exact = await meter.median(asked, theirs)
  const exactRecall = await recallOf(theirs)
  await corpus.owner.client.query('reset ivfflat.probes; reset enable_indexscan')
  results.add(
    label,
    null,
    `ours ${round(graph.cpu)} ms CPU, recall ${round(graphRecall)}; owner's as planned ${round(planned.cpu)} ms, ` +
      `recall ${round(plannedRecall)}; owner's exact ${round(exact.cpu)} ms, recall ${round(exactRecall)}`,
  )
  if (!bars) return
  results.atLeast(`${label}: recall@10`, graphRecall, bars.recall)
  results.atLeast(`${label}: owner's CPU at that recall over ours`, exact.cpu / graph.cpu, bars.ratio, 'x')
}

/** Hybrid search of one tenant, against the owner's query, which searches all people of the companion. */
export async function hybridBench(corpus: Corpus, tenant: Tenant, results: Results, bar: number) {
  const { companionId, userId, size } = tenant
  const texts = textsOf(questions, 99).map(text => text.split(' ').slice(0, 2).join(' '))
  const asked = texts.map((text, at) => ({ text, vector: rowOf(corpus.queries, at) }))
  const weights = { similarity: 0.7, text: 0.3 }
  const own = async ({ text, vector }: (typeof asked)[number]) => {
    const question = { companionId, userId, vectors: [vector], modelId: null }
    return corpus.graph.ask(asService, async db => {
      const found = await foundMemories(db, corpus.graph.tools, { question, text, weights, count: 20 })
      return shown(db, found.slice(0, 20))
    })
  }
  const theirs = async ({ text, vector }: (typeof asked)[number]) => {
    const { rows } = await corpus.owner.client.query(ownerQueries.hybridSearch, [textOf(vector), text, companionId])
    return rows.map(row => rowOfId(row.id))
  }
  const graph = await (await corpus.graph.meter()).median(asked, own)
  const few = asked.slice(0, 7)
  const owners = await (await corpus.owner.meter()).median(few, theirs)
  const isOwn = (row: number) => row >= tenant.from && row < tenant.from + size
  const strangers = async (search: typeof own) => {
    let foreign = 0
    for (const each of few) foreign += (await search(each)).filter(row => !isOwn(row)).length
    return foreign / few.length
  }
  const label = `hybrid, tenant of ${size.toLocaleString('en')}`
  results.add(
    label,
    null,
    `ours ${round(graph.cpu)} ms CPU, owner's ${round(owners.cpu)} ms; of twenty rows, other people's: ours ` +
      `${round(await strangers(own))}, owner's ${round(await strangers(theirs))}`,
  )
  results.atLeast(`${label}: owner's CPU over ours`, owners.cpu / graph.cpu, bar, 'x')
}

/** A tenant whose memories are all BACKGROUND: the whole search with its rows, and beside it the sum of the codes in SQL. */
export async function backgroundBench(corpus: Corpus, tenant: Tenant, codec: Codec, results: Results) {
  const { companionId, userId, size } = tenant
  const asked = Array.from({ length: questions }, (_, at) => rowOf(corpus.queries, at))
  const meter = await corpus.graph.meter()
  const own = (vector: Float32Array) =>
    corpus.graph.ask(asService, async db => {
      const question = { companionId, userId, vectors: [vector], modelId: null }
      const [hits = []] = await nearestMemories(db, corpus.graph.tools, question, 10)
      return shown(db, hits)
    })
  const taken = await meter.median(asked, own)
  const inSql = (vector: Float32Array) =>
    corpus.graph.ask(asService, async db => {
      const { rows } = await distancesInSql(lookupTable(codec, vector), tenant).execute(db)
      return shown(db, rows)
    })
  const sqls = await meter.median(asked, inSql)
  let recall = 0
  for (const vector of asked) recall += shared(await own(vector), truth(corpus, tenant, vector))
  const label = `BACKGROUND, tenant of ${size.toLocaleString('en')}`
  results.atMost(`${label}: CPU all in`, taken.cpu, 12, 'ms')
  results.add(
    `${label}: codes summed here against an expression in SQL`,
    null,
    `${round(taken.cpu)} against ${round(sqls.cpu)} ms CPU; recall@10 ${round(recall / asked.length)}`,
  )
}

/** The sum over a code's 48 bytes as one expression. */
const distancesInSql = (table: Float32Array, { companionId, userId }: Tenant) => {
  const terms = Array.from({ length: 48 }, (_, j) => `t[get_byte(quantized_embedding, ${j}) + ${256 * j + 1}]`)
  return sql<{ id: number }>`
    select id from companion_memories, (select ${[...table]}::float4[] as t offset 0) as asked
    where companion_id = ${companionId} and user_id = ${userId} and quantized_embedding is not null and codec_id is not null
    order by ${sql.raw(terms.join(' + '))} desc limit 10`
}
