import { describe, expect, onTestFinished, test } from 'vitest'
import { dataFolder, segment, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

describe.skipIf(!chromiumPath)('the identity policy in a real browser (needs Chromium)', () => {
  test('[I32] a phone of the till is blocked after a look at whom it concerns, and the version is kept', async () => {
    const { url } = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = siyuApi(url)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(url)
    const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
    const storageState = await signIn(page, url)
    const { writeKey } = await api.sources.create({ name: 'Till', kind: 'server' })
    const externalIds = [{ type: 'phone', id: '13900000001', collection: 'users', encoding: 'none' }]
    const call = { type: 'identify', userId: 'till', traits: {}, context: { externalIds }, messageId: 't1' }
    expect((await segment(url, writeKey, { batch: [call] })).status).toBe(200)

    await walk.go(page, '/settings')
    await page.getByRole('link', { name: '身份规则' }).click()
    await page.getByText('还没有改过，使用内置规则').waitFor()
    const form = page.getByRole('region', { name: '现行规则' })
    await form.getByLabel('合并规模上限').fill('120')
    const blocked = form.getByRole('group', { name: '屏蔽的值' })
    await blocked.getByRole('button', { name: '添加一项' }).click()
    await blocked.getByLabel('类型').fill('phone')
    await blocked.getByLabel('值', { exact: true }).fill('13900000001')
    await form.getByRole('button', { name: '看看影响…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('会屏蔽 1 个已知身份', { exact: false }).waitFor()
    await dialog.getByText('phone 13900000001').waitFor()
    await walk.look(page, 'policy-preview-1440')
    await dialog.getByRole('button', { name: '保存新版本' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const versions = page.getByRole('region', { name: '历次版本' })
    await versions.getByText('第 1 版').waitFor()
    await versions.getByText('王店长').waitFor()
    expect(await api.identity.policy()).toMatchObject({
      ...{ version: 1, maxSize: 120 },
      blocked: [{ type: 'phone', value: '13900000001' }],
    })
    await walk.look(page, 'policy-1440')

    const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState }
    const narrow = await browser.newContext(phone)
    await narrow.addInitScript(() => localStorage.setItem('siyu.language', 'en'))
    const small = await walk.open(narrow)
    await walk.go(small, '/settings/identity')
    await small.getByText('Version 1').waitFor()
    await walk.look(small, 'policy-390-dark-en')
    expect(walk.errors).toEqual([])
  }, 180_000)
})
