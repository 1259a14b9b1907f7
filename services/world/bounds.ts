import { objectOf } from './facts.ts'

export interface Corner {
  x: number
  y: number
  z: number
}

export interface Box {
  min: Corner
  max: Corner
}

export function cornerOf(value: unknown): Corner | null {
  const { x, y, z } = objectOf(value) ?? {}
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? { x, y, z } : null
}

/** The parts of a glTF document that say where its meshes are, as far as they have the form of the specification. */
export interface Placed {
  accessors?: { min?: unknown; max?: unknown }[]
  meshes?: { primitives?: { attributes?: { POSITION?: number } }[] }[]
  nodes?: {
    mesh?: number
    children?: number[]
    matrix?: unknown
    translation?: unknown
    rotation?: unknown
    scale?: unknown
  }[]
  scenes?: { nodes?: number[] }[]
  scene?: number
}

type Vector = number[]
/** Four columns of four, as glTF writes them. */
type Matrix = number[]

const unmoved: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

const vectorOf = (value: unknown, size: number, otherwise: Vector): Vector =>
  Array.isArray(value) && value.length === size && value.every(Number.isFinite) ? value : otherwise

/** How a node turns, stretches and moves what is in it. */
function placementOf(node: NonNullable<Placed['nodes']>[number]): Matrix {
  if (node.matrix !== undefined) return vectorOf(node.matrix, 16, unmoved)
  const [tx, ty, tz] = vectorOf(node.translation, 3, [0, 0, 0]) as [number, number, number]
  const [x, y, z, w] = vectorOf(node.rotation, 4, [0, 0, 0, 1]) as [number, number, number, number]
  const [sx, sy, sz] = vectorOf(node.scale, 3, [1, 1, 1]) as [number, number, number]
  return [
    ...[sx * (1 - 2 * (y * y + z * z)), sx * 2 * (x * y + z * w), sx * 2 * (x * z - y * w), 0],
    ...[sy * 2 * (x * y - z * w), sy * (1 - 2 * (x * x + z * z)), sy * 2 * (y * z + x * w), 0],
    ...[sz * 2 * (x * z + y * w), sz * 2 * (y * z - x * w), sz * (1 - 2 * (x * x + y * y)), 0],
    ...[tx, ty, tz, 1],
  ]
}

/** What the inner placement does, and then the outer one. */
function within(outer: Matrix, inner: Matrix): Matrix {
  return inner.map((_, at) => {
    const [row, column] = [at % 4, at - (at % 4)]
    return [0, 1, 2, 3].reduce((sum, k) => sum + (outer[4 * k + row] as number) * (inner[column + k] as number), 0)
  })
}

function* cornersOf(low: Vector, high: Vector): Generator<Vector> {
  for (let corner = 0; corner < 8; corner++)
    yield low.map((value, axis) => (corner & (1 << axis) ? high[axis] : value) as number)
}

const moved = (by: Matrix, [x = 0, y = 0, z = 0]: Vector): Vector =>
  [0, 1, 2].map(row => (by[row] ?? 0) * x + (by[4 + row] ?? 0) * y + (by[8 + row] ?? 0) * z + (by[12 + row] ?? 0))

/** Turning leaves noise behind the digits of the file. */
const rounded = (value: number) => (Math.abs(value) < 1e9 ? Math.round(value * 1e6) / 1e6 : value)

/** Every mesh that a scene shows, with where it stands. No node is visited twice, whatever the document says. */
function* standing(document: Placed): Generator<[mesh: number, placement: Matrix]> {
  const { nodes = [], scenes = [], scene = 0 } = document
  const visited = new Set<number>()
  const waiting: [number, Matrix][] = (scenes[scene]?.nodes ?? []).map(node => [node, unmoved])
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [at, outer] = next
    const node = nodes[at]
    if (!node || visited.has(at)) continue
    visited.add(at)
    const placement = within(outer, placementOf(node))
    if (node.mesh !== undefined) yield [node.mesh, placement]
    for (const child of node.children ?? []) waiting.push([child, placement])
  }
}

/**
 * The box around all that the document's scene shows before anything in it moves, by the bounds that its accessors
 * state: also where the vertices themselves are compressed or lie in another file.
 * @returns null when the scene shows nothing that states its bounds
 */
export function boundsOf(document: Placed): Box | null {
  const [low, high] = [Array(3).fill(Number.POSITIVE_INFINITY), Array(3).fill(Number.NEGATIVE_INFINITY)]
  for (const [mesh, placement] of standing(document)) {
    for (const { attributes } of document.meshes?.[mesh]?.primitives ?? []) {
      const accessor = document.accessors?.[attributes?.POSITION ?? -1]
      const [least, greatest] = [vectorOf(accessor?.min, 3, []), vectorOf(accessor?.max, 3, [])]
      if (least.length === 0 || greatest.length === 0) continue
      for (const corner of cornersOf(least, greatest)) {
        for (const [axis, value] of moved(placement, corner).entries()) {
          low[axis] = Math.min(low[axis], value)
          high[axis] = Math.max(high[axis], value)
        }
      }
    }
  }
  if (![...low, ...high].every(Number.isFinite)) return null
  const corner = (vector: Vector) => {
    const [x, y, z] = vector.map(rounded)
    return { x, y, z } as Corner
  }
  return { min: corner(low), max: corner(high) }
}
