import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe, { type RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from 'playwright-core'
import { apiKey } from '../../bench/siyu.ts'

/** Where Chromium is; tests that need it are skipped by name without. */
export const chromiumPath = process.env['SIYU_CHROMIUM']

/** Where the pictures of the walks are kept. */
export const shots = join(import.meta.dirname, '../../.siyu/screenshots')
mkdirSync(shots, { recursive: true })

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium without what talks to the outside. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath ?? '', args: quiet })
}

/** When a page was last found settled. */
const calmAt = new WeakMap<Page, number>()

/** Requests on their way, by page; the live view's stream never ends and is none of them. */
const onTheWay = new WeakMap<Page, Set<Request>>()

/** Counts what `page` asks, for `settled`. */
function follow(page: Page): void {
  const open = new Set<Request>()
  onTheWay.set(page, open)
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
}

/** Waits until the page shows the answer to its last question: nothing on its way for a while, nothing faded. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  const open = onTheWay.get(page) ?? new Set<Request>()
  const until = Date.now() + 60_000
  for (let calm = 0; calm < 3; calm++) {
    // A picture of grey bars shows nothing.
    await page.waitForFunction('!document.querySelector(".ant-skeleton:not([data-story] *), .load[aria-busy=true]")')
    // Two frames: React has drawn what came, and asked what follows from it.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))')
    if (open.size > 0) calm = -1
    if (Date.now() > until) throw new Error(`${page.url()} waits for ${[...open].map((r) => r.url())}`)
  }
  calmAt.set(page, performance.now())
}

/** As `settled`, but takes the word of the last look when nobody can have done anything since. */
const stillSettled = (page: Page) =>
  performance.now() - (calmAt.get(page) ?? Number.NEGATIVE_INFINITY) < 5 ? undefined : settled(page)

const axeOptions: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  resultTypes: ['violations'],
  // No page of ours has a frame.
  iframes: false,
}

/** Pages whose list of pages axe has judged: it is the same on each, and a third of the work. */
const navigated = new WeakSet<Page>()

/** What axe finds on the page, with the first elements of each. Its half a megabyte is read once a document. */
async function violationsOf(page: Page): Promise<{ id: string; nodes: string[] }[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source)
  const where = navigated.has(page) ? '{ exclude: [["nav.side"]] }' : 'document'
  navigated.add(page)
  return page.evaluate<{ id: string; nodes: string[] }[]>(`axe.run(${where}, ${JSON.stringify(axeOptions)}).then((r) =>
    r.violations.map((v) => ({ id: v.id, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " " + n.failureSummary.split("\\n").at(1)) })))`)
}

/**
 * Goes to `target` with the Tab key alone, as somebody without a mouse does, and sees that the focus shows.
 * @throws when the target cannot be reached so
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor()
  for (let i = 0; i < 200; i++) {
    if (await target.first().evaluate((element) => element.contains(element.ownerDocument.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not reach ${target}`)
}

/** The pages that the great walks look at; those with a walk of their own are looked at there. */
export const pages: [name: string, path: string][] = [
  ['workbench', '/workbench'],
  ['people', '/people'],
  ['orders', '/orders'],
  ['identity', '/identity'],
  ['imports', '/imports'],
  ['sources', '/sources'],
  ['live', '/sources/live'],
  ['plan', '/plan'],
  ['board-explain', '/board/explain'],
  ['doctor', '/doctor'],
  ['doctor-people', '/doctor/people?hop=contact'],
  ['parked', '/parked'],
  ['sql', '/sql'],
  ['tasks', '/tasks'],
  ['settings', '/settings'],
  ['system', '/system'],
  ['audit', '/audit'],
  ['erasures', '/erasures'],
  ['gallery', '/gallery'],
]

/** Looks at pages as a person would: a picture of each, no accessibility violation, no error in the browser's console. */
export class Walk {
  readonly errors: string[] = []
  readonly taken: string[] = []
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    follow(page)
    // A colour on its way to another is no colour to measure.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    page.on('console', (message) => {
      // The first question of an unknown visitor is "who am I": the 401 is its answer, not a fault.
      if (message.type() === 'error' && !message.location().url.endsWith('/api/v1/me'))
        this.errors.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => this.errors.push(error.message))
    return page
  }

  /** Opens a page of the console; from another one as its links do, without loading the console anew. */
  async go(page: Page, path: string) {
    const to = `/console${path}`
    if (page.url().startsWith(`${this.#url}/console`)) {
      await page.evaluate(`history.pushState({}, '', ${JSON.stringify(to)})`)
      await page.evaluate('dispatchEvent(new PopStateEvent("popstate"))')
    } else await page.goto(this.#url + to)
    await settled(page)
    await page.locator('h1').first().waitFor()
  }

  async look(page: Page, name: string) {
    await stillSettled(page)
    // Where a button was, the next page may have something that opens when pointed at.
    await page.mouse.move(0, 0)
    await page.evaluate('scrollTo(0, 0)')
    // Written in a third of the time of a PNG.
    const path = join(shots, `${name}.jpg`)
    await page.screenshot({ path, type: 'jpeg', quality: 85, fullPage: true, animations: 'disabled' })
    this.taken.push(name)
    for (const { id, nodes } of await violationsOf(page)) this.errors.push(`${name}: axe ${id}: ${nodes.join(' | ')}`)
    const wide = Number(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    )
    if (wide > 0) this.errors.push(`${name}: ${wide} px wider than the window`)
  }

  /** On a phone, dark and in English: the pages that no walk of their own looks at so; the board in the other two ways too. */
  async others(state: Awaited<ReturnType<BrowserContext['storageState']>>, browser: Browser) {
    const board = ['board', '/'] as const
    const elsewhere = ['imports', 'erasures', 'gallery']
    const phone = { width: 390, height: 844 }
    const kinds = [
      {
        ...{ name: 'phone-dark-en', ...phone, colorScheme: 'dark' as const, language: 'en' },
        seen: [board, ...pages.filter(([name]) => !elsewhere.includes(name))],
      },
      { name: 'phone', ...phone, colorScheme: 'light' as const, language: 'zh', seen: [board] },
      { name: 'dark-en', width: 1440, height: 900, colorScheme: 'dark' as const, language: 'en', seen: [board] },
    ]
    for (const { name, width, height, colorScheme, language, seen } of kinds) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, storageState: state })
      await context.addInitScript((to) => localStorage.setItem('siyu.language', to), language)
      const page = await this.open(context)
      for (const [at, path] of seen) {
        await this.go(page, path)
        await this.look(page, `${at}-${name}`)
      }
      await context.close()
    }
  }

  /** GMV of the last 30 days by the API, as the board writes it. */
  async gmvText(): Promise<string> {
    const zone = { timeZone: 'Asia/Shanghai' }
    const day = (offset: number) => new Intl.DateTimeFormat('en-CA', zone).format(Date.now() + offset * 86_400_000)
    const answer = await fetch(`${this.#url}/api/v1/insight/gmv?from=${day(-29)}&to=${day(1)}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { gmv } = (await answer.json()) as { gmv: number }
    return (gmv / 100).toLocaleString('zh-CN', { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' })
  }
}
