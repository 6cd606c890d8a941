import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter } from '../../../server/adapter.ts'
import { itemOf } from '../../../server/checking.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import { textIn } from '../../../server/xml.ts'
import { eventOf, type Fields, fieldsOf, listIn, openCallback, proveAddress } from '../../weixin/server/callback.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { putOff } from '../../weixin/server/putOff.ts'
import { wechatChannelsSettings } from '../kind.ts'
import { type Channels, type ChannelsDeps, readOrder, readPart, weeksBack, weeksOf } from './orders.ts'

const asChannels = (account: Account): Channels => ({
  ...{ ...account, settings: wechatChannelsSettings.parse(account.settings) },
})

/** Somebody has just bought: of all events the only one that says that its buyer has come by themselves. */
const bought = 'channels_ec_order_pay'

/** Which order an event is about, by the field it stands in; null = another event. */
function orderIn(fields: Fields): string | null {
  const field =
    eventOf(fields) === 'channels_ec_aftersale_update' ? 'finder_shop_aftersale_status_update' : 'order_info'
  if (!eventOf(fields).startsWith('channels_ec_')) return null
  const [about] = listIn(fields, field)
  return about === undefined ? null : textIn(about, 'order_id') || null
}

/** What the shop of a channels account tells: that an order has changed. The order itself is asked for. */
export const wechatChannelsAdapter = (deps: ChannelsDeps & WeixinDeps): Adapter => ({
  kind: 'wechatChannels',
  answer: 'success',
  prove: (account, query) => proveAddress(asChannels(account), query),
  open: (account, query, body) => openCallback(asChannels(account), query, body, deps.now()),
  check: (account) => check(weixinClient(deps, asChannels(account))),
  sync: {
    parts: async (account) => ok(weeksBack(deps.now(), asChannels(account).settings.syncDays)),
    partsOf: (_serving, account) => weeksOf(asChannels(account).settings.syncDays),
    part: (account, name) => readPart(deps, askedOf(deps, account, false), name),
  },
  async apply(message) {
    const fields = fieldsOf(message.text)
    if (!fields) return { kind: 'failed', why: 'neither XML nor JSON' }
    const number = orderIn(fields)
    if (number === null) return { kind: 'ignored' }
    const read = await readOrder(deps, askedOf(deps, message.account, eventOf(fields) === bought), number)
    if (!read.ok) return putOff(read.refusal, message)
    const [why] = read.value
    return why === undefined ? { kind: 'done' } : { kind: 'failed', why }
  },
})

function askedOf(deps: WeixinDeps, given: Account, isNew: boolean) {
  const account = asChannels(given)
  return { account, isNew, call: weixinClient(deps, account) }
}

const names = {
  shop: { zh: 'AppID、AppSecret 与店铺', en: 'AppID, AppSecret and the shop' },
  orders: { zh: '读取订单', en: 'Reading orders' },
} satisfies Record<string, Bilingual>

const Shop = z.looseObject({ info: z.looseObject({ nickname: z.string().default('') }) })
const Listed = z.looseObject({ order_id_list: z.array(z.unknown()).default([]) })

async function check(call: ApiCall) {
  const first = await call({ path: '/channels/ec/basics/info/get', answer: Shop, repeatable: true })
  const shop = itemOf(names.shop, first, ({ info }) => info.nickname)
  if (!first.ok) return [shop]
  const body = { create_time_range: { start_time: 0, end_time: 1 }, page_size: 1 }
  const list = await call({ path: '/channels/ec/order/list/get', body, answer: Listed, repeatable: true })
  return [shop, itemOf(names.orders, list, () => '')]
}
