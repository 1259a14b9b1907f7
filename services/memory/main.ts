import { runSubgraph } from '@worlds/kit/main.ts'
import { memorySubgraph } from './subgraph.ts'

await runSubgraph(
  'memory',
  memorySubgraph,
  'query Metrics {\n  memoryMetrics { companion { id } totalMemories coreCount sparseCount }\n}\n',
)
