import { ageMemories, sized } from '@worlds/memory/tiers.ts'
import { counted, type Job, numberOption, some, textOption, type UpkeepOptions } from './upkeep.ts'

/** @throws UsageError */
const agingOf = (options: UpkeepOptions) => ({
  unusedDays: numberOption(options, 'older-than-days', [1, 36_500]),
  fewerAccesses: numberOption(options, 'max-accesses', [1, 1_000_000]),
  companionId: textOption(options, 'companion', 50) ?? null,
  limit: numberOption(options, 'limit', [1, 1_000_000_000]) ?? Number.MAX_SAFE_INTEGER,
  dryRun: options['dry-run'] ?? false,
})

/** `pnpm db compress`: moves aging memories one tier down. */
export function compress(options: UpkeepOptions) {
  const aging = agingOf(options)
  return async ({ tools, inTransaction, signal, say }: Job) => {
    const moves = await ageMemories(
      {
        tools,
        inTransaction,
        signal,
        onMoved: ({ from, to, count }) => say(`  ${from} to ${to}: ${counted(count)} so far`),
      },
      aging,
    )
    const count = moves.reduce((sum, move) => sum + move.count, 0)
    const report = { count, moves: sized(moves), dryRun: aging.dryRun }
    say(`${aging.dryRun ? 'Would move' : 'Moved'} ${some(count)}${count > 0 ? ':' : '.'}`)
    for (const { from, to, count, bytesBefore, bytesAfter } of report.moves) {
      const [before, after] = [bytesBefore, bytesAfter].map(bytes => counted(Number(bytes)))
      say(`  ${from} to ${to}: ${counted(count)}, their vectors from ${before} to ${after} bytes`)
    }
    return report
  }
}
