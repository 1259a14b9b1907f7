import { type Box, cornerOf } from './bounds.ts'
import type { AssetFacts } from './schema.gen.ts'

export type Json = Record<string, unknown>

/** What was stored as a JSON object; other JSON has no parts. */
export const objectOf = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null

export const numberOf = (value: unknown) => (typeof value === 'number' ? value : null)
export const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
const textsOf = (value: unknown) => (Array.isArray(value) ? value.filter(each => typeof each === 'string') : null)
const countOf = (value: unknown, most: number) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most ? (value as number) : null
const intOf = (value: unknown) => countOf(value, 2 ** 31 - 1)

function boundsOf(value: unknown): Box | null {
  const box = objectOf(value)
  const [min, max] = [cornerOf(box?.min), cornerOf(box?.max)]
  return min && max && { min, max }
}

/** The parts of an asset's metadata that have the form the graph gives them. */
export function factsOf(metadata: unknown): AssetFacts | null {
  const stored = objectOf(metadata)
  if (!stored) return null
  const bytes = countOf(stored.bytes, Number.MAX_SAFE_INTEGER)
  return {
    description: textOf(stored.description),
    triangles: intOf(stored.triangles),
    vertices: intOf(stored.vertices),
    materials: intOf(stored.materials),
    bytes: bytes === null ? null : String(bytes),
    animations: textsOf(stored.animations),
    rigged: typeof stored.rigged === 'boolean' ? stored.rigged : null,
    tags: textsOf(stored.tags),
    extensions: textsOf(stored.extensions),
    bounds: boundsOf(stored.bounds),
    extra: objectOf(stored.extra),
  }
}
