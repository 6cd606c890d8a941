import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { createOutbox, type Fact, type Outbox, type Subscription } from './outbox.ts'
import type { Tx } from './postgres/postgres.ts'
import { freshPostgres } from './testing.ts'

let platform: Awaited<ReturnType<typeof freshPostgres>>
let outbox: Outbox
beforeEach(async () => {
  platform = await freshPostgres()
  outbox = createOutbox(platform.postgres, createLog('silent'))
  await sql`create table seen (consumer text, fact bigint, primary key (consumer, fact))`.execute(
    platform.postgres.tables<object>(),
  )
})
afterEach(async () => {
  await outbox.stop()
  await platform.close()
})

const numberOf = (fact: Fact) => (fact.payload as { n: number }).n
const publish = (n: number, topic = 'number') => platform.postgres.transaction((tx) => outbox.publish(tx, topic, { n }))
const tables = () => platform.postgres.tables<object>()

/** Writes what it hears into `seen`, which takes a fact of one consumer only once, and into the list. */
function listener(consumer: string, heard: number[], more: Partial<Subscription> = {}): Subscription {
  return {
    consumer,
    topics: ['number'],
    async handle(tx: Tx, facts) {
      for (const fact of facts) {
        await sql`insert into seen (consumer, fact) values (${consumer}, ${numberOf(fact)})`.execute(
          tx.tables<object>(),
        )
      }
      heard.push(...facts.map(numberOf))
    },
    ...more,
  }
}

describe('delivery', () => {
  test('in order, each fact once, only of the topics asked for, to every consumer', async () => {
    const [a, b]: number[][] = [[], []]
    outbox.subscribe(listener('a', a ?? []))
    outbox.subscribe(listener('b', b ?? []))
    await outbox.start()
    for (let n = 1; n <= 30; n += 1) await publish(n, n % 3 === 0 ? 'other' : 'number')
    await outbox.settled()
    const wanted = Array.from({ length: 30 }, (_, i) => i + 1).filter((n) => n % 3 !== 0)
    expect([a, b]).toEqual([wanted, wanted])
  })

  test('what was rolled back is never heard', async () => {
    const heard: number[] = []
    outbox.subscribe(listener('a', heard))
    await outbox.start()
    const failed = platform.postgres.transaction(async (tx) => {
      await outbox.publish(tx, 'number', { n: 1 })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await publish(2)
    await outbox.settled()
    expect(heard).toEqual([2])
  })

  test('a fact that commits late, with a lower id than one already there, is not skipped', async () => {
    const heard: number[] = []
    outbox.subscribe(listener('a', heard))
    await outbox.start()
    const late = await platform.postgres.pool.connect()
    await late.query('begin')
    await late.query(`insert into platform_outbox (topic, payload) values ('number', '{"n": 1}')`)
    await publish(2)
    await publish(3)
    outbox.kick()
    const done = outbox.settled()
    await late.query('commit')
    late.release()
    await done
    await outbox.settled()
    expect(heard).toEqual([1, 2, 3])
  })

  test('nor one with a higher id whose transaction began earlier', async () => {
    const heard: number[] = []
    outbox.subscribe(listener('a', heard))
    await outbox.start()
    const early = await platform.postgres.pool.connect()
    await early.query('begin')
    await early.query('create table holds_a_number ()')
    await publish(1)
    await early.query(`insert into platform_outbox (topic, payload) values ('number', '{"n": 2}')`)
    await early.query('commit')
    early.release()
    await publish(3)
    await outbox.settled()
    expect([...heard].sort()).toEqual([1, 2, 3])
  })

  test('the order is that of numbers, also where they get a digit more', async () => {
    const heard: number[] = []
    outbox.subscribe(listener('a', heard))
    // Long before this cluster's own numbers: 600 facts of transactions 1 … 600, more than one batch.
    await sql`insert into platform_outbox (xid, topic, payload)
      select n::text::xid8, 'number', json_build_object('n', n) from generate_series(1, 600) n`.execute(tables())
    await outbox.start()
    await outbox.settled()
    expect(heard).toEqual(Array.from({ length: 600 }, (_, i) => i + 1))
  })

  test('two processes with one consumer handle each fact once', async () => {
    const [one, two]: number[][] = [[], []]
    const another = createOutbox(platform.postgres, platform.log)
    outbox.subscribe(listener('shared', one ?? []))
    another.subscribe(listener('shared', two ?? []))
    await Promise.all([outbox.start(), another.start()])
    await Promise.all(Array.from({ length: 40 }, (_, n) => publish(n)))
    await Promise.all([outbox.settled(), another.settled()])
    await another.stop()
    expect([...(one ?? []), ...(two ?? [])].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  })

  test('whoever listens to nothing of it passes it too, however topics and processes are mixed', async () => {
    const topics = ['red', 'green', 'blue']
    const heard = new Map(topics.map((topic) => [topic, [] as number[]]))
    const another = createOutbox(platform.postgres, platform.log)
    for (const box of [outbox, another]) {
      for (const topic of topics) box.subscribe(listener(topic, heard.get(topic) ?? [], { topics: [topic] }))
      box.subscribe(listener('never', [], { topics: ['never'] }))
    }
    await Promise.all([outbox.start(), another.start()])
    await Promise.all(Array.from({ length: 60 }, (_, n) => publish(n, topics[(n * n) % 3])))
    await Promise.all([outbox.settled(), another.settled()])
    await another.stop()
    for (const [at, topic] of topics.entries()) {
      const wanted = Array.from({ length: 60 }, (_, n) => n).filter((n) => (n * n) % 3 === at)
      expect(heard.get(topic)?.toSorted((a, b) => a - b)).toEqual(wanted)
    }
    expect((await outbox.lag()).map(({ consumer, waiting }) => [consumer, waiting])).toEqual(
      ['blue', 'green', 'never', 'red'].map((consumer) => [consumer, 0]),
    )
  })

  test('started again in the middle of a delivery it goes on as one, and stops', async () => {
    const heard: number[] = []
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    outbox.subscribe({
      ...listener('a', heard),
      async handle(_tx, facts) {
        reached.resolve()
        await gate.promise
        heard.push(...facts.map(numberOf))
      },
    })
    await outbox.start()
    await publish(1)
    outbox.kick()
    await reached.promise
    await outbox.start()
    // Time for a second loop, if there were one, to find the cursor held and lie down first; then for the first to follow.
    await new Promise((resolve) => setTimeout(resolve, 100))
    gate.resolve()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await outbox.stop()
    expect(heard).toEqual([1])
  })

  test('settled waits for what follows from a fact too', async () => {
    const heard: number[] = []
    outbox.subscribe(listener('second', heard, { topics: ['followed'] }))
    outbox.subscribe(
      listener('first', [], {
        handle: async (tx, facts) => {
          for (const fact of facts) await outbox.publish(tx, 'followed', { n: numberOf(fact) * 10 })
        },
      }),
    )
    await outbox.start()
    for (let n = 1; n <= 20; n += 1) {
      await publish(n)
      await outbox.settled()
      expect(heard.at(-1)).toBe(n * 10)
    }
  })

  test('goes on where it was after a stop, and a later consumer hears what is still there', async () => {
    const [heard, later]: number[][] = [[], []]
    outbox.subscribe(listener('a', heard ?? []))
    await outbox.start()
    await publish(1)
    await outbox.settled()
    await outbox.stop()
    await publish(2)
    outbox.subscribe(listener('later', later ?? []))
    await outbox.start()
    await outbox.settled()
    expect([heard, later]).toEqual([
      [1, 2],
      [1, 2],
    ])
  })
})

describe('a handler that fails', () => {
  test('is tried again until it works: nothing is lost, nothing stands twice, others go on', async () => {
    const [shaky, steady]: number[][] = [[], []]
    let failures = 0
    outbox.subscribe(
      listener('shaky', shaky ?? [], {
        async handle(tx, facts) {
          for (const fact of facts)
            await sql`insert into seen (consumer, fact) values ('shaky', ${numberOf(fact)})`.execute(
              tx.tables<object>(),
            )
          if (failures < 1) {
            failures += 1
            throw new Error('not yet')
          }
          shaky?.push(...facts.map(numberOf))
        },
      }),
    )
    outbox.subscribe(listener('steady', steady ?? []))
    await outbox.start()
    for (const n of [1, 2, 3]) await publish(n)
    await outbox.settled()
    expect([shaky, steady]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect((await outbox.lag()).map(({ consumer, waiting, failures: now }) => [consumer, waiting, now])).toEqual([
      ['shaky', 0, 0],
      ['steady', 0, 0],
    ])
  })

  test('keeps its pause however many facts arrive, and says what is wrong', async () => {
    let tries = 0
    const tried = Promise.withResolvers<void>()
    outbox.subscribe({
      consumer: 'broken',
      topics: ['number'],
      handle: async () => {
        tries += 1
        tried.resolve()
        throw new Error('for good')
      },
    })
    await outbox.start()
    await publish(1)
    outbox.kick()
    await tried.promise
    for (let n = 2; n <= 40; n += 1) {
      await publish(n)
      outbox.kick()
    }
    expect(tries).toBeLessThan(10)
    await expect(outbox.settled(1)).rejects.toThrow('not delivered in time')
    const [lag] = await outbox.lag()
    expect(lag).toMatchObject({ consumer: 'broken', waiting: 40, lastError: 'for good' })
  })
})

test('sweeping drops what everybody has seen and is a week old, and nothing else', async () => {
  const heard: number[] = []
  outbox.subscribe(listener('a', heard))
  await outbox.start()
  for (const n of [1, 2]) await publish(n)
  await outbox.settled()
  await outbox.stop()
  await publish(3)
  await sql`update platform_outbox set at = now() - interval '8 days' where payload ->> 'n' <> '2'`.execute(tables())
  await outbox.sweep()
  const left = await sql<{ n: string }>`select payload ->> 'n' as n from platform_outbox order by id`.execute(tables())
  expect(left.rows.map((row) => row.n)).toEqual(['2', '3'])
  await outbox.start()
  await outbox.settled()
  expect(heard).toEqual([1, 2, 3])
})
