import type { Postgres } from './postgres.ts'

/** Does work that no other process may do meanwhile: waits until the others of this key are done. Holds a connection. */
export async function alone(postgres: Postgres, key: string, work: () => Promise<void>) {
  const client = await postgres.pool.connect()
  // A lost connection would otherwise end the process; the work's own queries fail by themselves.
  const onError = () => undefined
  client.on('error', onError)
  let lost: Error | undefined
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key])
    await work()
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch((error: Error) => {
      lost = error
    })
    client.off('error', onError)
    client.release(lost)
  }
}
