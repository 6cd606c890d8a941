import { type Entry, get, post } from './api.ts'
import { crowd } from './crowd.ts'
import { CustomerPhone } from './customer.ts'
import { listenToPages } from './frame.ts'
import { button, h } from './h.ts'
import type { Phone } from './phone.ts'
import { ask, sheet } from './sheets.ts'
import { StaffPhone } from './staff.ts'
import { tape } from './tape.ts'
import { english, t } from './words.ts'

const stored = 'siyu-lab-phones'
const phones: Phone[] = []
const row = h('div', { class: 'phones' })
const events = tape()
const now = h('output', { class: 'now', 'aria-label': t('clock') })
const root = document.getElementById('lab') as HTMLElement

interface Clock {
  now: string
  rate: number
}

let clock: Clock & { read: number } = { now: new Date().toISOString(), rate: 1, read: performance.now() }

function showClock(): void {
  const at = new Date(clock.now).getTime() + (performance.now() - clock.read) * clock.rate
  now.textContent = new Date(at + 28_800_000).toISOString().slice(0, 19).replace('T', ' ')
  const time = now.textContent.slice(11, 16)
  for (const one of document.querySelectorAll('.sim')) one.textContent = time
}

async function setClock(change?: object): Promise<void> {
  const read = change === undefined ? await get<Clock>('/lab/clock') : await post<Clock>('/lab/clock', change)
  clock = { ...read, read: performance.now() }
  for (const one of document.querySelectorAll<HTMLElement>('[data-rate]'))
    one.setAttribute('aria-pressed', String(Number(one.dataset['rate']) === clock.rate))
  showClock()
}

const save = (): void => localStorage.setItem(stored, JSON.stringify(phones.map(({ key }) => key)))

function openPhone(key: string): Phone {
  const found = phones.find((one) => one.key === key)
  if (found !== undefined) return found
  const close = () => {
    phones.splice(phones.indexOf(phone), 1)
    phone.element.remove()
    save()
    showEmpty()
  }
  const [kind, id = ''] = key.split(':')
  const phone = kind === 's' ? new StaffPhone(id, close) : new CustomerPhone(id, close)
  phones.push(phone)
  row.append(phone.element)
  save()
  showEmpty()
  showClock()
  return phone
}

function showEmpty(): void {
  row.querySelector('.empty')?.remove()
  if (phones.length === 0) row.append(h('p', { class: 'empty' }, t('noPhones')))
}

async function newCustomer(): Promise<Phone> {
  const { id } = await post<{ id: string }>('/lab/people')
  return bringIn(`c:${id}`)
}

/** A phone that was just asked for comes into sight. */
function bringIn(key: string): Phone {
  const phone = openPhone(key)
  phone.element.scrollIntoView({ behavior: 'smooth', inline: 'center', block: 'nearest' })
  return phone
}

async function choose(title: string, options: [string, string][]): Promise<string> {
  return sheet(root, [h('b', {}, title)], [...options, ['', t('cancel')]])
}

async function pickCustomer(): Promise<void> {
  const { items } = await get<{ items: { id: string; name: string }[] }>('/lab/people?limit=1000')
  const id = await choose(
    t('pickCustomer'),
    items
      .slice(-40)
      .reverse()
      .map(({ id: one, name }) => [one, `${name} ${one}`]),
  )
  if (id !== '') bringIn(`c:${id}`)
}

async function pickStaff(): Promise<void> {
  const { items } = await get<{ items: { id: string; name: string; position: string }[] }>('/lab/staff')
  const id = await choose(
    t('pickStaff'),
    items.map(({ id: one, name, position }) => [one, `${name} ${position} ${one}`]),
  )
  if (id !== '') bringIn(`s:${id}`)
}

async function reset(): Promise<void> {
  if (!(await ask(root, t('resetSure'), t('reset')))) return
  await post('/lab/reset')
  localStorage.removeItem(stored)
  location.reload()
}

/** A code that came with the address: which phone shall scan it? */
async function scanGiven(): Promise<void> {
  const url = new URL(location.href)
  const code = url.searchParams.get('scan')
  if (code === null) return
  url.searchParams.delete('scan')
  history.replaceState(null, '', url)
  const customers = phones.filter((one): one is CustomerPhone => one instanceof CustomerPhone)
  const options = customers.map((one): [string, string] => [one.key, one.data?.person.name ?? one.id])
  const key = options.length === 0 ? 'new' : await choose(t('whoScans'), [['new', t('addCustomer')], ...options])
  if (key === '') return
  const phone = key === 'new' ? await newCustomer() : bringIn(key)
  if (phone instanceof CustomerPhone) await phone.scan(code)
}

const rates: [number, string][] = [
  [0, t('still')],
  [1, '1×'],
  [60, '60×'],
]

function frame(startCrowd: () => void): HTMLElement {
  const other = new URL(location.href)
  if (english) other.searchParams.delete('lang')
  else other.searchParams.set('lang', 'en')
  return h(
    'header',
    { class: 'top' },
    h('div', { class: 'brand' }, h('h1', {}, t('lab')), h('p', {}, t('about'))),
    h(
      'div',
      { class: 'clock', role: 'group', 'aria-label': t('clock') },
      now,
      rates.map(([rate, label]) => button(label, () => void setClock({ rate }), { 'data-rate': rate })),
      button(t('hour'), () => void setClock({ advance: 3600 })),
      button(t('day'), () => void setClock({ advance: 86_400 })),
    ),
    h(
      'div',
      { class: 'adders' },
      button(t('addCustomer'), () => void newCustomer(), { class: 'main' }),
      button(t('pickCustomer'), () => void pickCustomer()),
      button(t('addStaff'), () => void pickStaff()),
      button(t('population'), startCrowd),
      button(t('reset'), () => void reset()),
      h('a', { href: other.toString() }, t('english')),
    ),
  )
}

let refreshing = new Set<Phone>()

/** Phones that an entry touches are drawn anew, together and not more often than four times a second. */
function heard(entry: Entry): void {
  events.add(entry)
  const idle = refreshing.size === 0
  for (const phone of phones) if (phone.touches(entry)) refreshing.add(phone)
  if (!idle || refreshing.size === 0) return
  setTimeout(() => {
    const due = refreshing
    refreshing = new Set()
    for (const phone of due) void phone.refresh()
  }, 250)
}

async function start(): Promise<void> {
  const { start: startCrowd, bar } = crowd(root)
  root.append(frame(startCrowd), bar, h('main', {}, row, events.element))
  listenToPages()
  showEmpty()
  await setClock()
  setInterval(showClock, 1000)
  for (const key of JSON.parse(localStorage.getItem(stored) ?? '[]') as string[]) openPhone(key)
  const source = new EventSource('/lab/stream')
  source.onmessage = ({ data }) => heard(JSON.parse(String(data)) as Entry)
  await Promise.all(phones.map((one) => one.refresh().catch(() => undefined)))
  await scanGiven()
}

void start()
