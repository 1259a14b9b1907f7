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
