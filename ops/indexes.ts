import { indexLargeTenants } from '@worlds/memory/indexes.ts'
import { counted, type Job, numberOption, some, type UpkeepOptions } from './upkeep.ts'

/** Below so many, reading all bits of a tenant costs about as much as its own index, which every insert pays for. */
const usualOver = 50_000

/** `pnpm db index`: indexes over the full vectors of the largest tenants, one for each. */
export function index(options: UpkeepOptions) {
  const over = numberOption(options, 'over', [100, 1_000_000_000]) ?? usualOver
  const dryRun = options['dry-run'] ?? false
  return async ({ db, signal, say }: Job) => {
    const report = await indexLargeTenants(db, {
      over,
      dryRun,
      signal,
      onMaking: ({ companionId, userId, count }) =>
        say(`  indexing ${counted(count)} vectors of ${companionId} about ${userId}`),
    })
    const { made, kept, dropped } = report
    const verb = dryRun ? 'would be made' : 'made'
    say(`${some(made.length, 'index', 'indexes')} ${verb}, ${kept.length} kept, ${dropped.length} dropped.`)
    return { ...report, over, dryRun }
  }
}
