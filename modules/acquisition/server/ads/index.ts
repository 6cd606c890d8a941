import { second } from '#kit/time'
import { Looking } from '#platform/looking'
import type { AdsDeps } from './deps.ts'
import { adHandlers } from './handlers.ts'
import { hearConversions } from './hear.ts'
import { matchDue } from './match.ts'
import { forgetClicks, sendDue } from './send.ts'
import type { AdTables } from './tables.ts'

/** Advertisements: made before jobs start (one forgets old clicks). */
export function openAds(deps: AdsDeps) {
  const failed = (error: unknown) =>
    deps.log.error({ error: error instanceof Error ? error.stack : error }, 'conversions of advertisements')
  const looking = new Looking(async () => (await matchDue(deps)) || (await sendDue(deps)), second, failed)
  const kick = () => looking.kick()
  deps.outbox.subscribe(hearConversions(deps, kick))
  deps.jobs.define('acquisition.forgetClicks', () => forgetClicks(deps), { cron: '25 3 * * *' })
  return {
    handlers: adHandlers(deps, kick),
    /** Accounts that a hand has to look after. */
    troubles: async () =>
      (
        await deps.postgres
          .tables<AdTables>()
          .selectFrom('acquisition_ad_account')
          .select(['id', 'name', 'trouble'])
          .where('trouble', 'is not', null)
          .where('off_at', 'is', null)
          .execute()
      ).map(({ id, name, trouble }) => ({ id, name, why: trouble ?? '' })),
    start: () => looking.start(),
    stop: () => looking.stop(),
  }
}
