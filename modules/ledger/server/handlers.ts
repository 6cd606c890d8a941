import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { ledger as contract } from '../contract.ts'
import type { LedgerDeps } from './deps.ts'
import { readBalances, readEntries } from './read.ts'

/** The endpoints of the books. */
export function ledgerHandlers(deps: LedgerDeps) {
  const os = implement(contract).$context<RequestContext>()
  return os.router({
    entries: os.entries.handler(({ input: { cursor, limit, ...narrowed } }) =>
      readEntries(deps, narrowed, { cursor, limit }),
    ),
    balances: os.balances.handler(async ({ input }) => {
      const items = await readBalances(deps, input)
      return { items, total: items.reduce((sum, { amount }) => sum + amount, 0) }
    }),
  })
}
