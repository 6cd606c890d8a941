import { expect } from 'vitest'
import type { Api } from './siyu.ts'

export type Books = Awaited<ReturnType<typeof booksOf>>

/** What the books say of a partner, in the words of the figures. */
async function booksOf(api: Api, id: string) {
  const { items, total } = await api.ledger.balances({ campaign: `partner:${id}` })
  const of = (account: string) => items.find((one) => one.account === account)?.amount ?? 0
  return {
    ...{ total, earned: of('commission:cps') + of('commission:cpa') + of('commission:referral') },
    ...{ clawedBack: 0 - of('commission:clawedBack'), held: 0 - of('owed:held'), payable: 0 - of('owed:payable') },
    ...{ paying: 0 - of('owed:paying'), paid: 0 - of('cash:wechatPay') - of('cash:byHand') },
  }
}

/** The figures of a partner and the books say the same, and what is wanted. */
export async function booksAgree(api: Api, id: string, wanted: Partial<Books>) {
  const { earned, clawedBack, held, payable, paying, paid } = (await api.partners.get({ id })).figures
  const shown = { total: 0, earned, clawedBack, held, payable, paying, paid }
  expect(await booksOf(api, id)).toEqual(shown)
  expect(shown).toMatchObject(wanted)
}
