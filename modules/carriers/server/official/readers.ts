import type { Readers } from '../../core/readers.ts'
import { type Account, openAccount } from '../accounts.ts'
import type { CarrierTables } from '../tables.ts'
import { type RecogniseDeps, visitorBy } from './recognise.ts'

/** Readers are asked by the first official account that is on and set to ask. */
export const readersPort = (deps: RecogniseDeps): Readers => ({
  async ask(redirect, { app, referrer }) {
    const account = await asking(deps)
    if (!account) return null
    const played = deps.official.played(account)
    // A phone of a played platform is a frame: its browser names no WeChat, but comes from there.
    const isInside = app === 'wechat' || (played !== null && URL.parse(referrer)?.origin === played)
    return isInside ? deps.official.authorizeUrl(account, { redirect, scope: 'base', state: '1' }) : null
  },
  async known(code) {
    const account = await asking(deps)
    const got = account && (await visitorBy(deps, account, code))
    if (!got?.ok || got.value === 'snapshot') return null
    const { claims, evidence } = got.value
    for (const { type, value } of claims.toReversed()) {
      const person = await deps.identities.lookup(type, value)
      if (person === null) continue
      // Whoever is known by their unionid is known by their openid from now on.
      await deps.identities.resolve([evidence])
      return person
    }
    return null
  },
})

async function asking({ postgres, vault }: RecogniseDeps): Promise<Account | null> {
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_account')
    .selectAll()
    .where('kind', '=', 'officialAccount')
    .where('off_at', 'is', null)
    .orderBy('id')
    .execute()
  const row = rows.find(({ settings }) => settings['readers'] === 'on')
  return row ? openAccount(vault, row) : null
}
