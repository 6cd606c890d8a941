import type { Attachment, Message } from './api.ts'
import { face, h, icon, icons } from './h.ts'
import { clockOf, dayOf, t, type Word, yuan } from './words.ts'

const spaceMs = 300_000

type Open = (url: string) => void
type Part = Record<string, string | undefined>

/** The messages of a chat; a time stands where a pause was. */
export function bubbles(
  messages: readonly Message[],
  mine: 'me' | 'peer',
  names: (one: Message) => string,
  open: Open,
): HTMLElement[] {
  let last = 0
  return messages.flatMap((one) => {
    const pause = one.at - last > spaceMs
    last = one.at
    const time = pause ? [h('div', { class: 'when' }, `${dayOf(one.at)} ${clockOf(one.at)}`)] : []
    return [...time, bubble(one, one.from === mine, names(one), open)]
  })
}

const marks: Partial<Record<string, Word>> = {
  welcome: 'welcome',
  mass: 'mass',
  answered: 'answered',
  no_answer: 'missed',
  busy: 'missed',
  rejected: 'missed',
}

function bubble(one: Message, own: boolean, name: string, open: Open): HTMLElement {
  if (one.via === 'template') return notice(one, open)
  if (one.channel === 'pay') return payment(one)
  const mark = marks[one.via]
  const parts = [
    one.text === undefined || one.text === ''
      ? null
      : h('div', { class: `bubble${one.via === 'error' ? ' failed' : ''}` }, linked(one.text, open)),
    ...(one.attachments ?? []).map((part) => card(part, open)),
  ]
  return h(
    'div',
    { class: own ? 'line own' : 'line' },
    face(name),
    h('div', { class: 'said' }, parts, mark === undefined ? null : h('small', {}, t(mark))),
  )
}

/** Text with its addresses to tap. */
function linked(text: string, open: Open): (string | HTMLElement)[] {
  return text.split(/(https?:\/\/[^\s，。]+|<a [^>]*>.*?<\/a>)/).map((part) => {
    const anchor = /^<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>$/.exec(part)
    const url = anchor?.[1] ?? (/^https?:/.test(part) ? part : undefined)
    return url === undefined ? part : h('a', { href: url, onclick: tap(url, open) }, anchor?.[2] ?? part)
  })
}

const tap = (url: string, open: Open) => (event: Event) => {
  event.preventDefault()
  open(url)
}

/** An attachment as a card. */
export function card(part: Attachment, open: Open): HTMLElement {
  const inner = (part[part.msgtype] ?? {}) as Part
  if (part.msgtype === 'image') return picture(inner)
  if (part.msgtype === 'link') {
    const url = inner['url'] ?? ''
    return h(
      'a',
      { class: 'card', href: url, onclick: tap(url, open) },
      h('b', {}, inner['title'] ?? url),
      h('span', { class: 'row' }, h('span', { class: 'desc' }, inner['desc'] ?? ''), thumbnail(inner)),
    )
  }
  if (part.msgtype === 'miniprogram')
    return h(
      'button',
      { class: 'card', type: 'button', onclick: () => open(`mini:${inner['page'] ?? ''}`) },
      h('small', {}, t('mini')),
      h('b', {}, inner['title'] ?? ''),
      mediaPicture(inner['pic_media_id']),
    )
  if (part.msgtype === 'video' && inner['media_id'] !== undefined)
    return h('video', { class: 'photo', src: `/lab/media/${inner['media_id']}`, controls: true })
  return h('div', { class: 'card' }, h('b', {}, (inner['media_id'] ?? part.msgtype).slice(0, 20)))
}

function picture(inner: Part): HTMLElement {
  return inner['pic_url'] === undefined || inner['pic_url'] === ''
    ? (mediaPicture(inner['media_id']) ?? h('div', { class: 'card' }, 'image'))
    : h('img', { class: 'photo', src: inner['pic_url'], alt: '' })
}

const mediaPicture = (id: string | undefined): HTMLElement | null =>
  id === undefined ? null : h('img', { class: 'photo', src: `/lab/media/${id}`, alt: '' })

function thumbnail(inner: Part): HTMLElement {
  const src = inner['picurl'] || (inner['media_id'] ? `/lab/media/${inner['media_id']}` : '')
  return src === '' ? h('span', { class: 'thumb' }, icon(icons.link)) : h('img', { class: 'thumb', src, alt: '' })
}

function notice(one: Message, open: Open): HTMLElement {
  const fields = (one.data?.['fields'] ?? {}) as Record<string, { value: string }>
  const labels = (one.data?.['labels'] ?? {}) as Record<string, string>
  const url = one.data?.['url']
  return h(
    'div',
    { class: 'notice', ...(typeof url === 'string' ? { onclick: () => open(url) } : {}) },
    h('b', {}, one.text ?? t('service')),
    Object.entries(fields).map(([name, { value }]) =>
      h('p', {}, h('span', {}, labels[name] ?? name), h('span', {}, value)),
    ),
  )
}

const payment = (one: Message): HTMLElement =>
  h(
    'div',
    { class: 'notice' },
    h('p', {}, one.text ?? ''),
    h('strong', {}, yuan(Math.abs(Number(one.data?.['fen'] ?? 0)))),
  )

/** A message in one line. */
export function gist({ text, attachments }: Message): string {
  if (text !== undefined && text !== '') return text
  const [part] = attachments ?? []
  const inner = (part?.[part.msgtype] ?? {}) as Part
  const kinds: Record<string, string> = {
    link: t('link'),
    image: t('image'),
    video: t('video'),
    miniprogram: t('mini'),
    file: t('file'),
  }
  return part === undefined ? '' : `[${kinds[part.msgtype] ?? part.msgtype}] ${inner['title'] ?? ''}`
}
