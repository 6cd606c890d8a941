import type { Browser, Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Api, dataFolder, segment, apiOf as siyuApi, siyuProcess } from '../support/siyu.ts'
import { signIn } from './signIn.ts'
import { chromiumPath, launch, Walk } from './walk.ts'

const [phoneOfAnn, phoneOfBob] = ['+8613800000011', '+8613800000012'] as const

/** Two customers whom a card, scanned at the wrong till, has made one. */
async function confuse(url: string, api: Api): Promise<string> {
  const { writeKey } = await api.sources.create({ name: 'Till', kind: 'server' })
  const say = async (userId: string, ids: Record<string, string>, n: number) => {
    const externalIds = Object.entries(ids).map(([type, id]) => ({ type, id, collection: 'users', encoding: 'none' }))
    const call = { type: 'identify', userId, context: { externalIds }, traits: {}, messageId: `${userId}-${n}` }
    expect((await segment(url, writeKey, { batch: [call] })).status).toBe(200)
  }
  await say('ann', { phone: phoneOfAnn, 'openid:wx1': 'oAnn0123456789' }, 1)
  const bob = { type: 'identify', anonymousId: 'bobs-phone', traits: {}, messageId: 'bob-1' }
  const externalIds = [{ type: 'phone', id: phoneOfBob, collection: 'users', encoding: 'none' }]
  await segment(url, writeKey, { batch: [{ ...bob, context: { externalIds } }] })
  await say('ann', { phone: phoneOfBob }, 2)
  const { id } = await api.people.lookup({ type: 'phone', value: phoneOfBob })
  expect((await api.people.merges({ id })).items).toHaveLength(1)
  return id
}

async function lookEverywhere(walk: Walk, browser: Browser, state: Awaited<ReturnType<typeof signIn>>, path: string) {
  for (const [width, colorScheme, language] of [
    [1440, 'light', 'zh'],
    [390, 'dark', 'en'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, storageState: state })
    await context.addInitScript((to) => localStorage.setItem('siyu.language', to), language)
    const page = await walk.open(context)
    await page.goto(path)
    await page.getByRole('heading', { name: language === 'zh' ? '合并记录' : 'Merges' }).waitFor()
    await walk.look(page, `person-ids-${width}-${colorScheme}-${language}`)
    await context.close()
  }
}

describe.skipIf(!chromiumPath)('the ids of a person in a real browser (needs Chromium)', () => {
  test('[I26] ids with strength and origin, merges with their evidence, and a merge undone with a reason', async () => {
    const siyu = await siyuProcess({ folder: dataFolder(), env: { SIYU_DEMO: 'off' } })
    const api = siyuApi(siyu.url)
    const browser = await launch()
    onTestFinished(() => browser.close())
    const walk = new Walk(siyu.url)
    const first = await walk.open(await browser.newContext({ viewport: { width: 390, height: 844 } }))
    const state = await signIn(first, siyu.url)
    const id = await confuse(siyu.url, api)
    const path = `${siyu.url}/console/people/${id}`
    await lookEverywhere(walk, browser, state, path)

    await first.goto(path)
    const card = first.getByRole('region', { name: '身份' })
    await card.getByRole('button', { name: '撤销合并' }).click()
    const dialog = first.getByRole('dialog')
    await dialog.getByText(/各自带着自己的历史/).waitFor()
    await expect.poll(() => dialog.getByRole('link', { name: /^客户 / }).count()).toBe(2)
    await walk.look(first, 'person-undo-merge-390')
    await dialog.getByRole('textbox').fill('会员卡刷错了')
    await dialog.getByRole('button', { name: '撤销合并' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await card.getByText(/已确认不是同一人/).waitFor()
    await card
      .getByText(/王店长: 会员卡刷错了/)
      .first()
      .waitFor()
    await walk.look(first, 'person-undone-390')
    expect(await api.people.lookup({ type: 'phone', value: phoneOfBob })).not.toMatchObject({ id: await idOf(api) })

    await unbind(walk, first, api)
    await erase(walk, first, await idOf(api))
    await expect(api.people.lookup({ type: 'phone', value: phoneOfAnn })).rejects.toMatchObject({ status: 404 })
    expect(walk.errors).toEqual([])
  }, 240_000)
})

/** An id that is somebody else's goes, seen first, with a reason; who looked after the person is shown on demand. */
async function unbind(walk: Walk, page: Page, api: Api) {
  const id = await idOf(api)
  await page.goto(`${new URL(page.url()).origin}/console/people/${id}`)
  await page.getByRole('button', { name: '变更记录' }).click()
  await page.getByText('还没有变更').waitFor()
  const card = page.getByRole('region', { name: '身份' })
  await card.getByRole('button', { name: '解绑 OpenID o***' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('成为新客户').waitFor()
  await dialog.getByLabel('为什么这样判断？').fill('是家人的微信')
  await walk.look(page, 'person-unbind-390')
  await dialog.getByRole('button', { name: '解绑' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('已解绑，现在属于').waitFor()
  await card.getByText('已解绑', { exact: false }).waitFor()
  await walk.look(page, 'person-unbound-390')
  expect((await api.people.lookup({ type: 'openid:wx1', value: 'oAnn0123456789' })).id).not.toBe(id)
}

/** What a person may ask for: a copy of their data, then to be erased. */
async function erase(walk: Walk, page: Page, id: string) {
  await page.goto(`${new URL(page.url()).origin}/console/people/${id}`)
  await page.getByRole('button', { name: '下载全部数据' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('本人来电')
  const file = page.waitForEvent('download')
  await dialog.getByRole('button', { name: '下载全部数据' }).click()
  expect((await file).suggestedFilename()).toBe(`person-${id}.zip`)
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '删除此人' }).click()
  await dialog.getByText('不能撤销').waitFor()
  await dialog.getByLabel('为什么？').fill('本人要求')
  const sure = dialog.getByRole('button', { name: '删除此人' })
  expect(await sure.isDisabled()).toBe(true)
  await dialog.getByLabel(/请输入客户编号/).fill(id)
  await walk.look(page, 'person-erase-390')
  await sure.click()
  await page.getByRole('heading', { name: '个人信息删除记录' }).waitFor()
  await page.getByText('完成').first().waitFor({ timeout: 30_000 })
  await walk.look(page, 'erasures-390')
}

const idOf = async (api: Api) => (await api.people.lookup({ type: 'phone', value: phoneOfAnn })).id
