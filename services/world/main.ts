import { runSubgraph } from '@worlds/kit/main.ts'
import { worldSubgraph } from './subgraph.ts'

await runSubgraph(
  'world',
  worldSubgraph,
  'query Spaces {\n  spaces(first: 5) { nodes { spaceName description } totalCount }\n}\n',
)
