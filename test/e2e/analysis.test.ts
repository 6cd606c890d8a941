import { describe, expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { apiOf, dataFolder, segment, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

const minute = 60_000
const day = 24 * 60 * minute

describe.skipIf(!chromiumPath)('the workbench in a real browser (needs Chromium)', () => {
  test('[N36] [N45] [N48] [N72] [N73] [N81] a funnel is asked, its loss opens the people, the question is saved and stands on a dashboard', async () => {
    const { url } = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = apiOf(url)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const storageState = await signIn(page, url)
    await walk.go(page, '/analysis')
    await page.getByText('还没有收到事件').waitFor()

    const { writeKey } = await api.sources.create({ name: 'Shop', kind: 'server' })
    const steps = ['viewed', 'added', 'paid']
    const batch = Array.from({ length: 12 }, (_, who) =>
      steps.slice(0, 1 + (who % 3)).map((event, i) => ({
        ...{ type: 'track', userId: `u${who}`, event, messageId: `${who} ${event}` },
        properties: { price: who * 10, city: who % 2 ? '杭州' : '上海' },
        timestamp: new Date(Date.now() - 2 * day + i * 5 * minute).toISOString(),
      })),
    ).flat()
    expect((await segment(url, writeKey, { batch })).status).toBe(200)

    const ask = { steps: steps.map((event) => ({ event })), window: { value: 1, unit: 'day' } }
    await page.goto(`${url}/console/analysis?mode=funnel&ask=${encodeURIComponent(JSON.stringify(ask))}`)
    const funnel = page.getByRole('region', { name: '漏斗' }).last()
    await funnel.getByText('流失 4 人 33.3%').click()
    const people = page.getByRole('dialog')
    await people.getByText('在“viewed”之后流失 · 4 人').waitFor()
    await people.getByRole('link').nth(3).waitFor()
    await walk.look(page, 'analysis-people-1440')
    await page.keyboard.press('Escape')

    // Two cities as segments, and the same funnel for both, everybody and the days before side by side.
    const cityOf = async (name: string, city: string) => {
      const where = { property: 'city', op: 'eq', value: city } as const
      const did = { event: 'viewed', where, window: { last: { value: 30, unit: 'day' } } } as const
      return (await api.segments.create({ name, definition: { did } })).segment.id
    }
    const both = [await cityOf('杭州客户', '杭州'), await cityOf('上海客户', '上海')]
    await expect.poll(async () => (await api.segments.get({ id: both[1] ?? '' })).people, { timeout: 20_000 }).toBe(6)
    const sided = { ...ask, compare: { segments: both, period: 'previous' } }
    await page.goto(`${url}/console/analysis?mode=funnel&ask=${encodeURIComponent(JSON.stringify(sided))}`)
    await funnel.getByText('上海客户').waitFor()
    await funnel.getByText('±0.0 个百分点', { exact: false }).first().waitFor()
    await walk.look(page, 'analysis-compare-1440')
    await funnel.getByRole('listitem').first().getByRole('button', { name: '6' }).nth(1).click()
    await people.getByText('上海客户 · viewed · 6 人').waitFor()
    await page.keyboard.press('Escape')
    for (const mode of ['trend', 'retention']) {
      const usual =
        mode === 'trend'
          ? { series: [{ event: 'viewed' }] }
          : { first: { event: 'viewed' }, returning: { event: '*' }, unit: 'day', periods: 8 }
      const more = encodeURIComponent(
        JSON.stringify({ ...usual, compare: { segments: both.slice(0, 1), period: 'year' } }),
      )
      await page.goto(`${url}/console/analysis?mode=${mode}&ask=${more}`)
      await page.getByRole('region').getByText('杭州客户').first().waitFor()
      await walk.look(page, `analysis-compare-${mode}-1440`)
    }
    await page.goto(`${url}/console/analysis?mode=funnel&ask=${encodeURIComponent(JSON.stringify(ask))}`)
    await funnel.getByText('流失 4 人 33.3%').waitFor()

    // The panel changes the question, and the address with it.
    await page.getByRole('button', { name: '去掉 第 3 步' }).click()
    await page.getByRole('button', { name: '查询' }).click()
    await expect.poll(() => funnel.getByRole('listitem').count()).toBe(2)
    expect(decodeURIComponent(page.url())).not.toContain('paid')
    await walk.look(page, 'analysis-funnel-1440')
    await funnel.getByRole('button', { name: 'SQL 与口径' }).click()
    await page.getByRole('dialog').getByText('{window:Int64}', { exact: false }).waitFor()
    await page.keyboard.press('Escape')
    await funnel.getByRole('button', { name: '看表格' }).click()
    await funnel.getByRole('row', { name: /全部/ }).getByRole('button', { name: '8' }).waitFor()

    await page.getByRole('button', { name: '保存', exact: false }).first().click()
    await page.getByLabel('名称').fill('加购漏斗')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /保\s*存/ })
      .click()
    await page.getByRole('button', { name: '已保存' }).waitFor()
    const { items } = await api.saved.listReports()
    const owner = await page.evaluate<{ items: { id: string; name: string }[] }>(
      "fetch('/api/v1/insight/reports').then((r) => r.json())",
    )
    expect([items, owner.items.map(({ name }) => name)]).toEqual([[], ['加购漏斗']])

    await walk.go(page, '/analysis/dashboards')
    await page.getByRole('button', { name: '新建概览' }).click()
    await page.getByLabel('名称').fill('每日看')
    await page.getByLabel('放哪些分析（按选择的先后排列）').click()
    await page.getByTitle('加购漏斗').last().click()
    await page.getByLabel('名称').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /保\s*存/ })
      .click()
    await page.getByRole('link', { name: '加购漏斗' }).waitFor()
    await walk.look(page, 'analysis-dashboard-1440')

    // The day goes to a group in the morning; what would be sent can be seen before.
    await walk.go(page, '/digests')
    await page.getByRole('button', { name: '新建早报' }).first().click()
    const digest = page.getByRole('dialog')
    await digest.getByLabel('地址', { exact: true }).fill('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=zz-77')
    await digest.getByLabel('谁负责处理').fill('王五')
    await digest.getByRole('button', { name: /预\s*览/ }).click()
    await digest.getByText('私域GMV', { exact: false }).last().waitFor()
    await walk.look(page, 'digest-editor-1440')
    await digest.getByRole('button', { name: /保\s*存/ }).click()
    await page.getByRole('region', { name: '早报' }).getByText('每天 08:30').waitFor()
    await page.getByText('还没有发过').waitFor()
    await walk.look(page, 'digests-1440')
    expect((await page.content()).includes('zz-77')).toBe(false)
    // Whose the orders of a month are; one is corrected with a reason.
    const mapping = {
      no: 'orderNo',
      id: 'identity:login_id',
      at: 'paidAt',
      yuan: 'amount',
      who: 'staff',
      where: 'store',
    }
    const rows = [
      'A1,u1,2026-10-08 10:00,100,甲,一店',
      'A2,u2,2026-10-09 10:00,250.5,乙,二店',
      'A3,u3,2026-10-10 10:00,80,,一店',
    ]
    await bring({ url, api }, { kind: 'orders', mapping: JSON.stringify(mapping) }, [
      'no,id,at,yuan,who,where',
      ...rows,
    ])
    await walk.go(page, '/credit?month=2026-10')
    await page.getByRole('button', { name: '改规则' }).click()
    await page.getByLabel('服务人占比（%）').fill('70')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /保\s*存/ })
      .click()
    await page.getByText('服务人 70%，专属导购 30%', { exact: false }).waitFor()
    await page.getByRole('button', { name: '公共（没有归到员工）' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /更\s*正/ })
      .click()
    await page.getByLabel('归哪个员工').fill('丙')
    await page.getByLabel('原因').fill('客户指定')
    await walk.look(page, 'credit-correct-1440')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /保\s*存/ })
      .click()
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /丙/ }).getByText('80.00', { exact: false }).waitFor()
    await walk.look(page, 'credit-1440')
    await walk.go(page, '/metrics')
    await page.getByLabel('找指标').fill('在池')
    await page.getByRole('button', { name: 'SQL' }).first().click()
    await page.getByRole('dialog').getByText('from carriers final', { exact: false }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('找指标').fill('')
    await walk.look(page, 'metrics-1440')

    const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState }
    const narrow = await browser.newContext(phone)
    await narrow.addInitScript(() => localStorage.setItem('siyu.language', 'en'))
    const small = await walk.open(narrow)
    for (const mode of ['trend', 'funnel', 'retention', 'path', 'distribution', 'lifecycle', 'stickiness']) {
      await walk.go(small, `/analysis?mode=${mode}`)
      await small.getByRole('button', { name: 'SQL and definition' }).waitFor()
      await walk.look(small, `analysis-${mode}-390-dark-en`)
    }
    for (const path of ['digests', 'metrics', 'credit?month=2026-10']) {
      await walk.go(small, `/${path}`)
      await walk.look(small, `${path.split('?')[0]}-390-dark-en`)
    }
    await small.goto(`${url}/console/analysis?mode=funnel&ask=${encodeURIComponent(JSON.stringify(sided))}`)
    await small.getByText('上海客户').last().waitFor()
    await walk.look(small, 'analysis-compare-390-dark-en')
    expect(walk.errors).toEqual([])
  }, 180_000)
})
