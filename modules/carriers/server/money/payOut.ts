import type { Result } from '#kit/result'
import { lineOf, type Trouble } from '../../core/trouble.ts'
import { type Account, callbackPath, openAccount } from '../accounts.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { AccountRow, CarrierTables } from '../tables.ts'
import { userThere } from '../users/find.ts'

/** Money to somebody, by our number of it. */
interface PayOut {
  readonly number: string
  /** Fen. */
  readonly amount: number
  readonly strand: string
  readonly title: string
  /** Where the platform reaches this Siyu. */
  readonly origin: string
  /** That of cash for marketing when absent. */
  readonly scene?: string
  readonly report?: Bill['report']
  readonly realName?: string
}

interface Bill {
  readonly appid: string
  readonly openid: string
  readonly number: string
  readonly amount: number
  readonly scene: string
  readonly remark: string
  readonly report: readonly { readonly info_type: string; readonly info_content: string }[]
  readonly notify: string
  readonly realName?: string
}

type Pays = (
  merchant: Account,
  bill: Bill,
) => Promise<Result<{ state: string; package_info?: string | undefined }, Trouble>>

/**
 * Pays somebody by the first merchant there is, to the id that they have with one of our accounts. `by-hand` when there is
 * no merchant, or no such id.
 */
export function payOutBy(deps: Pick<SendDeps, 'postgres' | 'vault' | 'strandsOf'>, pays: Pays) {
  return async ({ number, amount, strand, title, origin, scene = '1000', ...more }: PayOut) => {
    const rows = await accountsOf(deps)
    const merchant = rows.find(({ kind }) => kind === 'wechatPay')
    if (!merchant) return 'by-hand' as const
    const to = await payee(deps, rows, strand)
    if (!to) return 'by-hand' as const
    const opened = openAccount(deps.vault, merchant)
    const remark = title.slice(0, 32)
    const report = more.report ?? [
      { info_type: '活动名称', info_content: remark },
      { info_type: '奖励说明', info_content: remark },
    ]
    const named = more.realName === undefined ? {} : { realName: more.realName }
    const notify = origin + callbackPath(deps.vault, merchant)
    const paid = await pays(opened, { ...to, ...named, number, amount, scene, remark, report, notify })
    if (!paid.ok) return { trouble: lineOf(paid.refusal) }
    const { state, package_info: pack = '' } = paid.value
    const mchId = String(opened.settings['mchid'] ?? '')
    return { state, confirm: { mchId, appId: to.appid, package: pack } }
  }
}

const accountsOf = ({ postgres }: Pick<SendDeps, 'postgres'>) =>
  postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_account')
    .selectAll()
    .where('kind', 'in', ['wechatPay', 'officialAccount', 'miniProgram'])
    .where('off_at', 'is', null)
    .orderBy('id')
    .execute()

async function payee(
  deps: Pick<SendDeps, 'postgres' | 'vault' | 'strandsOf'>,
  rows: readonly AccountRow[],
  strand: string,
) {
  for (const row of rows.filter(({ kind }) => kind !== 'wechatPay')) {
    const user = await userThere(deps, row.id, strand)
    const appid = String(openAccount(deps.vault, row).settings['appid'] ?? '')
    if (user && appid) return { appid, openid: user.openid }
  }
  return null
}
