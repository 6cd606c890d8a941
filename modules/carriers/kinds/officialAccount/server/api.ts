import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { type Leaf, type Menu, menuSchema, replyKey } from '../../../core/menu.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { sendForErrcode } from '../../../server/errcodeCalls.ts'
import type { OfficialApi, Visitor } from '../../../server/official/ports.ts'
import { tokenTrouble } from '../../weixin/answers.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { weixinBase } from '../../weixin/settings.ts'
import { asOfficial } from './adapter.ts'

const Leafs = z.looseObject({
  name: z.string().default(''),
  type: z.string().optional(),
  key: z.string().optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})
const Found = z.looseObject({
  is_menu_open: z.number().int().default(0),
  selfmenu_info: z
    .looseObject({
      button: z
        .array(
          Leafs.extend({
            // Made by the API it is a list; made at the platform it is wrapped.
            sub_button: z.union([z.array(Leafs), z.looseObject({ list: z.array(Leafs).default([]) })]).optional(),
          }),
        )
        .default([]),
    })
    .default({ button: [] }),
})
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
        ...{ path: '/cgi-bin/get_current_selfmenu_info', answer: Found, repeatable: true },
      })
      if (!got.ok) return got
      return ok(got.value.is_menu_open === 1 ? readMenu(got.value.selfmenu_info.button) : null)
    },
    async putMenu(account, menu) {
      const call = callOf(account)
      const done =
        menu.length === 0
          ? await call({ path: '/cgi-bin/menu/delete', answer: Nothing, repeatable: true })
          : await call({ path: '/cgi-bin/menu/create', body: bodyOf(menu), answer: Nothing, repeatable: true })
      return done.ok ? ok() : done
    },
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

const bodyOf = (menu: Menu) => ({
  button: menu.map((one) =>
    one.does === 'opens' ? { name: one.name, sub_button: one.buttons.map(leafOf) } : leafOf(one),
  ),
})

function leafOf(leaf: Leaf) {
  if (leaf.does === 'view') return { type: 'view', name: leaf.name, url: leaf.url }
  if (leaf.does === 'miniProgram')
    return { type: 'miniprogram', name: leaf.name, appid: leaf.appid, pagepath: leaf.page, url: leaf.url }
  return { type: 'click', name: leaf.name, key: leaf.does === 'reply' ? replyKey(leaf.text) : leaf.key }
}

type Button = z.output<typeof Found>['selfmenu_info']['button'][number]

/** Buttons as they can be written here; the others are counted. */
function readMenu(buttons: readonly Button[]): { menu: Menu; left: number } {
  let left = 0
  const read = (leaf: z.output<typeof Leafs>): Leaf[] => {
    const found = readLeaf(leaf)
    if (!found) left += 1
    return found ? [found] : []
  }
  const menu = buttons.flatMap((one): Menu => {
    const sub = Array.isArray(one.sub_button) ? one.sub_button : (one.sub_button?.list ?? [])
    if (sub.length === 0) return read(one)
    const own = sub.flatMap(read)
    return own.length === 0 ? [] : [{ does: 'opens', name: one.name.slice(0, 16), buttons: own }]
  })
  const whole = menuSchema.safeParse(menu)
  return whole.success ? { menu: whole.data, left } : { menu: [], left: buttons.length }
}

function readLeaf({ name: whole, type, key, url, appid, pagepath }: z.output<typeof Leafs>): Leaf | null {
  const name = whole.slice(0, 16)
  if (type === 'view' && url) return { does: 'view', name, url }
  if (type === 'click' && key) return { does: 'event', name, key }
  if (type === 'miniprogram' && appid && pagepath && url)
    return { does: 'miniProgram', name, appid, page: pagepath, url }
  return null
}
