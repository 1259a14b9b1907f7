import { badInput, colorArgument, extraArgument, nameArgument, urlArgument } from '@worlds/kit/texts.ts'
import { numberOf, objectOf, textOf } from './facts.ts'
import type {
  CubemapInput,
  CubemapSkybox,
  EntryPoint,
  EntryPointInput,
  Skybox,
  SkyboxInput,
  Terrain,
  TerrainInput,
  TerrainSizeInput,
} from './schema.gen.ts'

const longestMaterial = 100

export const entryPointOf = ({ x, y, z, rotationY = 0 }: EntryPointInput) => ({ x, y, z, rotationY })

function cubemapArgument(argument: string, { px, nx, py, ny, pz, nz }: CubemapInput) {
  const sides = Object.entries({ px, nx, py, ny, pz, nz })
  return Object.fromEntries(sides.map(([side, url]) => [side, urlArgument(`${argument}.${side}`, url)]))
}

/**
 * A sky of one kind, as it is stored.
 * @throws Refusal BAD_USER_INPUT when none or several kinds are stated, or what is stated is at fault
 */
export function skyboxArgument(argument: string, { color, cubemap, equirectangular }: SkyboxInput) {
  const many = [color, cubemap, equirectangular].filter(kind => kind != null).length
  if (many !== 1) {
    throw badInput(argument, `takes exactly one of "color", "cubemap" and "equirectangular", not ${many}.`)
  }
  if (color != null) return { color: colorArgument(`${argument}.color`, color) }
  if (cubemap != null) return { cubemap: cubemapArgument(`${argument}.cubemap`, cubemap) }
  return { equirectangular: urlArgument(`${argument}.equirectangular`, equirectangular as string) }
}

function sizeArgument(argument: string, { x, z }: TerrainSizeInput): TerrainSizeInput {
  for (const [axis, length] of Object.entries({ x, z })) {
    if (length <= 0) throw badInput(`${argument}.${axis}`, `takes a length above 0, not ${length}.`)
  }
  return { x, z }
}

/**
 * The ground, as it is stored: what is not given is not there.
 * @throws Refusal BAD_USER_INPUT naming the part at fault
 */
export function terrainArgument(argument: string, input: TerrainInput): Record<string, unknown> {
  const { heightmapUrl, size, heightScale, material, extra } = input
  return {
    ...(heightmapUrl != null && { heightmapUrl: urlArgument(`${argument}.heightmapUrl`, heightmapUrl) }),
    ...(size != null && { size: sizeArgument(`${argument}.size`, size) }),
    ...(heightScale != null && { heightScale }),
    ...(material != null && { material: nameArgument(`${argument}.material`, material, longestMaterial) }),
    ...(extra != null && { extra: extraArgument(`${argument}.extra`, extra) }),
  }
}

/** An entry point that has the form the graph gives it. */
export function arrivalOf(stored: unknown): EntryPoint | null {
  const { x, y, z, rotationY } = objectOf(stored) ?? {}
  const place = { x: numberOf(x), y: numberOf(y), z: numberOf(z) }
  return Object.values(place).includes(null) ? null : { ...(place as EntryPoint), rotationY: numberOf(rotationY) }
}

const sides = ['px', 'nx', 'py', 'ny', 'pz', 'nz'] as const

/** A sky that has one of the forms the graph gives it. */
export function skyOf(stored: unknown): Skybox | null {
  const { color, cubemap, equirectangular } = objectOf(stored) ?? {}
  if (typeof color === 'string') return { __typename: 'ColorSkybox', color }
  if (typeof equirectangular === 'string') return { __typename: 'EquirectangularSkybox', url: equirectangular }
  const pictures = objectOf(cubemap)
  if (!pictures || sides.some(side => typeof pictures[side] !== 'string')) return null
  return { __typename: 'CubemapSkybox', ...(pictures as unknown as Omit<CubemapSkybox, '__typename'>) }
}

/** The parts of a ground that have the form the graph gives them. */
export function groundOf(stored: unknown): Terrain | null {
  const ground = objectOf(stored)
  if (!ground) return null
  const { x, z } = objectOf(ground.size) ?? {}
  const size = { x: numberOf(x), z: numberOf(z) }
  return {
    heightmapUrl: textOf(ground.heightmapUrl),
    size: size.x === null || size.z === null ? null : { x: size.x, z: size.z },
    heightScale: numberOf(ground.heightScale),
    material: textOf(ground.material),
    extra: objectOf(ground.extra),
  }
}
