export type Child = Node | string | number | null | undefined | false | Child[]

type Props = Record<string, string | number | boolean | undefined | ((event: Event) => void)>

/** An element: attributes, `onclick` and its kind as listeners, children as nodes or text. */
export function h(tag: string, props: Props = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  append(element, children)
  return element
}

function append(element: HTMLElement, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child)
    else if (child instanceof Node) element.append(child)
    else if (child !== null && child !== undefined && child !== false) element.append(String(child))
  }
}

/** A button that says what it does. */
export const button = (label: Child, act: () => void, props: Props = {}): HTMLElement =>
  h('button', { type: 'button', ...props, onclick: () => act() }, label)

const colours = ['#3f7fbf', '#7a5ac2', '#0b7a5b', '#a65e0e', '#b0446b', '#4a7d8c', '#8a6d3b', '#5b6ee1']

/** A face drawn from the first letter of a name. */
export function face(name: string, seed = name): HTMLElement {
  let n = 0
  for (const letter of seed) n = (n * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  const element = h('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0] ?? '?')
  element.style.background = colours[n % colours.length] ?? ''
  return element
}

/** A 24-pixel line icon. */
export function icon(path: string): Node {
  const holder = document.createElement('span')
  holder.className = 'icon'
  holder.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`
  return holder
}

export const icons = {
  chat: 'M4 5h16v11H10l-4 4v-4H4z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 3-6 6-6s6 2 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3 2.6 3 5.5',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.5 8.5l-2 5-5 2 2-5z',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-7 8-7s8 2 8 7',
  back: 'M15 5l-7 7 7 7',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  tasks: 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  panel: 'M4 5h16v14H4zM14 5v14',
}
