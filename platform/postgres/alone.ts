import type { Postgres } from './postgres.ts'

/** Does work that one process at a time may do; false = somebody else is at it. Holds a connection meanwhile. */
export async function ifAlone(postgres: Postgres, key: string, work: () => Promise<void>): Promise<boolean> {
  const client = await postgres.pool.connect()
  // A lost connection would otherwise end the process; the work's own queries fail by themselves.
  const onError = () => undefined
  client.on('error', onError)
  let lost: Error | undefined
  try {
    const taken = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [key])
    if (taken.rows[0]?.mine !== true) return false
    await work()
    return true
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch((error: Error) => {
      lost = error
    })
    client.off('error', onError)
    client.release(lost)
  }
}
