import type { Page } from 'playwright-core'

/** Sets a fresh Siyu up with its first admin and stays signed in. Returns what another context needs to be signed in too. */
export async function signIn(page: Page, url: string) {
  await page.goto(`${url}/console/`)
  await page.getByLabel('姓名').fill('王店长')
  await page.getByLabel('账号').fill('boss')
  await page.getByLabel('密码').fill('glasses-are-great')
  await page.getByLabel('密码').press('Enter')
  await page.getByRole('heading', { name: '从哪里开始' }).waitFor()
  return page.context().storageState()
}
