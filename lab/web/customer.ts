import { type CustomerData, type Entry, get, post, type Scanned, type Thread } from './api.ts'
import { askOf } from './asking.ts'
import { bubbles, gist } from './bubbles.ts'
import type { CustomerPort, Screen, ShareCard } from './customerPort.ts'
import {
  chatInput,
  contactsScreen,
  discoverScreen,
  menuBar,
  meScreen,
  miniScreen,
  scanScreen,
} from './customerScreens.ts'
import { pageFrame } from './frame.ts'
import { button, type Child, face, h, icon, icons } from './h.ts'
import { payOrder } from './paying.ts'
import { type Phone, shell, type View } from './phone.ts'
import { ask, toast } from './sheets.ts'
import { clockOf, t, type Word } from './words.ts'

type Tab = 'chats' | 'contacts' | 'discover' | 'me'

const titles: Partial<Record<string, Word>> = { sms: 'sms', call: 'call', pay: 'wallet' }

const titleOf = ({ channel, title }: Thread): string => {
  const word = titles[channel]
  return word === undefined ? title : t(word)
}

/** A customer's phone, in the manner of WeChat. */
export class CustomerPhone implements Phone, CustomerPort {
  readonly key: string
  readonly id: string
  readonly element: HTMLElement
  readonly #shell
  data: CustomerData | undefined
  card: ShareCard | undefined
  drafts: Record<string, string> = {}
  #tab: Tab = 'chats'
  #stack: Screen[] = []
  #shown = ''

  constructor(id: string, close: () => void) {
    this.id = id
    this.key = `c:${id}`
    this.#shell = shell(close)
    this.element = this.#shell.element
    void this.refresh()
  }

  touches(entry: Entry): boolean {
    return (
      entry['person'] === this.id ||
      entry['to'] === this.id ||
      entry.kind.startsWith('group') ||
      entry['chat'] !== undefined
    )
  }

  async refresh(): Promise<void> {
    this.data = await get<CustomerData>(`/lab/people/${this.id}/phone`)
    this.render()
  }

  /** Calls the lab on behalf of the person, then shows what came of it. */
  async act<T>(path: string, body: unknown = {}): Promise<T | undefined> {
    try {
      const result = await post<T>(`/lab/people/${this.id}/${path}`, body)
      await this.refresh()
      return result
    } catch (error) {
      toast(this.element, error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  go(screen: Screen): void {
    if (screen.kind === 'page' && screen.url.startsWith('mini:'))
      this.#stack.push({ kind: 'mini', path: screen.url.slice(5), query: '' })
    else this.#stack.push(screen)
    this.render()
  }

  back(): void {
    this.#stack.pop()
    this.card = undefined
    this.render()
  }

  async scan(code: string): Promise<void> {
    const result = await this.act<Scanned>('scan', { url: code })
    if (result === undefined) return
    if (this.#stack.at(-1)?.kind === 'scan') this.#stack.pop()
    const said: Record<string, string> = {
      added: t('added'),
      request: t('requested'),
      group: t('joined'),
      account: t('followed'),
      invalid: `${t('invalid')} ${result.reason ?? ''}`,
    }
    const text = result.isNew === false ? undefined : said[result.kind]
    if (text !== undefined) toast(this.element, text)
    if (result.kind === 'page') this.go({ kind: 'page', url: result.url ?? '' })
    else if (result.kind === 'mini')
      this.go({ kind: 'mini', path: result.path ?? '', query: result.query ?? `scene=${result.scene ?? ''}` })
    else if (result.kind === 'pay')
      await payOrder(this, { prepay_id: result.prepay_id }, result.total ?? 0, result.description ?? '')
    else if (result.kind === 'group') this.go({ kind: 'chat', thread: `group:${result.chat_id}` })
    else if (result.kind === 'account') this.go({ kind: 'chat', thread: `account:${this.id}` })
    else if (result.userid !== undefined && result.kind !== 'request')
      this.go({ kind: 'chat', thread: `wecom:${result.userid}:${this.id}` })
    else this.render()
  }

  open = (url: string): void => this.go({ kind: 'page', url })

  /** Draws what stands on top; a page that is open is left alone. */
  render(): void {
    const { data } = this
    if (data === undefined) return
    const screen = this.#stack.at(-1)
    const key =
      screen?.kind === 'page' ? `page ${screen.url} ${this.#stack.length}` : JSON.stringify([screen, this.#tab, data])
    if (key === this.#shown) return
    this.#shown = key
    this.#shell.show(screen === undefined ? this.#home(data) : this.#screen(data, screen))
  }

  #home(data: CustomerData): View {
    const tabs: [Tab, string, string][] = [
      ['chats', t('chats'), icons.chat],
      ['contacts', t('contacts'), icons.people],
      ['discover', t('discover'), icons.compass],
      ['me', t('me'), icons.me],
    ]
    const bodies: Record<Tab, () => Child[]> = {
      chats: () => this.#chats(data),
      contacts: () => contactsScreen(this, data),
      discover: () => discoverScreen(this),
      me: () => meScreen(this, data),
    }
    return {
      title: this.#tab === 'chats' ? data.person.name : t(this.#tab),
      action: button(icon(icons.scan), () => this.go({ kind: 'scan' }), { 'aria-label': t('scan') }),
      body: bodies[this.#tab](),
      tabs: tabs.map(([name, label, path]) => ({
        label,
        path,
        on: name === this.#tab,
        go: () => {
          this.#tab = name
          this.render()
        },
      })),
    }
  }

  #chats(data: CustomerData): Child[] {
    const threads = data.threads.filter(({ channel }) => channel !== 'moment')
    if (threads.length === 0) return [h('p', { class: 'empty' }, t('noChats'))]
    return threads.map((one) => {
      const last = one.messages.at(-1)
      const text = last === undefined ? '' : gist(last)
      return h(
        'button',
        { class: 'chat', type: 'button', onclick: () => this.go({ kind: 'chat', thread: one.thread }) },
        face(titleOf(one), one.thread),
        h(
          'span',
          { class: 'about' },
          h('b', {}, titleOf(one), one.corp === undefined ? null : h('em', {}, `@${one.corp}`)),
          h('span', {}, text),
        ),
        last === undefined ? null : h('time', {}, clockOf(last.at)),
      )
    })
  }

  #screen(data: CustomerData, screen: Screen): View {
    if (screen.kind === 'scan') return { title: t('scan'), back: () => this.back(), body: scanScreen(this) }
    if (screen.kind === 'mini')
      return { title: data.mini.name, back: () => this.back(), body: miniScreen(this, data, screen) }
    if (screen.kind === 'moments') return { title: t('moments'), back: () => this.back(), body: this.#moments(data) }
    if (screen.kind === 'page') return this.#page(screen.url)
    const thread = data.threads.find((one) => one.thread === screen.thread)
    return thread === undefined
      ? { title: '', back: () => this.back(), body: [h('p', { class: 'empty' }, t('noMessages'))] }
      : this.#chat(data, thread)
  }

  #page(url: string): View {
    const host = URL.canParse(url) ? new URL(url).host : url
    return {
      title: host,
      back: () => this.back(),
      action: button(icon(icons.more), () => void askOf(this).share(url), { 'aria-label': t('share') }),
      body: [pageFrame(url, { person: this.id, ask: (api, params, from) => askOf(this).answer(api, params, from) })],
      whole: true,
    }
  }

  #moments(data: CustomerData): Child[] {
    const all = data.threads.filter(({ channel }) => channel === 'moment').flatMap(({ messages }) => messages)
    if (all.length === 0) return [h('p', { class: 'empty' }, t('noMoments'))]
    const name = (userid: string) => data.staff.find((one) => one.userid === userid)?.name ?? userid
    return bubbles([...all].reverse(), 'me', (one) => name(String(Reflect.get(one, 'peer') ?? '')), this.open)
  }

  #chat(data: CustomerData, thread: Thread): View {
    const name = (own: boolean) => (own ? data.person.name : thread.title)
    const lines = bubbles(thread.messages, 'me', (one) => one.speaker ?? name(one.from === 'me'), this.open)
    const remove = this.#removal(thread)
    return {
      title: titleOf(thread),
      ...(thread.corp === undefined ? {} : { subtitle: `@${thread.corp}` }),
      back: () => this.back(),
      ...(remove === undefined ? {} : { action: button(icon(icons.more), remove, { 'aria-label': t('more') }) }),
      body: lines.length === 0 ? [h('p', { class: 'empty' }, t('noMessages'))] : lines,
      foot:
        thread.channel === 'account' && data.menu !== null
          ? menuBar(this, thread, data.menu.button)
          : chatInput(this, thread),
      bottom: true,
    }
  }

  /** How a chat ends: the contact deleted, the group left, the account no longer followed. */
  #removal({ channel, peer }: Thread): (() => void) | undefined {
    const ways: Partial<Record<string, [string, string, Record<string, string>]>> = {
      wecom: [t('deleteStaff'), 'delete', { staff: peer }],
      group: [t('leaveGroup'), 'leave', { chat_id: peer }],
      account: [t('unfollow'), 'unfollow', {}],
    }
    const way = ways[channel]
    if (way === undefined) return undefined
    const [label, path, body] = way
    return () =>
      void ask(this.element, label, label).then(async (yes) => {
        if (!yes) return
        await this.act(path, body)
        this.back()
      })
  }
}
