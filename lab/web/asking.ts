import { get, post } from './api.ts'
import type { CustomerPort, ShareCard } from './customerPort.ts'
import { everybody } from './customerScreens.ts'
import { h } from './h.ts'
import { payOrder } from './paying.ts'
import { ask, sheet, toast } from './sheets.ts'
import { t } from './words.ts'

type Params = Record<string, unknown>
type Answer = (phone: CustomerPort, params: Params, url: string) => Promise<Params> | Params

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** What `wx.config` and `agentConfig` check: the signature over the page's address. */
export const checkConfig = (params: Params, url: string, agent: boolean): Promise<Params> =>
  post<Params>('/lab/jssdk/check', {
    appId: text(params['appId'] ?? params['corpid']),
    timestamp: text(params['timestamp']),
    nonceStr: text(params['nonceStr']),
    signature: text(params['signature']),
    url,
    agent,
  })

const setCard: Answer = (phone, params, url) => {
  const { title, desc, link, imgUrl } = params
  phone.card = { title: text(title), desc: text(desc), link: text(link) || url, imgUrl: text(imgUrl) }
  return {}
}

const pay: Answer = async (phone, params) => {
  const handed = {
    ...params,
    timeStamp: text(params['timeStamp'] ?? params['timestamp']),
    appId: text(params['appId']),
  }
  const prepay = text(params['package']).replace('prepay_id=', '')
  const order = await get<{ total: number; description: string }>(`/lab/orders/${prepay}`)
  const result = await payOrder(phone, handed, order.total, order.description)
  if (result === 'cancelled') return { cancelled: true }
  if (result !== 'paid') throw new Error(result)
  return {}
}

const receive: Answer = async (phone, params) => {
  if (!(await ask(phone.element, t('receive'), t('receive')))) return { cancelled: true }
  if ((await phone.act('receive', { package: params['package'] })) === undefined) throw new Error('not received')
  return {}
}

const scanCode: Answer = async (phone) => {
  const input = h('input', { placeholder: t('scanHint'), 'aria-label': t('scanHint') }) as HTMLInputElement
  await sheet(phone.element, [input], [['yes', t('open')]])
  return { resultStr: input.value }
}

const subscribe: Answer = async (phone, params) => {
  const templates = (params['tmplIds'] ?? params['templateIds'] ?? []) as string[]
  const accept = await ask(phone.element, t('subscribe'), t('accept'))
  await phone.act('subscribe-messages', { app: 'account', templates, accept })
  return { subscribed: accept }
}

const nothing: Answer = () => ({})

const answers: Record<string, Answer> = {
  config: (_phone, params, url) => checkConfig(params, url, false),
  agentConfig: (_phone, params, url) => checkConfig(params, url, true),
  updateAppMessageShareData: setCard,
  updateTimelineShareData: setCard,
  onMenuShareAppMessage: setCard,
  onMenuShareTimeline: setCard,
  chooseWXPay: pay,
  requestMerchantTransfer: receive,
  scanQRCode: scanCode,
  requestSubscribeMessage: subscribe,
  getLocation: () => ({ latitude: 30.2489, longitude: 120.1552, speed: 0, accuracy: 30 }),
  getNetworkType: () => ({ networkType: 'wifi' }),
  closeWindow: (phone) => {
    phone.back()
    return {}
  },
  navigateTo: (phone, { url }) => {
    phone.go({ kind: 'mini', path: text(url), query: '' })
    return {}
  },
  previewImage: (phone, { current }) => {
    void sheet(phone.element, [h('img', { class: 'photo', src: text(current), alt: '' })], [['', t('cancel')]])
    return {}
  },
  hideOptionMenu: nothing,
  showOptionMenu: nothing,
  hideMenuItems: nothing,
  showMenuItems: nothing,
  hideAllNonBaseMenuItem: nothing,
  showAllNonBaseMenuItem: nothing,
  openLocation: nothing,
}

/** Answers what pages in this phone ask, and sends them on to friends. */
export const askOf = (phone: CustomerPort) => ({
  async answer(api: string, params: Params, url: string): Promise<Params> {
    const found = answers[api]
    if (found === undefined) throw new Error('the lab does not play this call')
    return found(phone, params, url)
  },
  /** Who gets the page: its own card, or its address. */
  async share(url: string): Promise<void> {
    const others = (await everybody()).filter(({ id }) => id !== phone.id)
    if (others.length === 0) {
      toast(phone.element, t('shareNobody'))
      return
    }
    const card: ShareCard = phone.card ?? {
      title: URL.canParse(url) ? new URL(url).host : url,
      desc: '',
      link: url,
      imgUrl: '',
    }
    const options = others.slice(-8).map(({ id, name }): [string, string] => [id, name])
    const to = await sheet(
      phone.element,
      [h('b', {}, t('share')), h('p', {}, card.title)],
      [...options, ['', t('cancel')]],
    )
    if (to === '') return
    if ((await phone.act('share', { to, ...card })) !== undefined) toast(phone.element, t('shared'))
  },
})
