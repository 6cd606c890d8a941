import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { sendForErrcode } from '../../../server/errcodeCalls.ts'
import type { OfficialApi, Visitor } from '../../../server/official/ports.ts'
import { tokenTrouble } from '../../weixin/answers.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { weixinBase } from '../../weixin/settings.ts'
import { asOfficial } from './adapter.ts'
import { MenuFound, menuBody, readMenu } from './menus.ts'
import { menuVariantsBy } from './menuVariants.ts'

const Made = z.looseObject({ ticket: z.string().min(1), url: z.string().default('') })
const Granted = z.looseObject({
  openid: z.string().min(1),
  unionid: z.string().optional(),
  is_snapshotuser: z.number().int().optional(),
})
const Nothing = z.looseObject({})

/** What an official account is asked for beside messages. */
export function officialApi(deps: WeixinDeps): OfficialApi {
  const callOf = (account: Account) => weixinClient(deps, asOfficial(account))
  return {
    appid: (account) => asOfficial(account).settings.appid,
    async menu(account) {
      const got = await callOf(account)({
        ...{ path: '/cgi-bin/get_current_selfmenu_info', answer: MenuFound, repeatable: true },
      })
      if (!got.ok) return got
      return ok(got.value.is_menu_open === 1 ? readMenu(got.value.selfmenu_info.button) : null)
    },
    async putMenu(account, menu) {
      const call = callOf(account)
      const done =
        menu.length === 0
          ? await call({ path: '/cgi-bin/menu/delete', answer: Nothing, repeatable: true })
          : await call({ path: '/cgi-bin/menu/create', body: menuBody(menu), answer: Nothing, repeatable: true })
      return done.ok ? ok() : done
    },
    ...menuVariantsBy(callOf),
    async makeScene(account, scene, seconds) {
      const how =
        seconds === null
          ? { action_name: 'QR_LIMIT_STR_SCENE' }
          : { action_name: 'QR_STR_SCENE', expire_seconds: seconds }
      const body = { ...how, action_info: { scene: { scene_str: scene } } }
      const made = await callOf(account)({ path: '/cgi-bin/qrcode/create', body, answer: Made })
      return made.ok ? ok({ ticket: made.value.ticket, url: made.value.url }) : made
    },
    picture: (account, ticket) =>
      `${hostOf(account, 'https://mp.weixin.qq.com')}/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
    played(account) {
      const { base } = asOfficial(account).settings
      return base === weixinBase ? null : new URL(base).origin
    },
    authorizeUrl,
    visitor: visitorOf,
  }
}

const authorizeUrl: OfficialApi['authorizeUrl'] = (account, { redirect, scope, state }) => {
  // The platform looks at the order of these.
  const query = [
    `appid=${asOfficial(account).settings.appid}`,
    `redirect_uri=${encodeURIComponent(redirect)}`,
    `response_type=code&scope=snsapi_${scope}&state=${state}`,
  ].join('&')
  return `${hostOf(account, 'https://open.weixin.qq.com')}/connect/oauth2/authorize?${query}#wechat_redirect`
}

async function visitorOf(account: Account, code: string): Promise<Result<Visitor, Trouble>> {
  const { base, appid, secret } = asOfficial(account).settings
  const query = new URLSearchParams({ appid, secret, code, grant_type: 'authorization_code' })
  const got = await sendForErrcode(`${base}/sns/oauth2/access_token?${query}`, { answer: Granted }, tokenTrouble)
  if (!got.ok) return got
  const { openid, unionid, is_snapshotuser } = got.value
  return ok({ openid, unionid: unionid || null, isSnapshot: is_snapshotuser === 1 })
}

/** Pages of the platform stand at other hosts than its API; a simulated one has all of them at one. */
function hostOf(account: Account, usual: string): string {
  const { base } = asOfficial(account).settings
  return base === weixinBase ? usual : base
}
