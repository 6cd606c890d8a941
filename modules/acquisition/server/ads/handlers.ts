import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { z } from 'zod'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { adKinds } from '../../core/ads/kinds.ts'
import { adProblems } from '../../core/ads/refusals.ts'
import { ads } from '../../core/adsContract.ts'
import { changeAccount, codesOf, createAccount, shownAccounts } from './accounts.ts'
import { conversions } from './conversions.ts'
import { importCosts } from './costs.ts'
import type { AdsDeps } from './deps.ts'
import { reportOf } from './report.ts'
import type { AdTables } from './tables.ts'

/** The endpoints of advertisements. */
export function adHandlers(deps: AdsDeps, kick: () => void) {
  const os = implement(ads).$context<RequestContext>()
  const account = async (id: string) => (await shownAccounts(deps, id))[0] ?? refuse(adProblems, 'no-such-ad-account')
  return os.router({
    kinds: os.kinds.handler(async () => ({ items: adKinds.map(kindShown) })),
    accounts: os.accounts.handler(async () => ({ items: await shownAccounts(deps) })),
    createAccount: os.createAccount.handler(async ({ input, context }) =>
      account(await createAccount(deps, input, nameOf(context.actor))),
    ),
    changeAccount: os.changeAccount.handler(async ({ input, context }) => {
      await changeAccount(deps, input, nameOf(context.actor))
      kick()
      return account(input.id)
    }),
    conversions: os.conversions.handler(({ input }) => conversions(deps, input)),
    retry: os.retry.handler(async ({ input }) => {
      await retry(deps, input.id)
      kick()
      const { items } = await conversions(deps, { id: input.id, limit: 1 })
      return items[0] ?? refuse(adProblems, 'no-such-conversion')
    }),
    importCosts: os.importCosts.handler(({ input, context }) => importCosts(deps, input, nameOf(context.actor))),
    report: os.report.handler(({ input }) => reportOf(deps, input)),
  })
}

const kindShown = (kind: (typeof adKinds)[number]) => ({
  ...{ kind: kind.kind, title: kind.title, help: kind.help, secrets: [...kind.secrets], windowDays: kind.windowDays },
  settings: z.toJSONSchema(kind.settings, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
  codes: codesOf(kind),
})

/** One that was refused or given up, while its click is still kept. */
async function retry({ postgres, now }: AdsDeps, id: string) {
  const done = await sql`update acquisition_conversion set state = 'waiting', tries = 0, next_at = ${new Date(now())}
    where id = ${id}::bigint and state in ('refused', 'given-up', 'waiting') and click is not null returning id`.execute(
    postgres.tables<AdTables>(),
  )
  if (done.rows.length === 0) refuse(adProblems, 'not-to-retry')
}
