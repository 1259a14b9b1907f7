import { serveGateway } from '@worlds/gateway/gateway.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { borrowed, demo, type Stack, stack } from '../stack.ts'
import { connect, type Protocol } from './following.ts'

const query = `subscription ($person: ID!) { memoryRemembered(companionId: "closing-companion", userId: $person) { content } }`

/** A gateway of its own over the subgraphs of the stack. */
const another = ({ sources, settings, tokens, log }: Stack) =>
  serveGateway(settings, { sources: sources.map(borrowed), tokens, log })

describe('a gateway that stops', () => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  test.each<[Protocol, object]>([
    ['websocket', { code: 1001 }],
    ['sse', {}],
  ])('ends subscriptions over %s with %o after what it has told', async (protocol, end) => {
    const remember = () =>
      graph.asOwner(
        'memory',
        `insert into companion_memories (companion_id, user_id, content, memory_tier)
        values ('closing-companion', $1, 'last', 'SPARSE')`,
        [demoPerson.id],
      )
    const gateway = await another(graph)
    using client = await connect({ url: gateway.url, tokens: graph.tokens }, demo, protocol)
    using following = client.follow(query, { person: demoPerson.id })
    expect(await following.begun(remember)).toEqual({ memoryRemembered: { content: 'last' } })
    await gateway[Symbol.asyncDispose]()
    expect(await following.ended).toEqual(end)
    await graph.asOwner('memory', `delete from companion_memories where companion_id = 'closing-companion'`)
  })
})
