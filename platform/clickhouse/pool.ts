import type { ClickHouseClient } from '@clickhouse/client'

/** Hands each task a client of its own; tasks wait in order when all are busy. */
export function clientPool(create: () => ClickHouseClient, size: number) {
  const idle: ClickHouseClient[] = []
  const all: ClickHouseClient[] = []
  const waiting: ((client: ClickHouseClient) => void)[] = []
  const take = (): Promise<ClickHouseClient> => {
    const free = idle.pop()
    if (free) return Promise.resolve(free)
    if (all.length < size) {
      const client = create()
      all.push(client)
      return Promise.resolve(client)
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (client: ClickHouseClient) => {
    const next = waiting.shift()
    if (next) next(client)
    else idle.push(client)
  }
  return {
    async use<T>(task: (client: ClickHouseClient) => Promise<T>): Promise<T> {
      const client = await take()
      try {
        return await task(client)
      } finally {
        give(client)
      }
    },
    async close() {
      await Promise.all(all.map((client) => client.close()))
    },
  }
}

/** One client, made at its first use, and one task at a time, in order. */
export function oneClient(create: () => Promise<ClickHouseClient>) {
  let made: Promise<ClickHouseClient> | null = null
  let last: Promise<unknown> = Promise.resolve()
  return {
    use<T>(task: (client: ClickHouseClient) => Promise<T>): Promise<T> {
      const run = last.then(async () => {
        made ??= create()
        const client = await made.catch((error: unknown) => {
          made = null
          throw error
        })
        return task(client)
      })
      last = run.catch(() => undefined)
      return run
    },
    async close() {
      await last
      await (await made)?.close()
    },
  }
}
