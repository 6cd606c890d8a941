import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { until } from '#platform/processes'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { countEvents, dataFolder } from '../support/siyu.ts'
import { type MiniProgram, type MiniSdk, Phone } from '../support/wx.ts'

const automatic = ['$MPLaunch', '$MPShow', '$MPHide', '$MPViewScreen', '$MPClick', '$MPShare', '$MPPageLeave']
const profiles = ['set', 'set_once', 'increment', 'append'].map((name) => `$profile_${name}`)
const names = [...automatic, ...profiles, '$SignUp', '$BindID', '$UnbindID', 'Ordered']

async function open(kind: 'client' | 'server' = 'client') {
  const folder = dataFolder()
  const siyu = await siyuHere(folder)
  onTestFinished(siyu.stop)
  const { writeKey } = await siyu.api.sources.create({ name: 'Mini', kind })
  const begin = (sdk: MiniSdk) => {
    sdk.setPara({
      server_url: `${siyu.url}/sa?project=mini&token=${writeKey}`,
      autoTrack: { mpClick: true, pageLeave: true },
      batch_send: { send_timeout: 100, max_length: 6 },
    })
    sdk.init()
  }
  return { folder, siyu, begin }
}

const stored = (siyu: SiyuHere) => countEvents(siyu.api, names)
const allStored = (siyu: SiyuHere, ...phones: Phone[]) =>
  until(
    async () => {
      const sent = new Set(phones.flatMap((phone) => [...phone.sent.keys])).size
      return sent > 0 && (await stored(siyu)) === sent
    },
    30_000,
    100,
  )

function order(app: MiniProgram, member: string) {
  app.sdk.login(member)
  app.sdk.setProfile({ level: 2 })
  app.sdk.incrementProfile({ orders: 1 })
  app.sdk.appendProfile({ liked: '日抛' })
  app.sdk.track('Ordered', { sku: 'A-01' })
}

test('[T31] a visitor opens, taps, logs in, comes back on a second phone: every record once, one person', async () => {
  const { siyu, begin } = await open()
  const [first, second] = [new Phone(), new Phone()]
  const app = first.open('/pages/home?utm_source=moments', begin)
  app.sdk.setOnceProfile({ came: 'first' })
  app.tap('buy')
  app.sdk.bind('$identity_mp_unionid', 'union-1')
  order(app, 'member-1')
  app.hide()
  expect(await allStored(siyu, first)).toBe(true)
  app.kill()
  const again = first.open('/pages/goods', begin)
  again.tap('more')
  again.hide()
  const other = second.open('/pages/home', begin)
  order(other, 'member-1')
  other.hide()
  expect(await allStored(siyu, first, second)).toBe(true)
  for (const one of [again, other]) one.kill()

  expect((await siyu.api.people.count()).all).toBe(1)
  const person = await siyu.api.people.lookup({ type: 'login_id', value: 'member-1' })
  expect(person.attributes).toMatchObject({ came: 'first', level: 2, orders: 2, liked: ['日抛'] })
  const { items } = await siyu.api.people.timeline({ id: person.id, facts: 'behaviour', limit: 200 })
  expect(items).toHaveLength(first.sent.keys.size + second.sent.keys.size)
  const seen = new Set(items.map((item) => item.name))
  for (const name of automatic.filter((one) => one !== '$MPShare')) expect(seen).toContain(name)
  expect(items.find((item) => item.name === '$MPClick')?.detail).toMatchObject({ $element_name: '购买' })
}, 180_000)

test('[T43] what an app unbinds is its own again, as the SDK sends it', async () => {
  const { siyu, begin } = await open('server')
  const phone = new Phone()
  const app = phone.open('/pages/home', begin)
  app.sdk.bind('$identity_mobile', '13800138009')
  app.sdk.login('member-9')
  app.hide()
  expect(await allStored(siyu, phone)).toBe(true)
  const idOf = async (type: string, value: string) => (await siyu.api.people.lookup({ type, value })).id
  const id = await idOf('login_id', 'member-9')
  expect(await idOf('phone', '13800138009')).toBe(id)
  app.sdk.unbind('$identity_mobile', '13800138009')
  app.hide()
  expect(await allStored(siyu, phone)).toBe(true)
  app.kill()
  expect(await idOf('phone', '13800138009')).not.toBe(id)
  const { items } = await siyu.api.people.timeline({ id, facts: 'behaviour', limit: 200 })
  expect(items.map((item) => item.name)).toContain('$UnbindID')
}, 180_000)

test('[T41] a friend who opens a shared card is brought by the sharer, each visit once; an own card brings nobody', async () => {
  const { siyu, begin } = await open()
  const [ann, bob, eve] = [new Phone(), new Phone(), new Phone()]
  const shop = ann.open('/pages/home', begin)
  shop.sdk.login('ann')
  const card = shop.share()
  shop.hide()
  expect(await allStored(siyu, ann)).toBe(true)
  const own = ann.open(card, begin, 1007)
  const first = bob.open(card, begin, 1007)
  first.sdk.login('bob')
  const passedOn = first.share()
  for (const app of [own, first]) app.hide()
  expect(await allStored(siyu, ann, bob)).toBe(true)
  const second = eve.open(passedOn, begin, 1007)
  second.hide()
  expect(await allStored(siyu, ann, bob, eve)).toBe(true)
  for (const app of [shop, own, first, second]) app.kill()

  const idOf = async (login: string) => (await siyu.api.people.lookup({ type: 'login_id', value: login })).id
  const { items } = await siyu.api.shares.list({})
  expect(items).toMatchObject([
    { inviter: await idOf('bob'), depth: 2, path: 'pages/goods', trust: 'client' },
    { inviter: await idOf('ann'), person: await idOf('bob'), depth: 1, path: 'pages/home', method: '转发消息卡片' },
  ])
  expect((await siyu.api.shares.list({ inviter: await idOf('ann') })).items).toHaveLength(1)
  expect((await siyu.api.shares.list({ person: await idOf('ann') })).items).toEqual([])
}, 180_000)

test('[T37] while the stores are away no record of a mini program is lost or there twice', async () => {
  const { folder, siyu, begin } = await open()
  const phone = new Phone()
  const app = phone.open('/pages/home', begin)
  expect(await allStored(siyu, phone)).toBe(true)
  // The stores say no to everything: the events' table is away. A second connection, as another process would have.
  const olap = openOlap({ path: join(folder, 'olap') })
  await olap.command('rename table events to events_away')
  phone.sent.troubles.push('none', 'lost')
  for (let n = 0; n < 20; n += 1) app.tap(`buy-${n}`)
  order(app, 'member-2')
  app.hide()
  const waiting = async () => Number(/^siyu_spool_bytes (\d+)/m.exec(await metrics(siyu.url))?.[1])
  expect(await until(async () => phone.sent.troubles.length === 0 && (await waiting()) > 0, 20_000, 50)).toBe(true)
  app.sdk.track('Ordered', { sku: 'B-02' })
  app.hide()
  await olap.command('rename table events_away to events')
  await olap.close()
  expect(await allStored(siyu, phone)).toBe(true)
  expect(await until(async () => (await waiting()) === 0, 20_000, 50)).toBe(true)
  app.kill()
  expect((await siyu.api.people.count()).all).toBe(1)
  const person = await siyu.api.people.lookup({ type: 'login_id', value: 'member-2' })
  expect(person.attributes).toMatchObject({ orders: 1 })
}, 180_000)

test('[T31] while nobody answers the SDK keeps its records, also when the mini program is closed', async () => {
  const { folder, siyu, begin } = await open()
  const phone = new Phone()
  const app = phone.open('/pages/home', begin)
  expect(await allStored(siyu, phone)).toBe(true)
  await siyu.stop()
  for (let n = 0; n < 5; n += 1) app.tap(`buy-${n}`)
  order(app, 'member-3')
  app.hide()
  // The SDK writes its queue to the phone's storage every half second.
  expect(await until(() => phone.kept() >= 10, 10_000, 50)).toBe(true)
  app.kill()
  const later = await siyuHere(folder, { port: Number(new URL(siyu.url).port) })
  onTestFinished(later.stop)
  const again = phone.open('/pages/home', begin)
  expect(await allStored(later, phone)).toBe(true)
  again.kill()
  expect((await later.api.people.count()).all).toBe(1)
}, 180_000)

const metrics = async (url: string) => (await fetch(`${url}/metrics`)).text()

test('[T35] without anybody who can ask WeChat the SDK goes on without an openid', async () => {
  const { siyu, begin } = await open()
  const phone = new Phone()
  let openid: string | undefined = 'not asked'
  const app = phone.open('/pages/home', (sdk) => {
    begin({ ...sdk, init: () => undefined })
    sdk.initWithOpenid({ appid: 'wx0123456789abcdef' }, (got) => {
      openid = got
    })
  })
  app.tap('buy')
  expect(await allStored(siyu, phone)).toBe(true)
  app.kill()
  expect(openid).toBeUndefined()
}, 180_000)
