import { runSubgraph } from '@worlds/kit/main.ts'
import { nexusSubgraph } from './subgraph.ts'

await runSubgraph(
  'nexus',
  nexusSubgraph,
  'query Instances {\n  instances(first: 5) { nodes { instanceType loadFactor activeUsers } totalCount }\n}\n',
)
