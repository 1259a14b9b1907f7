import { defineConfig } from 'vitest/config'

const onServer = process.env.TEST_POSTGRES_URL !== undefined

/** What touches no server gives the same a second time. */
const once = [
  'test/schema/**',
  'test/compose/compose.test.ts',
  'test/pages/pages.test.ts',
  'test/gateway/{gateway,limits,planners,sizes}.test.ts',
  'test/kit/{embedded,env,errors,identity,keys,log,page,scalars,streams,write-embedded}.test.ts',
  'test/memory/{embedder,embedder-replies,embedder-settings,hashing,phrases,quantizer,ranking,training}.test.ts',
  'test/migrations/statements.test.ts',
  'test/ops/{db-embedded,demo-seed,token}.test.ts',
  'test/world/gltf.test.ts',
]

/** The suite on one kind of database; one worker each, because embedded databases have one session and a gigabyte. */
const suite = (target: 'embedded' | 'server') => ({
  extends: true as const,
  test: {
    name: target,
    include: ['test/**/*.test.ts'],
    exclude: target === 'server' ? once : [],
    globalSetup: ['test/databases.ts'],
    provide: { target },
    env: { TEST_TARGET: target },
    sequence: { groupOrder: target === 'embedded' ? 0 : 1 },
  },
})

export default defineConfig({
  // One copy of graphql: Vite would load its ES modules beside the CommonJS that Apollo loads, and error codes would lie.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    projects: onServer ? [suite('embedded'), suite('server')] : [suite('embedded')],
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    testTimeout: 30_000,
    // A busy machine makes moments late; what is wrong fails twice.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 90_000,
  },
})
