import { z } from 'zod'
import { ok } from '#kit/result'
import { matchRule } from '../../../core/menuVariants.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { OfficialApi } from '../../../server/official/ports.ts'
import { MenuButtons, menuBody, readMenu } from './menus.ts'

const Menuid = z.union([z.string(), z.number()]).transform(String)
const Standing = z.looseObject({ conditionalmenu: z.array(z.looseObject({ menuid: Menuid })).default([]) })
const Tried = z.looseObject({
  button: MenuButtons.optional(),
  menu: z.looseObject({ button: MenuButtons.default([]) }).optional(),
})
const Nothing = z.looseObject({})

/** 个性化菜单: menus that the platform shows to whom its rule names, the newest that fits. */
export function menuVariantsBy(
  callOf: (account: Account) => ApiCall,
): Pick<OfficialApi, 'variants' | 'putVariants' | 'tryMenu'> {
  const variants: OfficialApi['variants'] = async (account) => {
    const got = await callOf(account)({ path: '/cgi-bin/menu/get', answer: Standing, repeatable: true })
    if (got.ok) return ok(got.value.conditionalmenu.map(({ menuid }) => menuid))
    // No menu at all.
    return got.refusal.code === 46003 ? ok([]) : got
  }
  return {
    variants,
    async putVariants(account, all) {
      const call = callOf(account)
      const there = await variants(account)
      if (!there.ok) return there
      for (const menuid of there.value) {
        const gone = await call({
          ...{ path: '/cgi-bin/menu/delconditional', body: { menuid }, answer: Nothing, repeatable: true },
        })
        if (!gone.ok && gone.refusal.meaning !== 'gone') return gone
      }
      // The newest that fits is shown: the first one goes last.
      for (const { menu, rule } of all.toReversed()) {
        const body = { ...menuBody(menu), matchrule: matchRule(rule) }
        const made = await call({ path: '/cgi-bin/menu/addconditional', body, answer: Nothing })
        if (!made.ok) return made
      }
      return ok()
    },
    async tryMenu(account, openid) {
      const body = { user_id: openid }
      const got = await callOf(account)({ path: '/cgi-bin/menu/trymatch', body, answer: Tried, repeatable: true })
      return got.ok ? ok(readMenu(got.value.button ?? got.value.menu?.button ?? [])) : got
    },
  }
}
