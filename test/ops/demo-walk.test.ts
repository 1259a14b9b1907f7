import { readSettings } from '@worlds/kit/env.ts'
import { demoData, demoPerson } from '@worlds/ops/demo.ts'
import { demoWalkers, questStep, strideOf, walkersOf } from '@worlds/ops/demo-walk.ts'
import { describe, expect, test } from 'vitest'

const now = new Date('2026-03-01T12:00:00Z')
const walkers = demoWalkers(now)
const { instances, user_positions: positions } = demoData(now)
const moment = now.getTime() / 1000

describe('those who walk', () => {
  test('are all who have a seat but the demo person, each in their own instance', () => {
    expect(walkers).toHaveLength(instances.reduce((sum, instance) => sum + instance.current_users, -1))
    for (const { userId, instanceId } of walkers) {
      expect(userId).not.toBe(demoPerson.id)
      const position = positions.find(position => position.user_id === userId)
      expect(position?.instance_id).toBe(instanceId)
      expect(now.getTime() - Date.parse(position?.last_update ?? '')).toBeLessThan(60_000)
    }
  })

  test('take turns: all within four, and every time those who stand with the demo person', () => {
    const here = positions.find(position => position.user_id === demoPerson.id)?.instance_id
    const turns = [0, 1, 2, 3].map(turn => walkersOf(walkers, turn))
    expect(new Set(turns.flat())).toEqual(new Set(walkers))
    const around = walkers.filter(walker => walker.instanceId === here)
    expect(around.length).toBeGreaterThan(3)
    for (const walking of turns) {
      expect(walking.filter(walker => walker.instanceId === here)).toEqual(around)
      expect(walking.length).toBeLessThan(walkers.length / 2)
    }
  })

  test('are the same at every start', () => {
    expect(demoWalkers(new Date('2027-07-01'))).toMatchObject(
      walkers.map(({ userId, instanceId, gait }) => ({ userId, instanceId, gait })),
    )
  })
})

describe('a stride', () => {
  test('depends on the person and the moment alone', () => {
    for (const walker of walkers) expect(strideOf(walker, moment)).toEqual(strideOf({ ...walker }, moment))
    const places = walkers.map(walker => JSON.stringify(strideOf(walker, moment).position))
    expect(new Set(places).size).toBe(walkers.length)
  })

  test('is smooth, at the pace of a stroll, on the ground of home, and never far from there', () => {
    for (const walker of walkers) {
      for (let second = 0; second < 120; second++) {
        const [from, to] = [strideOf(walker, moment + second), strideOf(walker, moment + second + 1)]
        const [x, z] = [to.position.x - from.position.x, to.position.z - from.position.z]
        expect(Math.hypot(x, z)).toBeLessThan(2.2)
        const { position_x, position_y, position_z } = walker.home
        expect(to.position.y).toBe(position_y)
        expect(Math.hypot(to.position.x - position_x, to.position.z - position_z)).toBeLessThan(10.5)
      }
    }
  })

  test('looks where it goes', () => {
    for (const walker of walkers) {
      const [from, to] = [strideOf(walker, moment - 0.1), strideOf(walker, moment + 0.1)]
      const [x, z] = [to.position.x - from.position.x, to.position.z - from.position.z]
      const { rotationY } = strideOf(walker, moment)
      // The rounding of coordinates to millimetres turns a slow step a little.
      expect(Math.sin(rotationY) * x + Math.cos(rotationY) * z).toBeGreaterThan(0.98 * Math.hypot(x, z))
    }
  })

  test('leads somewhere within a minute', () => {
    for (const walker of walkers) {
      const seen = Array.from({ length: 60 }, (_, second) => strideOf(walker, moment + second).position.x)
      expect(Math.max(...seen) - Math.min(...seen)).toBeGreaterThan(2)
    }
  })
})

describe('the quest of the walk', () => {
  const started = (turn: number) => questStep(walkers, undefined, turn)
  const at = (step: number, questId = 'a-letter-for-nobody') => ({
    id: 'q',
    questId,
    state: { step },
    stateVersion: step,
  })

  test('begins with people who stand where the demo person stands, others each time', () => {
    const here = positions.find(position => position.user_id === demoPerson.id)?.instance_id
    const people = [0, 1, 2, 3].map(turn => {
      const { mutation, input } = started(turn) ?? {}
      expect([mutation, input?.instanceId]).toEqual(['startQuest', here])
      const ids = input?.participantIds as string[]
      expect(new Set(ids).size).toBe(3)
      for (const id of ids) expect(walkers.find(walker => walker.userId === id)?.instanceId).toBe(here)
      return ids.join()
    })
    expect(new Set(people).size).toBe(4)
    expect(questStep([], undefined, 0)).toBeUndefined()
  })

  test('goes on step by step, from wherever it was, and ends with its last one', () => {
    expect(questStep(walkers, at(0), 9)).toEqual({
      mutation: 'updateQuestState',
      input: { questInstanceId: 'q', patch: { step: 1, phase: 'active' }, expectedVersion: 0 },
    })
    expect(questStep([], at(2), 9)).toEqual({
      mutation: 'completeQuest',
      input: { questInstanceId: 'q', patch: { step: 3, phase: 'completed' }, expectedVersion: 2 },
    })
    expect(questStep(walkers, at(0, 'of an older release'), 9)?.mutation).toBe('completeQuest')
  })
})

test('the walk is a matter of development, unless it is asked for', () => {
  const walks = (env: Record<string, string>) => readSettings({ ...env }).demoWalk
  expect([walks({}), walks({ DEMO_WALK: 'off' })]).toEqual([true, false])
  expect([walks({ NODE_ENV: 'test' }), walks({ NODE_ENV: 'test', DEMO_WALK: 'on' })]).toEqual([false, true])
  const production = { NODE_ENV: 'production', AUTH_JWT_SECRET: 'a-secret-of-32-characters-or-more' }
  expect([walks(production), walks({ ...production, DEMO_WALK: 'on' })]).toEqual([false, false])
})
