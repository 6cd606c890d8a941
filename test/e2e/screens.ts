import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { SiyuHere } from '../support/inProcess.ts'
import { signIn } from './signIn.ts'
import { launch, Walk } from './walk.ts'

/** A page of the console, what its picture is called, and what has to stand on it. */
type Seen = readonly [name: string, path: string, ...texts: string[]]

/** Looks at a story that has been lived: on a desk, and on a dark phone in English, at the story's time. */
export async function lookAtStory({ url, clock }: SiyuHere, desk: readonly Seen[], phone: readonly Seen[]) {
  const browser = await launch()
  onTestFinished(() => browser.close())
  const walk = new Walk(url)
  const see = async (page: Page, seen: readonly Seen[]) => {
    // Days are counted from the story's today.
    await page.clock.setFixedTime(clock())
    for (const [name, path, ...texts] of seen) {
      await walk.go(page, path)
      for (const text of texts) await page.getByText(text, { exact: true }).first().waitFor()
      await walk.look(page, name)
    }
  }
  const page = await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } }))
  const storageState = await signIn(page, url)
  await see(page, desk)
  const dark = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState }
  const context = await browser.newContext(dark)
  await context.addInitScript("localStorage.setItem('siyu.language', 'en')")
  await see(await walk.open(context), phone)
  expect(walk.errors).toEqual([])
}
