import { exampleQuery } from '@worlds/gateway/gateway.ts'
import { anonymous } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { demo, type Stack, stack } from './stack.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

describe('the dashboard query', () => {
  test('is for the signed-in', async () => {
    const { data, errors } = await graph.ask(anonymous, exampleQuery)
    expect(data).toEqual({ me: null })
    expect(errors.map(error => error.extensions.code)).toEqual(['UNAUTHENTICATED'])
  })

  test('joins data of all three databases in one answer', async () => {
    const { data, errors } = await graph.ask(demo, exampleQuery)
    expect(errors).toEqual([])
    const { me } = data
    expect(me.username).toBe(demoPerson.username)
    expect(me.characters.filter((each: { isPrimary: boolean }) => each.isPrimary)).toHaveLength(1)
    expect(me.characters[0].modelAsset.licenseType).toMatch(/^[A-Z0-9.-]+$/i)
    expect(me.position.instance.space.owner.username).not.toBe(demoPerson.username)
    expect(me.memories.nodes).toHaveLength(5)
    expect(me.memories.totalCount).toBeGreaterThan(300)
    expect(me.spaces.nodes).toHaveLength(3)
    expect(me.activeQuests.length).toBeGreaterThanOrEqual(2)
  })
})
