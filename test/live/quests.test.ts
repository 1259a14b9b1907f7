import { anonymous } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { rows, uuid } from '../asking.ts'
import { demo, type Stack, stack } from '../stack.ts'
import { connect, protocols, refusalOf } from './following.ts'

const [place, elsewhere] = [uuid(9201), uuid(9202)]
const [running, over, other] = [uuid(9211), uuid(9212), uuid(9213)]
const query = 'subscription ($id: ID!) { questUpdated(instanceId: $id) { id questId state completedAt } }'

describe.each(protocols)('questUpdated over %s', protocol => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  test('is refused to a passer-by', async () => {
    using client = await connect(graph, anonymous, protocol)
    using following = client.follow(query, { id: place })
    expect((await refusalOf(following))?.code).toBe('UNAUTHENTICATED')
  })

  test('tells of the quests that are played there now, and of each that changes, of no other', async () => {
    await using _places = await rows(graph, 'nexus', 'instances', [
      { id: place, current_users: 0 },
      { id: elsewhere, current_users: 0 },
    ])
    const started = new Date(Date.now() - 60_000).toISOString()
    await using _quests = await rows(graph, 'nexus', 'quest_instances', [
      { id: running, quest_id: 'lost-lighthouse', instance_id: place, participants: [], started_at: started },
      { id: over, quest_id: 'done', instance_id: place, participants: [], started_at: started, completed_at: started },
      { id: other, quest_id: 'far-away', instance_id: elsewhere, participants: [], started_at: started },
    ])
    using client = await connect(graph, demo, protocol)
    using following = client.follow(query, { id: place })
    expect(await following.told()).toMatchObject({ questUpdated: { id: running, state: null } })
    const set = (id: string, step: number) =>
      graph.asOwner('nexus', 'update quest_instances set state = $2 where id = $1', [id, JSON.stringify({ step })])
    await set(other, 1)
    await set(running, 2)
    expect(await following.told()).toMatchObject({ questUpdated: { id: running, state: { step: 2 } } })
    await graph.asOwner('nexus', 'update quest_instances set completed_at = localtimestamp where id = $1', [running])
    expect(await following.told()).toMatchObject({ questUpdated: { id: running, completedAt: expect.any(String) } })
  })
})
