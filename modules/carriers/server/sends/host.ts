import { z } from 'zod'
import { advance } from './advance.ts'
import { sendHandlers } from './handlers.ts'
import type { SendDeps } from './ports.ts'
import type { SendTables } from './tables.ts'

const job = 'carriers.send'

/** The host of sends: made before jobs start (it defines some); `resume` after. */
export function sendHost(deps: SendDeps) {
  const asked = z.object({ send: z.string() })
  const wake = (send: string) => deps.jobs.enqueue(job, { send }, { key: send })
  deps.jobs.define(job, (data, { signal }) => advance(deps, asked.parse(data).send, signal), {
    concurrency: 4,
    retries: 2,
  })
  /** Takes up what is due: a start, an answer of members, what a stop or a crash left behind. */
  const resume = async () => {
    const open = await deps.postgres
      .tables<SendTables>()
      .selectFrom('carriers_send')
      .select('id')
      .where('state', 'not in', ['done', 'stopped'])
      .where('start_at', '<=', new Date(deps.now()))
      .orderBy('start_at')
      .limit(1000)
      .execute()
    for (const { id } of open) await wake(id)
  }
  deps.jobs.define('carriers.sends', resume, { cron: '* * * * *' })
  return { handlers: sendHandlers({ ...deps, wake }), resume }
}
