import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { SiyuHere } from '../support/inProcess.ts'
import { signIn } from './signIn.ts'
import { launch, Walk } from './walk.ts'

/** Opens the console of a story that has been lived, on a desk and on a dark phone in English, at the story's time. */
export async function screensOf({ url, clock }: SiyuHere) {
  const browser = await launch()
  onTestFinished(() => browser.close())
  const walk = new Walk(url)
  const open = async (page: Page) => {
    // Days are counted from the story's today.
    await page.clock.setFixedTime(clock())
    return page
  }
  const page = await open(await walk.open(await browser.newContext({ viewport: { width: 1440, height: 900 } })))
  const storageState = await signIn(page, url)
  const dark = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const, storageState }
  const context = await browser.newContext(dark)
  await context.addInitScript("localStorage.setItem('siyu.language', 'en')")
  const phone = await open(await walk.open(context))
  const well = () => expect(walk.errors).toEqual([])
  return { walk, page, phone, well }
}
