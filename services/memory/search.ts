import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument } from '@worlds/kit/keys.ts'
import { searchWords } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { type Choice, candidatesFor, checkedChoice, findingsOf } from './findings.ts'
import { comparison, type Hit, type Nearest, nearestMemories, type Question } from './nearest.ts'
import { checkedQuestion, countArgument, vectorFor } from './questions.ts'
import { partsOf, proportions, scoreOf, share } from './ranking.ts'
import type { Resolvers, SearchMemoriesInput, SimilarMemoriesInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

interface WordHit {
  id: number
  /** `ts_rank` of the memory's words. */
  rank: number
}

/**
 * How many memories the words bring. Up to so many matches the best `count` are exact; of more, one that is neither
 * among the best of them nor among the `count` nearest is missed, though both together might speak for it.
 */
const mostMatches = 100

/** The memories whose words match a text, best rank first; when none has all of the words, those that have any. */
async function matchingMemories(
  db: Kysely<Tables>,
  { companionId, userId, filter = {}, tiers }: Omit<Question, 'vectors' | 'modelId'>,
  text: string,
  count: number,
): Promise<WordHit[]> {
  const { keyPhrasesAny, keyPhrasesAll, since, until, minImportance, text: otherWords } = filter
  const some = <T>(list: readonly T[] | null | undefined) => (list?.length ? list : null)
  const { rows } = await sql<WordHit>`
    select id, rank from graph.memories_matching(
      ${companionId}, ${userId}, ${searchWords(text)}, ${some(tiers ?? filter.tiers)}::text[], ${some(keyPhrasesAny)}::text[],
      ${some(keyPhrasesAll)}::text[], ${since ?? null}::timestamp, ${until ?? null}::timestamp,
      ${minImportance ?? null}::float8, ${otherWords ? searchWords(otherWords) : null}::text, ${count}::int4
    )`.execute(db)
  return rows
}

export interface Found {
  id: number
  score: number
  similarity: number | null
  rank: number
  values: { similarity: number; text: number }
}

/**
 * Both legs in one list. Each is on a scale from 0 to 1 before it is weighted: a cosine is one already, and a rank is
 * taken by the best rank, since `ts_rank` of a perfect match is about 0.1.
 */
export function fused(
  hits: readonly Hit[],
  words: readonly WordHit[],
  weights: { similarity: number; text: number },
): Found[] {
  const similarities = new Map(hits.map(({ id, similarity }) => [id, similarity]))
  const ranks = new Map(words.map(({ id, rank }) => [id, rank]))
  const bestRank = Math.max(...ranks.values(), Number.MIN_VALUE)
  const found = [...new Set([...similarities.keys(), ...ranks.keys()])].map(id => {
    const similarity = similarities.get(id) ?? null
    const rank = ranks.get(id) ?? 0
    const values = { similarity: share(similarity ?? 0), text: rank / bestRank }
    return { id, similarity, rank, values, score: scoreOf(partsOf(values, weights)) }
  })
  return found.sort((a, b) => b.score - a.score || b.id - a.id)
}

/** The memories that either leg finds; those that only their words found get their similarity too. */
export async function foundMemories(
  db: Kysely<Tables>,
  tools: Tools,
  { question, text, weights, count }: { question: Question; text: string; weights: Weights; count: number },
): Promise<Found[]> {
  const nearest: Nearest = weights.similarity > 0 ? await comparison(db, tools, question) : async () => []
  const [words, [hits = []]] = await Promise.all([
    weights.text > 0 ? matchingMemories(db, question, text, mostMatches) : [],
    nearest(count),
  ])
  const [near, matching] = [hits, words].map(found => new Set(found.map(({ id }) => id))) as [Set<number>, Set<number>]
  const lacking = words.map(({ id }) => id).filter(id => !near.has(id))
  // Where the best ranks are not all, the nearest may match too.
  const unranked = words.length < mostMatches ? [] : hits.map(({ id }) => id).filter(id => !matching.has(id))
  const [[others = []], ranked] = await Promise.all([
    lacking.length > 0 ? nearest(lacking.length, lacking) : [],
    unranked.length > 0 ? ranksOf(db, { text, like: words[0] as WordHit }, unranked) : [],
  ])
  return fused([...hits, ...others], [...words, ...ranked], weights)
}

/** The ranks of some memories for a text, whose words are combined as they were for one that matches. */
async function ranksOf(
  db: Kysely<Tables>,
  { text, like }: { text: string; like: WordHit },
  ids: readonly number[],
): Promise<WordHit[]> {
  const { rows } = await sql<WordHit>`
    with given as materialized (select websearch_to_tsquery('english', ${searchWords(text)}) as wanted),
    asked as materialized (
      select case when model.content_words @@ wanted then wanted
        else replace(wanted::text, ' & ', ' | ')::tsquery end as wanted
      from given, companion_memories model where model.id = ${like.id}
    )
    select memory.id, ts_rank(memory.content_words, asked.wanted) as rank
    from asked, companion_memories memory
    where memory.id = any(${ids}::int4[]) and memory.content_words @@ asked.wanted`.execute(db)
  return rows
}

interface Weights {
  similarity: number
  text: number
}

async function search(context: Context, tools: Tools, input: SearchMemoriesInput) {
  context.requireIdentity('searchMemories')
  const asked = checkedQuestion(input)
  const choice = checkedChoice(countArgument(input.first, 20), input)
  const weights = proportions(name => (name === 'text' ? 'textWeight' : 'vectorWeight'), {
    similarity: input.vectorWeight ?? 0.7,
    text: input.textWeight ?? 0.3,
  })
  const vector = weights.similarity > 0 ? await vectorFor(context, tools, input) : { vectors: [], modelId: null }
  const question = { ...asked, ...vector }
  const count = candidatesFor(choice)
  const found = await context.db(db => foundMemories(db, tools, { question, text: input.text, weights, count }))
  const findings = await findingsOf(context, tools, found, choice)
  return findings.map(({ memory, score, found, via }) => ({
    memory,
    score,
    vectorSimilarity: found?.similarity ?? null,
    textRank: found?.rank ?? 0,
    explanation: input.explain && found ? partsOf(found.values, weights) : null,
    via,
  }))
}

async function similar(context: Context, tools: Tools, input: SimilarMemoriesInput) {
  context.requireIdentity('similarMemories')
  if ((input.embedding == null) === (input.text == null)) {
    throw new Refusal('BAD_USER_INPUT', 'Give either "embedding" or "text": one of them, and not both.')
  }
  const asked = checkedQuestion(input)
  const choice = checkedChoice(countArgument(input.first, 10), input)
  const least = numberArgument('minSimilarity', input.minSimilarity ?? -1, [-1, 1])
  const question = { ...asked, ...(await vectorFor(context, tools, input)) }
  const [hits = []] = await context.db(db => nearestMemories(db, tools, question, candidatesFor(choice)))
  return similarFindings(
    context,
    tools,
    hits.filter(({ similarity }) => similarity >= least),
    choice,
  )
}

/** Hits as the graph shows them. */
export async function similarFindings(context: Context, tools: Tools, hits: readonly Hit[], choice: Choice) {
  const candidates = hits.map(({ id, similarity }) => ({ id, score: similarity }))
  const findings = await findingsOf(context, tools, candidates, choice)
  return findings.map(({ memory, score, via }) => ({ memory, similarity: score, via }))
}

export const searchResolvers = (tools: Tools): Resolvers => ({
  Query: {
    similarMemories: async (_, { input }, context) => ({ nodes: await similar(context, tools, input) }),
    searchMemories: async (_, { input }, context) => ({ nodes: await search(context, tools, input) }),
  },
})
