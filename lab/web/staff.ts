import { type Entry, get, post, type StaffCustomer, type StaffData } from './api.ts'
import { checkConfig } from './asking.ts'
import { bubbles } from './bubbles.ts'
import { pageFrame } from './frame.ts'
import { button, type Child, face, h, icon, icons } from './h.ts'
import { type Phone, shell, type View } from './phone.ts'
import { toast } from './sheets.ts'
import { workbench } from './staffWork.ts'
import { clockOf, t } from './words.ts'

type Tab = 'messages' | 'customers' | 'workbench'
type Params = Record<string, unknown>

/** A member's phone, in the manner of WeCom. */
export class StaffPhone implements Phone {
  readonly key: string
  readonly id: string
  readonly element: HTMLElement
  readonly #shell
  #data: StaffData | undefined
  #tab: Tab = 'messages'
  #open: { person: string; side: boolean } | undefined
  #draft = ''
  #shown = ''

  constructor(id: string, close: () => void) {
    this.id = id
    this.key = `s:${id}`
    this.#shell = shell(close)
    this.element = this.#shell.element
    this.element.classList.add('wecom')
    void this.refresh()
  }

  touches(entry: Entry): boolean {
    return (
      entry['userid'] === this.id ||
      entry.kind.startsWith('mass') ||
      entry.kind.startsWith('moment') ||
      entry['owner'] === this.id
    )
  }

  async refresh(): Promise<void> {
    this.#data = await get<StaffData>(`/lab/staff/${this.id}/phone`)
    this.#render()
  }

  async #act(path: string, body: unknown = {}): Promise<void> {
    try {
      await post(`/lab/staff/${this.id}/${path}`, body)
      await this.refresh()
    } catch (error) {
      toast(this.element, error instanceof Error ? error.message : String(error))
    }
  }

  #render(): void {
    const data = this.#data
    if (data === undefined) return
    const open = data.customers.find(({ person }) => person === this.#open?.person)
    const side = open !== undefined && this.#open?.side === true
    const key = side ? `side ${open.person}` : JSON.stringify([this.#tab, this.#open, data])
    if (key === this.#shown) return
    this.#shown = key
    this.#shell.show(open === undefined ? this.#home(data) : side ? this.#side(data, open) : this.#chat(data, open))
  }

  #home(data: StaffData): View {
    const waiting = data.mass.filter(({ task, cancelled }) => task?.status === 0 && !cancelled).length
    const tabs: [Tab, string, string][] = [
      ['messages', t('messages'), icons.chat],
      ['customers', t('customers'), icons.people],
      ['workbench', waiting > 0 ? `${t('workbench')} ${waiting}` : t('workbench'), icons.tasks],
    ]
    const bodies: Record<Tab, () => Child[]> = {
      messages: () => this.#list(data.customers.filter(({ messages }) => messages.length > 0)),
      customers: () => this.#list(data.customers),
      workbench: () => workbench(data, (path, body) => void this.#act(path, body)),
    }
    return {
      title: data.staff.name,
      subtitle: `${data.department} · ${data.staff.position}`,
      body: bodies[this.#tab](),
      tabs: tabs.map(([name, label, path]) => ({
        label,
        path,
        on: name === this.#tab,
        go: () => {
          this.#tab = name
          this.#render()
        },
      })),
    }
  }

  #list(customers: readonly StaffCustomer[]): Child[] {
    if (customers.length === 0) return [h('p', { class: 'empty' }, t('noCustomers'))]
    const last = ({ messages, at }: StaffCustomer): number => messages.at(-1)?.at ?? at
    return [...customers]
      .sort((a, b) => last(b) - last(a))
      .map((one) => {
        const said = one.messages.at(-1)?.text ?? one.tags.join(' · ')
        return h(
          'button',
          { class: 'chat', type: 'button', onclick: () => this.#show(one.person, false) },
          face(one.name, one.person),
          h(
            'span',
            { class: 'about' },
            h('b', {}, one.remark || one.name, h('em', { class: 'wx' }, '@微信')),
            h('span', {}, one.gone ? t('gone') : said),
          ),
          h('time', {}, clockOf(last(one))),
        )
      })
  }

  #show(person: string | undefined, side: boolean): void {
    this.#open = person === undefined ? undefined : { person, side }
    this.#render()
  }

  #input(one: StaffCustomer): HTMLElement {
    if (one.gone) return h('footer', { class: 'none' }, t('gone'))
    const input = h('input', {
      'aria-label': t('say'),
      placeholder: t('say'),
      value: this.#draft,
      oninput: (event: Event) => {
        this.#draft = (event.target as HTMLInputElement).value
      },
    }) as HTMLInputElement
    const submit = (event: Event) => {
      event.preventDefault()
      const text = input.value.trim()
      this.#draft = ''
      if (text !== '') void this.#act('chat', { person: one.person, text })
    }
    return h(
      'form',
      { class: 'foot', onsubmit: submit },
      input,
      h('button', { type: 'submit', class: 'main' }, t('send')),
    )
  }

  #chat(data: StaffData, one: StaffCustomer): View {
    const names = (from: string) => (from === 'peer' ? data.staff.name : one.name)
    return {
      title: one.remark || one.name,
      subtitle: '@微信',
      back: () => this.#show(undefined, false),
      action: button(icon(icons.panel), () => this.#show(one.person, true), { 'aria-label': t('sidebar') }),
      body: [
        one.tags.length === 0
          ? null
          : h(
              'div',
              { class: 'tags' },
              one.tags.map((tag) => h('span', {}, tag)),
            ),
        bubbles(
          one.messages,
          'peer',
          ({ from }) => names(from),
          () => undefined,
        ),
      ],
      foot: this.#input(one),
      bottom: true,
    }
  }

  /** The page beside a chat: it asks who its customer is by the JS-SDK. */
  #side(data: StaffData, one: StaffCustomer): View {
    const holder = {
      staff: this.id,
      ask: (api: string, params: Params, url: string) => this.#answer(one, api, params, url),
    }
    const input = h('input', {
      value: data.sidebar,
      placeholder: 'https://',
      'aria-label': t('sidebarHint'),
    }) as HTMLInputElement
    const save = async (event: Event) => {
      event.preventDefault()
      await post('/lab/settings', { sidebarUrl: input.value })
      this.#shown = ''
      await this.refresh()
    }
    return {
      title: t('sidebar'),
      subtitle: one.name,
      back: () => this.#show(one.person, false),
      body:
        data.sidebar === ''
          ? [
              h(
                'form',
                { class: 'pad', onsubmit: save },
                h('label', {}, t('sidebarHint'), input),
                h('button', { class: 'main wide', type: 'submit' }, t('open')),
              ),
            ]
          : [pageFrame(data.sidebar, holder)],
      whole: data.sidebar !== '',
    }
  }

  async #answer(one: StaffCustomer, api: string, params: Params, url: string): Promise<Params> {
    if (api === 'config' || api === 'agentConfig') return checkConfig(params, url, api === 'agentConfig')
    if (api === 'getContext') return { entry: 'single_chat_tools', shareTicket: '' }
    if (api === 'getCurExternalContact') return { userId: one.external }
    if (api === 'sendChatMessage') {
      const text = (params['text'] as { content?: string } | undefined)?.content
      const link = params['news'] as { link?: string; title?: string } | undefined
      await this.#act('chat', { person: one.person, text: text ?? `${link?.title ?? ''} ${link?.link ?? ''}`.trim() })
      return {}
    }
    if (api === 'closeWindow') {
      this.#show(one.person, false)
      return {}
    }
    throw new Error('the lab does not play this call')
  }
}
