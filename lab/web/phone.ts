import type { Entry } from './api.ts'
import { button, type Child, h, icon, icons } from './h.ts'
import { t } from './words.ts'

export interface Phone {
  readonly key: string
  readonly element: HTMLElement
  touches(entry: Entry): boolean
  refresh(): Promise<void>
}

/** What a phone shows. */
export interface View {
  title: string
  subtitle?: string
  back?: () => void
  action?: HTMLElement
  body: Child[]
  foot?: HTMLElement
  tabs?: { label: string; path: string; on: boolean; go: () => void }[]
  /** The body is one page to its edges. */
  whole?: boolean
  /** The newest stands at the bottom: scrolled there. */
  bottom?: boolean
}

/** The frame of a phone: status bar, title bar, body, foot. */
export function shell(close: () => void): { element: HTMLElement; show(view: View): void } {
  const screen = h('div', { class: 'screen' })
  const element = h(
    'section',
    { class: 'phone' },
    h(
      'div',
      { class: 'status' },
      h('span', { class: 'sim' }),
      h('i', {}),
      button(icon(icons.close), close, { 'aria-label': t('closePhone'), class: 'put' }),
    ),
    screen,
  )
  return {
    element,
    show(view) {
      element.setAttribute('aria-label', view.title)
      const body = h(
        'div',
        { class: view.whole === true ? 'body whole' : 'body', tabindex: view.whole === true ? undefined : 0 },
        view.body,
      )
      screen.replaceChildren(bar(view), body, ...(view.foot === undefined ? [] : [view.foot]), ...tabs(view))
      if (view.bottom === true) body.scrollTop = body.scrollHeight
    },
  }
}

const bar = ({ title, subtitle, back, action }: View): HTMLElement =>
  h(
    'header',
    {},
    back === undefined ? h('span', {}) : button(icon(icons.back), back, { 'aria-label': t('back') }),
    h('b', {}, title, subtitle === undefined ? null : h('em', {}, subtitle)),
    action ?? h('span', {}),
  )

const tabs = ({ tabs: all }: View): HTMLElement[] =>
  all === undefined
    ? []
    : [
        h(
          'nav',
          {},
          all.map(({ label, path, on, go }) =>
            button([icon(path), label], go, { class: on ? 'on' : '', 'aria-pressed': String(on) }),
          ),
        ),
      ]
