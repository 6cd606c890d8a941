import type { Postgres } from '#platform/postgres/postgres'
import { readPlans, readSeen } from './store.ts'

const most = 500

/** Port: events of the dictionary by what people call them, and those that were seen and nobody planned, the most frequent first. */
export const eventsNamed =
  ({ postgres, now }: { readonly postgres: Postgres; now(): number }) =>
  async (): Promise<readonly { readonly id: string; readonly name: string }[]> => {
    const planned = (await readPlans(postgres)).map(({ name, zh }) => ({
      id: name,
      name: zh === '' ? name : `${zh} ${name}`,
    }))
    const known = new Set(planned.map(({ id }) => id))
    const seen = [...(await readSeen(postgres, now())).keys()].filter((event) => !known.has(event))
    return [...planned, ...seen.map((id) => ({ id, name: id }))].slice(0, most)
  }
