import { get, post } from './api.ts'
import { button, type Child, h } from './h.ts'
import { sheet } from './sheets.ts'
import { t, type Word } from './words.ts'

interface Progress {
  state: 'none' | 'running' | 'done' | 'stopped'
  people?: number
  days?: number
  progress?: number
  waiting?: number
  totals?: Record<string, number>
}

const sizes: readonly [people: number, days: number][] = [
  [300, 7],
  [2000, 30],
  [10_000, 30],
]

const told: readonly [name: string, word: Word][] = [
  ['came', 'came'],
  ['added', 'gained'],
  ['answered', 'replied'],
  ['bought', 'bought'],
  ['invites', 'invited'],
  ['cheat accounts', 'cheated'],
  ['left', 'left'],
]

function figuresOf({ state, people = 0, days = 0, progress = 0, totals = {} }: Progress, stop: () => void): Child[] {
  if (state === 'none') return []
  const size = `${people} ${t('crowdOf')} · ${days} ${t('crowdDays')}`
  return [
    h('b', {}, state === 'running' ? t('crowdRuns') : t('crowdDone')),
    h('progress', { max: 1, value: progress, 'aria-label': size }),
    h('small', {}, [size, ...told.map(([name, word]) => `${t(word)} ${totals[name] ?? 0}`)].join(' · ')),
    state === 'running' ? button(t('stop'), stop) : null,
  ]
}

/** A crowd of virtual customers: started from here, and how far it is. */
export function crowd(root: HTMLElement): { start: () => void; bar: HTMLElement } {
  const bar = h('div', { class: 'crowd', role: 'status' })
  const watch = async (): Promise<void> => {
    const progress = await get<Progress>('/lab/population')
    const holder = h(
      'div',
      {},
      figuresOf(progress, () => void post('/lab/population/stop').then(watch)),
    )
    bar.replaceChildren(...holder.childNodes)
    if (progress.state === 'running') setTimeout(() => void watch(), 1000)
  }
  const begin = async (): Promise<void> => {
    const options = sizes.map(([people, days], i): [string, string] => [
      String(i),
      `${people} ${t('crowdOf')} · ${days} ${t('crowdDays')}`,
    ])
    const about = [h('b', {}, t('population')), h('p', {}, t('crowdAbout'))]
    const chosen = sizes[Number(await sheet(root, about, [...options, ['none', t('cancel')]]))]
    if (chosen === undefined) return
    const [people, days] = chosen
    await post('/lab/population', { people, days, seed: String(Date.now()) })
    await watch()
  }
  void watch()
  return { start: () => void begin(), bar }
}
