import { type DemoMemory, demoCompanions, type ToldMemory } from './demo-memories.ts'
import { ago, type Dice, day, dice, minute, round } from './demo-random.ts'

export interface DemoRelationship {
  memory_id: number
  related_memory_id: number
  relationship_type: string
  strength: number
}

export interface DemoAnalytics {
  companion_id: string
  timestamp: string
  total_memories: number
  core_memories: number
  important_memories: number
  background_memories: number
  sparse_memories: number
  avg_compression_ratio: number | null
  total_storage_bytes: number
  retrieval_performance_ms: number
}

/** Slots that name somebody, something or some place two memories may share. */
const shared: Record<string, string> = {
  ...Object.fromEntries(
    ['sibling', 'partner', 'child', 'friend', 'friend2', 'boss', 'colleague', 'mum', 'dad', 'pet'].map(slot => [
      slot,
      'same_person',
    ]),
  ),
  ...{ space: 'same_place', space2: 'same_place', place: 'same_place', place2: 'same_place', quest: 'same_quest' },
}

/**
 * The later memory points to an earlier one of the same person with the same companion. Every pair is related once,
 * by the strongest reason there is: the next step of a story, somebody or some place in both, the same topic.
 */
export function demoRelationships(told: ToldMemory[]): DemoRelationship[] {
  const throws = dice('relationships')
  const pairs = new Map<string, DemoRelationship>()
  const earlier = new Map<string, ToldMemory>()
  const relate = (later: ToldMemory, key: string, type: string, strength: number, chance: number) => {
    const scope = `${later.memory.user_id} ${later.memory.companion_id} ${key}`
    const before = earlier.get(scope)
    earlier.set(scope, later)
    const pair = `${before?.memory.id} ${later.memory.id}`
    if (!before || pairs.has(pair) || !throws.chance(chance)) return
    pairs.set(pair, {
      memory_id: later.memory.id,
      related_memory_id: before.memory.id,
      relationship_type: type,
      strength: round(strength + throws.between(-0.09, 0.09), 3),
    })
  }
  for (const memory of told) {
    relate(memory, memory.story, 'follows', 0.9, 1)
    for (const slot of memory.slots) if (shared[slot]) relate(memory, slot, shared[slot], 0.62, 0.4)
    relate(memory, `topic ${memory.topic}`, 'same_topic', 0.35, 0.12)
  }
  return [...pairs.values()]
}

/** What the nightly count of each companion found over the past 30 days. */
export function demoAnalytics(now: Date, memories: DemoMemory[]): DemoAnalytics[] {
  const throws = dice('analytics')
  return demoCompanions.flatMap(companion => {
    const all = memories.filter(memory => memory.companion_id === companion)
    return Array.from({ length: 30 }, (_, n) => {
      const at = ago(now, (29 - n) * day + 37 * minute)
      return analyticsOf(
        throws,
        companion,
        at,
        all.filter(memory => memory.timestamp <= at),
      )
    })
  })
}

function analyticsOf(throws: Dice, companion: string, at: string, memories: DemoMemory[]): DemoAnalytics {
  const core = memories.filter(memory => memory.memory_tier === 'CORE')
  return {
    companion_id: companion,
    timestamp: at,
    total_memories: memories.length,
    core_memories: core.length,
    important_memories: 0,
    background_memories: 0,
    sparse_memories: memories.length - core.length,
    avg_compression_ratio: core.length > 0 ? 1 : null,
    total_storage_bytes: memories.reduce((sum, memory) => sum + memory.compressed_size_bytes, 0),
    retrieval_performance_ms: round(1.8 + memories.length / 900 + throws.between(0, 2.4), 2),
  }
}
