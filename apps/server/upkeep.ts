import * as identifying from '../../modules/identity/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import type { Platform } from './platform.ts'

/** What is done at night and now and then for several houses. */
export function defineUpkeep({ postgres, olap, outbox, jobs, log, now }: Platform) {
  jobs.define('people.refusals', () => people.sweepBuried(postgres, now()), { cron: '50 3 * * *' })
  jobs.define('identity.idTypes', () => identifying.copyAllIdTypes(postgres, olap))
  jobs.define('shop.proveCopy', async () => void (await shop.proveCopy(postgres, olap, log)), { cron: '40 3 * * *' })
  jobs.define('platform.sweep', () => outbox.sweep(), { cron: '10 * * * *' })
}
