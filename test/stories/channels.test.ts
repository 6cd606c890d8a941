import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dateText, day, hour } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { bring } from '../support/bring.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { planSees } from '../support/planSees.ts'
import { type Api, prepare } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })
const folder = mkdtempSync(join(tmpdir(), 'siyu-channels-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let wecom = ''

type Json = Record<string, string>
const labPost = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>

/** Both clocks go on. */
async function pass(ms: number) {
  siyu.clock.advance(ms)
  await labPost('/lab/clock', { advance: ms / 1000 })
}
const today = (after = 0) => dateText(siyu.clock() + after * day, 'Asia/Shanghai')

beforeAll(async () => {
  lab = await startLab()
  await labPost('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  // Noon in Shanghai: a story of one day stays in it.
  await pass(day - ((siyu.clock() - 4 * hour) % day))
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function connectWecom() {
  const { corpid, agentid, secret, token, encodingAESKey } = lab.world.credentials.wecom
  const settings = { corpid, agentid: String(agentid), secret, token, encodingAESKey, base: lab.url }
  const account = await api.carrierAccounts.create({ kind: 'wecom', name: '总部', settings })
  wecom = account.id
  await labPost('/lab/callbacks', { wecom: siyu.url + account.callback })
  await api.carrierAccounts.sync({ id: wecom })
  await soon(async () => (await api.carrierAccounts.get({ id: wecom })).syncedAt !== null).toBe(true)
}

interface Someone {
  readonly id: string
  readonly unionid: string
  readonly by: string
}
const crowd: Someone[] = []

/** Somebody scans a code and is known to Siyu; `by` = the way they came by, as the test knows it. */
async function adds(by: string, url: string): Promise<Someone> {
  const { id = '', unionid = '' } = await labPost('/lab/people', { name: `${by}来的${crowd.length}` })
  await labPost(`/lab/people/${id}/scan`, { url })
  await lab.idle()
  await soon(
    async () => (await api.people.lookup({ type: 'unionid', value: unionid }).catch(() => null))?.id ?? '',
  ).not.toBe('')
  const one = { id, unionid, by }
  crowd.push(one)
  return one
}

const code = async (source: string) =>
  (await api.staffCodes.create({ account: wecom, name: source, staff: ['s01a'], source })).qrCode ?? ''

const browser = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1'
let pageUrl = ''
/** The code that a page shows to whoever opens it with these marks. */
async function codeOfPage(marks: string) {
  const html = await (await fetch(`${pageUrl}?${marks}`, { headers: { 'user-agent': browser } })).text()
  const found = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '{}'
  return (JSON.parse(found) as { data: { picture: string } }).data.picture
}

let orders = 0
const bought = new Map<string, number>()
async function buys(of: readonly Someone[], yuan: number) {
  const rows = of.map(({ unionid, by }) => {
    orders += 1
    bought.set(by, (bought.get(by) ?? 0) + yuan * 100)
    return `O${orders},${unionid},${new Date(siyu.clock()).toISOString()},${yuan}`
  })
  const mapping = JSON.stringify({ 订单号: 'orderNo', 顾客: 'identity:unionid', 时间: 'paidAt', 金额: 'amount' })
  await bring(siyu, { kind: 'orders', mapping, source: '商城' }, ['订单号,顾客,时间,金额', ...rows])
}

type Tree = Awaited<ReturnType<Api['channels']['tree']>>['items']
const named = (tree: Tree, name: string, parent?: string) =>
  tree.find((one) => one.name === name && (parent === undefined || one.parent === parent))?.id ?? ''
const range = () => ({ from: today(-5), to: today(1) })
let storeChannel = ''

test('[A87] [A89] a company begins with a tree; channels are added, moved, put away, and each change is undone', async () => {
  const { items } = await api.channels.tree()
  expect(items.filter(({ level }) => level === 1).map(({ name }) => name)).toEqual([
    '公域',
    '平台',
    '线下',
    '裂变',
    '自有',
  ])
  expect(Math.max(...items.map(({ level }) => level))).toBeLessThanOrEqual(4)
  const [offline, store] = [named(items, '线下'), named(items, '门店')]
  storeChannel = store
  const made = await api.channels.create({ name: '门店7', parent: store, names: ['七店'] })
  expect(made.items.find(({ id }) => id === made.id)).toMatchObject({ parent: store, level: 3, names: ['七店'] })
  await expect(api.channels.create({ name: '门店7', parent: store })).rejects.toMatchObject({ status: 409 })
  await expect(api.channels.create({ name: '别的', names: ['七店'] })).rejects.toMatchObject({ status: 409 })
  await expect(api.channels.change({ id: offline, parent: made.id })).rejects.toMatchObject({ status: 422 })
  const moved = await api.channels.change({ id: made.id, parent: named(items, '自有'), name: '旗舰店' })
  await api.channels.undo({ id: moved.change })
  await expect(api.channels.undo({ id: moved.change })).rejects.toMatchObject({ status: 404 })
  const away = await api.channels.change({ id: made.id, archived: true })
  const renamed = await api.channels.change({ id: made.id, name: '七号店' })
  await expect(api.channels.undo({ id: away.change })).rejects.toMatchObject({ status: 409 })
  await api.channels.undo({ id: renamed.change })
  const back = await api.channels.undo({ id: away.change })
  expect(back.items.find(({ id }) => id === made.id)).toMatchObject({ name: '门店7', parent: store, archived: false })
  const ordered = await api.channels.change({ id: named(items, '自有'), before: named(items, '公域') })
  expect(ordered.items[0]?.name).toBe('自有')
})

test('[A88] [A92] [A93] people count where their code, their page or whoever brought them says, also when the name is given a channel afterwards', async () => {
  await connectWecom()
  const [seventh, poster] = [await code('七店'), await code('神秘海报')]
  const page = await api.handoverPages.create({
    ...{ name: '信息流承接', title: '领镜布', account: wecom, staff: ['s01a'], source: '信息流' },
  })
  pageUrl = page.url
  for (let i = 0; i < 4; i += 1) await adds('七店', seventh)
  for (let i = 0; i < 3; i += 1) await adds('神秘海报', poster)
  for (let i = 0; i < 2; i += 1) await adds('巨量', await codeOfPage('utm_source=douyin&utm_medium=feed'))
  await adds('信息流', await codeOfPage('utm_source=nobody'))
  // Two of the store leave on the third day; one of the poster leaves and is back before the week is over.
  const of = (by: string) => crowd.filter((one) => one.by === by)
  await buys([...of('七店').slice(0, 2), ...of('巨量').slice(0, 1)], 100)
  await pass(3 * day)
  for (const { id } of [...of('七店').slice(0, 2), ...of('神秘海报').slice(0, 1)])
    await labPost(`/lab/people/${id}/delete`, { staff: 's01a' })
  await lab.idle()
  await pass(day)
  await labPost(`/lab/people/${of('神秘海报')[0]?.id}/scan`, { url: poster })
  await lab.idle()
  await pass(hour)
  await buys(of('七店').slice(0, 1), 50)
  const lines = async () => {
    const { items, total } = await api.channelReport.report(range())
    return { total, of: (name: string) => items.find((one) => one.kind === 'channel' && one.name === name), items }
  }
  await soon(async () => (await lines()).total.left).toBe(2)
  const first = await lines()
  expect(first.total).toMatchObject({
    people: crowd.length,
    net: crowd.length - 2,
    buyers: 3,
    value: 35_000,
    value7: null,
  })
  expect(first.of('门店7')).toMatchObject({ people: 4, left: 2, buyers: 2, value: bought.get('七店') })
  expect(first.of('巨量引擎')).toMatchObject({ people: 2, value: bought.get('巨量') })
  expect(first.of('信息流')).toMatchObject({ people: 3 })
  expect(first.items.filter(({ kind }) => kind === 'own').map(({ name, people }) => [name, people])).toEqual([
    ['信息流', 1],
  ])
  expect(first.items.find(({ kind }) => kind === 'unknown')).toMatchObject({ people: 3, name: '' })
  // The lab knows the same crowd: who was added, and who deleted the member and stayed away.
  const { relations } = lab.world.rows
  expect(first.total.people).toBe(new Set(relations.all().map(({ person }) => person)).size)
  const unknown = await api.channels.names({ known: 'no' })
  expect(unknown.items).toEqual([expect.objectContaining({ name: '神秘海报', people: 3, channel: null })])
  const bears = await api.channelReport.people({ from: '1980-01-01', to: today(1), source: '神秘海报' })
  expect(bears.items).toHaveLength(3)
  const { names = [] } = (await api.channels.tree()).items.find(({ id }) => id === storeChannel) ?? {}
  const given = await api.channels.change({ id: storeChannel, names: [...names, '神秘海报'] })
  expect((await lines()).of('门店')).toMatchObject({ people: 7 })
  expect((await api.channels.names({ known: 'no' })).unknown).toBe(0)
  await api.channels.undo({ id: given.change })
  expect((await lines()).of('门店')).toMatchObject({ people: 4 })
  const seen = await api.channelReport.people({ ...range(), channel: storeChannel, set: 'left' })
  expect(seen.items.map(({ name, left, orders: n, net }) => [name, left, n, net]).toSorted()).toEqual([
    ['七店', true, 1, 10_000],
    ['七店', true, 2, 15_000],
  ])
  const kept = await api.channelReport.keepPeople({ ...range(), channel: storeChannel, set: 'left', name: '来了又走' })
  expect(kept.people).toBe(2)
  expect(await api.segments.get({ id: kept.id })).toMatchObject({ name: '来了又走', people: 2 })
  const page1 = await api.channelReport.people({ ...range(), limit: 7 })
  const page2 = await api.channelReport.people({ ...range(), limit: 7, cursor: page1.next ?? '' })
  expect(new Set([...page1.items, ...page2.items].map(({ person }) => person)).size).toBe(crowd.length)
  expect((await api.channelReport.people({ ...range(), of: 'unknown' })).items).toHaveLength(3)
})

test('[A90] [A91] costs lie on their days, by hand, by table and by the books; what was entered can be taken back', async () => {
  const feed = named((await api.channels.tree()).items, '信息流')
  const cost = async () => (await api.channelReport.report(range())).total
  const hand = await api.channelReport.addCost({
    channel: feed,
    from: today(-1),
    to: today(8),
    amount: 1001,
    note: '投流',
  })
  // Two of its ten days lie in the range.
  expect(await cost()).toMatchObject({ cost: 200, costs: expect.objectContaining({ hand: 200 }) })
  await api.channelReport.removeCost({ id: hand.id })
  expect((await cost()).cost).toBe(0)
  await api.channelReport.putBackCost({ id: hand.id })
  const text = `渠道,开始,结束,金额,备注\n公域/信息流/巨量引擎,${today()},,88.8,素材\n七店,${today()},,20,海报\n没有的渠道,${today()},,1,\n`
  expect(await api.channelReport.importCosts({ text, dryRun: true })).toMatchObject({
    ...{ rows: 2, created: 2, there: 0, cost: 10_880, import: null, wrong: [{ line: 4, why: 'unknown' }] },
  })
  const brought = await api.channelReport.importCosts({ text })
  expect(await api.channelReport.importCosts({ text })).toMatchObject({ created: 0, there: 2, import: null })
  await api.ads.importCosts({ text: `日期,平台,消耗\n${today()},抖音,1000\n${today(-30)},抖音,5` })
  const { items, total } = await api.channelReport.report(range())
  expect(total.costs).toMatchObject({ hand: 200 + 8880 + 2000, ads: 100_000 })
  const feedLine = items.find(({ name, kind }) => name === '巨量引擎' && kind === 'channel')
  expect(feedLine).toMatchObject({ cost: 108_880, costPerNet: 54_440, roi: 10_000 / 108_880, payback: null })
  const store = items.find(({ name }) => name === '门店7')
  expect(store).toMatchObject({ cost: 2000, costPerNet: 1000, costPerBuyer: 1000, payback: 0 })
  await api.channelReport.changeSettings({ margin: 500 })
  const tight = await api.channelReport.report(range())
  expect(tight.items.find(({ name }) => name === '门店7')).toMatchObject({ payback: null, roi: (25_000 * 0.05) / 2000 })
  await api.channelReport.changeSettings({ margin: null })
  expect(await api.channelReport.undoImport({ import: brought.import ?? '' })).toEqual({ removed: 2 })
  expect((await cost()).costs).toMatchObject({ hand: 200, ads: 100_000 })
  await expect(
    api.channelReport.addCost({ channel: feed, from: today(), to: today(-1), amount: 1 }),
  ).rejects.toMatchObject({ status: 422 })
})

test('[A92] by days of entry: parts add up to the total, and a cohort says money to day 7 once it is that old', async () => {
  const asked = { ...range(), unit: 'day' as const }
  const { items, total } = await api.channelReport.cohorts(asked)
  expect(items).toHaveLength(6)
  for (const part of ['people', 'left', 'cost', 'value', 'buyers'] as const)
    expect(items.reduce((sum, one) => sum + one[part], 0)).toBe(total[part])
  expect(items.map(({ people }) => people)).toEqual([0, crowd.length, 0, 0, 0, 0])
  await pass(8 * day)
  const later = await api.channelReport.cohorts({
    from: today(-13),
    to: today(-7),
    unit: 'week',
    channel: storeChannel,
  })
  expect(later.total).toMatchObject({ people: 4, value: 25_000, value7: 25_000, value30: null })
  const { items: lines } = await api.channelReport.report({ from: today(-13), to: today(-7) })
  expect(lines.find(({ name }) => name === '门店7')).toMatchObject({ quiet: true, value7: 25_000 })
  await expect(api.channelReport.cohorts({ from: '2020-01-01', to: '2026-01-01', unit: 'day' })).rejects.toMatchObject({
    status: 422,
  })
})

test('[A94] tagged links are made many at once; while a line is wrong none is, and each leads with marks that are read as its channel', async () => {
  const url = 'https://shop.example/spring?utm_source=old'
  const rows = [
    { url, channel: '公域/自有内容/小红书', campaign: '开学季' },
    { url, source: 'weibo', medium: 'feed', name: '微博首发' },
  ]
  const wrong = [{ url: 'javascript:1' }, { url, channel: '没有' }, { url, channel: '门店', source: 'weibo' }]
  const looked = await api.channels.makeLinks({ rows: [...rows, ...wrong] })
  expect(looked.items.map((one) => one.wrong)).toEqual([null, null, 'url', 'channel', 'marks'])
  expect([looked.made, (await api.links.list({})).items.length]).toEqual([0, 0])
  const { items, made } = await api.channels.makeLinks({ rows })
  expect(made).toBe(2)
  const tree = (await api.channels.tree()).items
  expect(items.map(({ channel }) => tree.find(({ id }) => id === channel)?.name)).toEqual(['小红书', '微博粉丝通'])
  const led = await fetch(items[0]?.shortUrl ?? '', { redirect: 'manual', headers: { 'user-agent': browser } })
  expect(led.headers.get('location')).toBe(
    `https://shop.example/spring?utm_source=xiaohongshu&utm_campaign=${encodeURIComponent('开学季')}`,
  )
  const visited = async () =>
    (await api.channelReport.report(range())).items.find(({ name }) => name === '小红书')?.clicks ?? 0
  await soon(visited).toBe(1)
})

test('[A95] [A96] [A97] [A98] a plan measures its path by what it is bound to, names the weakest step, and keeps what it was', async () => {
  const tree = (await api.channels.tree()).items
  const page = await api.handoverPages.create({
    name: '计划的承接页',
    title: '领镜布',
    account: wecom,
    staff: ['s01a'],
    source: '信息流',
  })
  const { shortUrl, id: link } = await api.links.create({ url: page.url })
  pageUrl = shortUrl
  const from = today()
  const node = (id: string, step: 'seeAd' | 'click' | 'land' | 'save' | 'add' | 'register' | 'order', more = {}) => ({
    ...{ id, step, asset: null, copy: '', script: null, expected: null },
    ...more,
  })
  const onPage = { kind: 'page' as const, id: page.id }
  const nodes = [
    node('a', 'click', { asset: { kind: 'link', id: link } }),
    node('b', 'land', { asset: onPage, expected: 0.95 }),
    node('c', 'save', { asset: onPage, expected: 0.3 }),
    node('d', 'add', { asset: onPage, expected: 0.7 }),
    node('e', 'register', { expected: 0.5 }),
    node('f', 'order', { expected: 0.5 }),
  ]
  const body = {
    ...{ name: '开学季', audience: { segment: null, words: '家里有近视孩子的家长' }, hook: null, note: '' },
    ...{ channel: named(tree, '信息流'), from, to: today(6), nodes },
  }
  await expect(api.acquisitionPlans.create({ ...body, to: today(-1) })).rejects.toMatchObject({ status: 422 })
  const wrong = [node('a', 'register', { asset: onPage })]
  await expect(api.acquisitionPlans.create({ ...body, nodes: wrong })).rejects.toMatchObject({ status: 422 })
  const made = await api.acquisitionPlans.create(body)
  expect(made).toMatchObject({ version: 1, state: 'running', weakest: null, cost: 101, costPerEnd: null })
  const come: Someone[] = []
  for (let i = 0; i < 24; i += 1) {
    const opened = await fetch(shortUrl, { redirect: 'manual', headers: { 'user-agent': `${browser} ${i}` } })
    const html = await (
      await fetch(opened.headers.get('location') ?? '', { headers: { 'user-agent': browser } })
    ).text()
    const found = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '{}'
    const { token, picture } = (JSON.parse(found) as { data: { token: string; picture: string } }).data
    if (i % 2 === 0) await fetch(`${page.url}/${token}/copy`, { method: 'POST' })
    if (i % 12 === 0) come.push(await adds('计划', picture))
  }
  await pass(hour)
  await buys(come.slice(0, 1), 88)
  await api.channelReport.addCost({ channel: named(tree, '巨量引擎'), from, to: today(1), amount: 2001 })
  const get = () => api.acquisitionPlans.get({ id: made.id })
  await soon(async () => (await get()).measured.at(-1)?.count).toBe(1)
  await soon(async () => (await get()).measured[0]?.count).toBe(24)
  const now = await get()
  expect(now.measured.map(({ count }) => count)).toEqual([24, 24, 12, 2, null, 1])
  expect(now.measured[5]).toMatchObject({ rate: 0.5, lost: 1, usual: 0.25, opens: true })
  // What was entered for a channel below that of the plan counts, as long as its days are the plan's.
  expect(now).toMatchObject({ weakest: null, end: 'f', cost: 2102, costPerEnd: 2102 })
  const { version } = await api.acquisitionPlans.change({
    ...{ ...body, id: made.id, version: 1 },
    nodes: nodes.map((one) => (one.id === 'c' ? { ...one, expected: 0.8 } : one)),
  })
  expect([version, (await get()).weakest]).toEqual([2, 'c'])
  await expect(api.acquisitionPlans.change({ ...body, id: made.id, version: 1 })).rejects.toMatchObject({ status: 409 })
  const { items: versions } = await api.acquisitionPlans.versions({ id: made.id })
  expect(versions.map((one) => [one.version, one.body.nodes[2]?.expected])).toEqual([
    [2, 0.8],
    [1, 0.3],
  ])
  const { items: people } = await api.acquisitionPlans.people({ id: made.id, node: 'd' })
  expect(people).toHaveLength(2)
  await expect(api.acquisitionPlans.people({ id: made.id, node: 'b' })).rejects.toMatchObject({ status: 404 })
  await api.acquisitionPlans.archive({ id: made.id, archived: true })
  expect((await api.acquisitionPlans.list({})).items).toEqual([])
  expect((await api.acquisitionPlans.list({ archived: 'yes' })).items).toMatchObject([{ id: made.id, weakest: 'c' }])
  // Everything that a plan can be bound to can be asked.
  const assets = ['batch', 'design', 'ads', 'send', 'live', 'paid', 'hook', 'partner', 'way', 'scene'] as const
  const steps = assets.map(
    (kind) =>
      [
        kind === 'ads'
          ? 'seeAd'
          : kind === 'send'
            ? 'click'
            : kind === 'hook'
              ? 'claim'
              : kind === 'scene'
                ? 'follow'
                : 'add',
        kind,
        '9',
      ] as const,
  )
  const { counts } = await planSees(siyu, [...steps, ['add', 'fans', '微博'], ['order']])
  expect(counts).toEqual([...steps.map(() => 'gone'), 'gone', 'nobodyKnown'])
})
