import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { money } from '../../core/moneyContract.ts'
import type { CarrierDeps } from '../deps.ts'
import { accountOf } from '../users/find.ts'
import type { MoneyTables } from './record.ts'

/** The endpoints of money. */
export function moneyHandlers(deps: CarrierDeps) {
  const os = implement(money).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async ({ input: { id, limit } }) => {
      await accountOf(deps, id, 'wechatPay')
      const all = deps.postgres.tables<MoneyTables>().selectFrom('carriers_money').selectAll()
      const rows = await all.where('account', '=', id).orderBy('at', 'desc').orderBy('number').limit(limit).execute()
      return {
        items: rows.map(({ kind, number, state, told_as: toldAs, amount, at }) => ({
          ...{ kind, number, state, toldAs, amount: Number(amount), at: at.toISOString() },
        })),
      }
    }),
  })
}
