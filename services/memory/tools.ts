import type { Settings } from '@worlds/kit/env.ts'
import { Codecs } from './codecs.ts'
import { type Embedder, embedderFor } from './embedder.ts'
import { Models } from './models.ts'
import { VectorArrays } from './wire.ts'

/** What the memory system works with beside its database; one set for each open database. */
export interface Tools {
  embedder: Embedder
  models: Models
  codecs: Codecs
  arrays: VectorArrays
}

export const toolsFor = (settings: Pick<Settings, 'embeddings'>): Tools => ({
  embedder: embedderFor(settings),
  models: new Models(),
  codecs: new Codecs(),
  arrays: new VectorArrays(),
})
