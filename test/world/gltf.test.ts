import { Refusal } from '@worlds/kit/errors.ts'
import { inspectGltf, type Limits } from '@worlds/world/gltf.ts'
import { describe, expect, test } from 'vitest'
import { deep, disordered, endless, lampFacts, lampInTwoFiles, lampOf, looped, wide } from './models.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** The refusal of an inspection, which has to be one. */
async function refusal(bytes: Uint8Array, limits: Partial<Limits> & { signal?: AbortSignal } = {}) {
  const error = await inspectGltf('gltf', bytes, limits).catch(error => error)
  expect(error).toBeInstanceOf(Refusal)
  return { code: error.extensions.code, message: error.message as string }
}

describe('inspectGltf', { timeout: 60_000 }, () => {
  test('tells what a .glb says about itself', async () => {
    const bytes = await lampOf('sway', '', `x\u0007${'y'.repeat(200)}`)
    const animations = ['sway', 'animation 1', `x ${'y'.repeat(98)}`]
    const facts = { ...lampFacts, bytes: bytes.length, animations }
    expect(await inspectGltf('gltf', bytes)).toEqual({ facts, faults: [], externalFiles: [] })
  })

  test('reads the JSON of a .gltf alone, and names the files beside it', async () => {
    const bytes = await lampInTwoFiles()
    const facts = { ...lampFacts, bytes: bytes.length, animations: [] }
    expect(await inspectGltf('gltf', bytes)).toEqual({ facts, faults: [], externalFiles: ['lamp.bin'] })
  })

  test('tells where a file breaks the specification, and follows no loop', async () => {
    const { facts, faults } = await inspectGltf('gltf', looped)
    expect(faults).toContain('/nodes/0: Node is a part of a node loop.')
    expect(facts).toEqual({
      ...{ triangles: 0, vertices: 0, materials: 0, bytes: looped.length },
      ...{ animations: [], rigged: false, extensions: [] },
    })
  })

  test.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['nothing', () => bytesOf(''), 'neither a .glb nor the JSON of a .gltf'],
    ['a picture', () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'neither a .glb nor the JSON'],
    ['a ZIP archive', () => bytesOf('PK\u0003\u0004 and so on'), 'neither a .glb nor the JSON'],
    ['a list', () => bytesOf('[]'), 'neither a .glb nor the JSON'],
    ['half a .glb', async () => (await lampOf('sway')).subarray(0, -30), 'Unexpected end of chunk data'],
    ['the start of a .glb', async () => (await lampOf()).subarray(0, 10), 'Unexpected end of header'],
    ['half a .gltf', () => bytesOf('{"asset": {'), 'Its JSON is broken.'],
    ['the glTF of before', () => bytesOf('{"asset": {"version": "1.0"}}'), 'Unknown glTF major asset version'],
    ['other JSON', () => bytesOf('{}'), "Property 'asset' must be defined"],
    ['a deep document', () => deep, 'nested too deeply'],
    ['a document of other types', () => disordered, 'have not the form of glTF'],
  ])('refuses %s', async (_, make, sentence) => {
    const { code, message } = await refusal(await make())
    expect([code, message]).toEqual(['BAD_USER_INPUT', expect.stringContaining(sentence)])
    expect(message).toMatch(/^"gltf" is no glTF file that can be read\. [A-Z/].*\.$/)
  })

  test('ends what takes too long or too much, and goes on', async () => {
    expect((await refusal(endless, { milliseconds: 500 })).code).toBe('TIMEOUT')
    const much = await refusal(wide, { megabytes: 16 })
    expect(much).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining('more than 16 MiB of memory') })
    expect((await inspectGltf('gltf', await lampOf())).facts.triangles).toBe(2)
  })

  test('reads so many at once, lets others wait, and refuses more', async () => {
    const limits = { milliseconds: 2_000, atOnce: 1, waiting: 1 }
    const first = refusal(endless, limits)
    const second = inspectGltf('gltf', await lampOf(), { atOnce: 1, waiting: 1 })
    expect((await refusal(endless, limits)).message).toContain('Many files are being read')
    expect((await first).message).toContain('takes longer to read')
    expect((await second).facts.triangles).toBe(2)
  })

  test('stops for who waits no more, in the queue too', async () => {
    const gone = new AbortController()
    const limits = { atOnce: 1, signal: gone.signal }
    const asked = [inspectGltf('gltf', endless, limits), inspectGltf('gltf', endless, limits)]
    const ended = Promise.allSettled(asked)
    gone.abort(new Error('gone'))
    expect(await ended).toEqual(Array(2).fill({ status: 'rejected', reason: gone.signal.reason }))
    expect((await inspectGltf('gltf', await lampOf(), { atOnce: 1, waiting: 0 })).facts.triangles).toBe(2)
  })
})
