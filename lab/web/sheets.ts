import { button, type Child, h } from './h.ts'
import { t } from './words.ts'

/** Something that lies over a phone until it is answered. */
export function sheet(over: HTMLElement, content: Child[], actions: [string, string][]): Promise<string> {
  return new Promise((resolve) => {
    const done = (answer: string) => {
      layer.remove()
      resolve(answer)
    }
    const layer = h(
      'div',
      { class: 'sheet', role: 'dialog' },
      h(
        'div',
        { class: 'inner' },
        content,
        h(
          'div',
          { class: 'actions' },
          actions.map(([answer, label], i) => button(label, () => done(answer), { class: i === 0 ? 'main' : '' })),
        ),
      ),
    )
    over.append(layer)
    layer.querySelector<HTMLElement>('button')?.focus()
  })
}

/** A line that goes away by itself. */
export function toast(over: HTMLElement, text: string): void {
  over.querySelector('.toast')?.remove()
  const line = h('div', { class: 'toast', role: 'status' }, text)
  over.append(line)
  setTimeout(() => line.remove(), 2600)
}

/** Asks yes or no. */
export const ask = async (over: HTMLElement, text: Child, yes: string): Promise<boolean> =>
  (await sheet(
    over,
    [h('p', {}, text)],
    [
      ['yes', yes],
      ['no', t('cancel')],
    ],
  )) === 'yes'
