import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { bring } from '../support/bring.ts'
import type { Api } from '../support/siyu.ts'
import { tabTo, type Walk } from './walk.ts'

const dayMs = 86_400_000
const daysAgo = (n: number) => new Date(Date.now() - n * dayMs).toISOString()
const onDay = (n: number) => daysAgo(n).slice(0, 10)
/** The middle of last month: it is over, whenever the walk is made. */
function lastMonth() {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 4)).toISOString()
}

/** The programme, the two partners, and what was given to the one who sells. */
async function takeOn(api: Api, phone: string): Promise<string> {
  const person = (await api.people.lookup({ type: 'phone', value: phone })).id
  const cps = { rate: 1000, tiers: [{ from: 100_000, rate: 1250 }] }
  const cpa = { amount: 800, registered: { event: '$SignUp' }, activated: { did: { event: 'booked' } } }
  const terms = { cps, cpa, referralRate: 200, holdDays: 0, caps: { programmeMonth: 5_000_000 } }
  const programme = await api.programmes.create({ name: '夏季种草', startsAt: daysAgo(400), terms })
  const who = { contractFrom: onDay(300), contractTo: onDay(-200), platforms: [] }
  const top = await api.partners.create({
    ...who,
    kind: 'koc',
    name: '周周妈妈',
    realName: '周宁',
    idNumber: '440524188001010014',
  })
  const platforms = [{ platform: 'xiaohongshu' as const, account: '晓晓测评', followers: 128_000 }]
  const known = { realName: '林晓', idNumber: '11010519491231002X', tags: ['母婴'], contractNote: '独家三个月' }
  const given = { kind: 'kol' as const, name: '晓晓测评', person, upline: top.id }
  const partner = await api.partners.create({ ...who, ...given, ...known, platforms })
  await api.partners.addWay({ id: partner.id, programme: programme.id, way: { kind: 'code', code: 'xiaoxiao' } })
  const link = { kind: 'link' as const, url: 'https://shop.example/spring' }
  await api.partners.addWay({ id: partner.id, programme: programme.id, way: link })
  const sample = { what: '夏季镜片', quantity: 2, cost: 19_800, carrier: '顺丰', tracking: 'SF1' }
  await api.partners.addSample({ id: partner.id, ...sample })
  return partner.id
}

/** A KOL who sold last month, bought from herself once, and has one whom she brought in. */
export async function tellPartners(siyu: { url: string; api: Api }, phoneOf: (i: number) => string) {
  const { api } = siyu
  const id = await takeOn(api, phoneOf(0))
  const at = lastMonth()
  await sell(siyu, phoneOf, at)
  await expect.poll(async () => (await api.partners.get({ id })).figures.orders, { timeout: 20_000 }).toBe(5)
  return { id, month: at.slice(0, 7) }
}

/** Four customers buy by her code, one takes a part back, she herself buys too; and a customer brings three friends. */
async function sell(siyu: { url: string; api: Api }, phoneOf: (i: number) => string, at: string) {
  const mapping = JSON.stringify({
    ...{ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount', back: 'refundAmount', by: 'channel' },
    from: 'inviter:phone',
  })
  const later = (hours: number) => new Date(Date.parse(at) + hours * 3_600_000).toISOString()
  const sold = [1, 2, 3, 4].map((i) => {
    const back = i === 2 ? '100.25' : ''
    return `K${i},${phoneOf(i)},${later(i * 5)},${300 + i * 20}.50,${back},xiaoxiao,`
  })
  const brought = [10, 11, 12].map((i) => `N${i},139${10_000_000 + i},${at},188.00,,,${phoneOf(1)}`)
  await bring(siyu, { kind: 'orders', mapping }, [
    'no,id,at,yuan,back,by,from',
    ...[...sold, `K0,${phoneOf(0)},${at},500.00,,xiaoxiao,`, ...brought],
  ])
}

/** What to look at; on a phone the first four. */
export const partnerPages = (id: string): [name: string, path: string][] => [
  ['partners', '/partners'],
  ['partner', `/partners/${id}`],
  ['partner-flags', '/partners?of=flags'],
  ['partner-statements', '/partners?of=statements'],
  ['partner-programmes', '/partners?of=programmes'],
  ['partner-candidates', '/partners?of=candidates'],
]

/** A cheat is judged with the keyboard alone, and undone; statements that another has drawn are approved. */
export async function actOnPartners(
  walk: Walk,
  page: Page,
  { api }: { api: Api },
  { id, month }: { id: string; month: string },
) {
  await walk.go(page, '/partners?of=flags')
  const cheat = page.getByRole('button', { name: '判为作弊' })
  await tabTo(page, cheat)
  await page.keyboard.press('Enter')
  const why = page.getByRole('dialog').getByRole('textbox')
  await why.fill('本人用自己的码下单')
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: '判为作弊' }))
  await page.keyboard.press('Enter')
  await page.getByText('没有待审的风险').waitFor()
  expect((await api.partners.get({ id })).figures.clawedBack).toBeGreaterThan(0)
  await approve(page, walk, { api }, { id, month })
  await lookInto(page, walk, id)
  const { url } = await api.partnerPayouts.pageOf({ id })
  return url
}

/** Why a sale is hers, and the two forms. */
async function lookInto(page: Page, walk: Walk, id: string) {
  await walk.go(page, `/partners/${id}`)
  await page
    .getByRole('button', { name: 'Expand row' })
    .or(page.getByRole('button', { name: '展开行' }))
    .first()
    .click()
  const touch = page.getByText(/最后一次触达/).first()
  await touch.waitFor()
  await walk.look(page, 'partner-why')
  expect(await touch.isVisible()).toBe(true)
  await page.getByRole('button', { name: '修改资料' }).click()
  await page.getByLabel('实名').waitFor()
  await walk.look(page, 'partner-editing')
  await page.keyboard.press('Escape')
  await walk.go(page, '/partners?of=programmes')
  await page.getByRole('button', { name: '修改方案' }).first().click()
  await page.getByText('激活条件').waitFor()
  await walk.look(page, 'programme-editing')
  await page.keyboard.press('Escape')
}

/** What another has drawn is approved; where there is no merchant it waits for a hand, and says so. */
async function approve(page: Page, walk: Walk, { api }: { api: Api }, { id, month }: { id: string; month: string }) {
  await api.partnerPayouts.draw({ month })
  await walk.go(page, '/partners?of=statements')
  await page
    .getByRole('row', { name: /晓晓测评.*待审批/ })
    .getByRole('checkbox')
    .click()
  await page.locator('.bulk').getByRole('button', { name: '审批 1 张并付款' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s*定/ })
    .click()
  await page.getByText(/已审批 1 张/).waitFor()
  await expect
    .poll(async () => (await api.partnerPayouts.statements({ partner: id })).items[0]?.note, { timeout: 20_000 })
    .toBe('by-hand')
}

/** What the partner sees on a phone. */
export async function ownPage(walk: Walk, page: Page, url: string) {
  await page.goto(url)
  await page.getByRole('heading', { name: /晓晓测评/ }).waitFor()
  await walk.look(page, 'partner-own-page-phone-dark')
}
