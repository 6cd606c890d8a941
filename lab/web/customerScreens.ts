import { type CustomerData, get, type MenuButton, type Thread } from './api.ts'
import type { CustomerPort } from './customerPort.ts'
import { button, type Child, face, h, icon, icons } from './h.ts'
import { decoded } from './picture.ts'
import { sheet, toast } from './sheets.ts'
import { t, type Word, yuan } from './words.ts'

/** The line to write on, where a chat takes text. */
export function chatInput(phone: CustomerPort, { thread, channel, peer, ended }: Thread): HTMLElement {
  if (ended === true || !['wecom', 'group', 'account', 'mini', 'sms'].includes(channel))
    return h('footer', { class: 'none' })
  const say = (text: string) => {
    if (channel === 'sms') return phone.act('sms', { text })
    if (channel === 'account' || channel === 'mini') return phone.act('write', { app: channel, text })
    return phone.act('chat', channel === 'group' ? { chat_id: peer, text } : { staff: peer, text })
  }
  const input = h('input', {
    'aria-label': t('say'),
    placeholder: channel === 'sms' ? t('answerSms') : t('say'),
    value: phone.drafts[thread] ?? '',
    oninput: (event: Event) => {
      phone.drafts[thread] = (event.target as HTMLInputElement).value
    },
  }) as HTMLInputElement
  const submit = (event: Event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text === '') return
    phone.drafts[thread] = ''
    input.value = ''
    void say(text)
  }
  return h(
    'form',
    { class: 'foot', onsubmit: submit },
    input,
    h('button', { type: 'submit', class: 'main' }, t('send')),
  )
}

/** The menu of an official account stands where the line to write is. */
export function menuBar(phone: CustomerPort, thread: Thread, buttons: readonly MenuButton[]): HTMLElement {
  const tap = async (one: MenuButton): Promise<void> => {
    if (one.sub_button !== undefined && one.sub_button.length > 0) {
      const options = one.sub_button.map(({ name }, i): [string, string] => [String(i), name])
      const chosen =
        one.sub_button[Number(await sheet(phone.element, [h('p', {}, one.name)], [...options, ['', t('cancel')]]))]
      if (chosen !== undefined) await tap(chosen)
      return
    }
    const kind = one.type === 'view' ? 'VIEW' : one.type === 'miniprogram' ? 'view_miniprogram' : 'CLICK'
    await phone.act('menu', { kind, key: one.key ?? one.url ?? '' })
    if (kind === 'VIEW' && one.url !== undefined) phone.open(one.url)
  }
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'menu' },
      buttons.map((one) => button(one.name, () => void tap(one))),
    ),
    chatInput(phone, thread),
  )
}

export function scanScreen(phone: CustomerPort): Child[] {
  const text = h('textarea', {
    rows: 3,
    'aria-label': t('scanHint'),
    placeholder: t('scanHint'),
  }) as HTMLTextAreaElement
  const picture = h('input', {
    type: 'file',
    accept: 'image/*',
    'aria-label': t('scanPicture'),
    onchange: async (event: Event) => {
      const file = (event.target as HTMLInputElement).files?.[0]
      const code = file === undefined ? undefined : await decoded(file)
      if (code === undefined) toast(phone.element, t('noCode'))
      else await phone.scan(code)
    },
  })
  return [
    h(
      'div',
      { class: 'pad scan' },
      h('div', { class: 'finder' }, icon(icons.scan)),
      text,
      button(t('open'), () => void phone.scan(text.value), { class: 'main wide' }),
      h('label', {}, t('scanPicture'), picture),
    ),
  ]
}

const line = (label: Child, act: () => void, extra: Child = null): HTMLElement =>
  button([label, extra], act, { class: 'item' })

export function contactsScreen(phone: CustomerPort, data: CustomerData): Child[] {
  const account = data.account.subscribed
    ? line([face(data.account.name), h('span', {}, data.account.name)], () =>
        phone.go({ kind: 'chat', thread: `account:${phone.id}` }),
      )
    : line(
        [face(data.account.name), h('span', {}, t('follow')), h('small', {}, data.account.name)],
        () => void phone.act('follow'),
      )
  const staff = data.staff.map(({ userid, name }) =>
    line([face(name, `wecom:${userid}:${phone.id}`), h('span', {}, name), h('em', {}, `@${data.corp}`)], () =>
      phone.go({ kind: 'chat', thread: `wecom:${userid}:${phone.id}` }),
    ),
  )
  return [account, ...staff]
}

export const discoverScreen = (phone: CustomerPort): Child[] => [
  line([icon(icons.compass), h('span', {}, t('moments'))], () => phone.go({ kind: 'moments' })),
  line([icon(icons.scan), h('span', {}, t('scan'))], () => phone.go({ kind: 'scan' })),
  line([icon(icons.link), h('span', {}, t('mini'))], () =>
    phone.go({ kind: 'mini', path: 'pages/index/index', query: '' }),
  ),
]

/** Who the person is, and money that waits for them. */
export function meScreen(phone: CustomerPort, { person, bills }: CustomerData): Child[] {
  const ids: [Word | string, string][] = [
    [t('phone'), person.phone],
    ['unionid', person.unionid],
    [t('external'), person.external_userid],
    ['openid', person.openid],
    [`${t('mini')} openid`, person.miniOpenid],
  ]
  return [
    h(
      'div',
      { class: 'who' },
      face(person.name, person.id),
      h('div', {}, h('b', {}, person.name), h('small', {}, person.id)),
    ),
    bills.length === 0 ? null : h('h3', {}, t('transfers')),
    bills.map((bill) =>
      line(
        [h('span', {}, bill.remark), h('strong', {}, yuan(bill.amount))],
        () => void phone.act('receive', { out_bill_no: bill.id }),
      ),
    ),
    h('h3', {}, t('ids')),
    h(
      'dl',
      {},
      ids.map(([label, value]) => [h('dt', {}, label), h('dd', {}, value)]),
    ),
  ]
}

/** Where a mini program would be: page, parameters, and what it asks for. */
export function miniScreen(
  phone: CustomerPort,
  data: CustomerData,
  { path, query }: { path: string; query: string },
): Child[] {
  const templates = data.templates.filter(({ app }) => app === 'mini')
  const subscribe = async () => {
    const names = templates.map(({ title }) => h('p', {}, title))
    const answer = await sheet(
      phone.element,
      [h('b', {}, t('subscribe')), names],
      [
        ['yes', t('accept')],
        ['no', t('refuse')],
      ],
    )
    await phone.act('subscribe-messages', {
      app: 'mini',
      templates: templates.slice(0, 3).map(({ id }) => id),
      accept: answer === 'yes',
    })
  }
  const phoneCode = async () => {
    const answer = await phone.act<{ code: string }>('phone-code')
    if (answer !== undefined) toast(phone.element, `code ${answer.code}`)
  }
  return [
    h(
      'div',
      { class: 'pad' },
      h('p', { class: 'hint' }, t('miniHint')),
      h('dl', {}, h('dt', {}, 'path'), h('dd', {}, path), h('dt', {}, 'query'), h('dd', {}, query)),
    ),
    line(t('subscribe'), () => void subscribe()),
    line(t('phone'), () => void phoneCode()),
  ]
}

/** Other people whose phones could be told. */
export const everybody = async (): Promise<{ id: string; name: string }[]> =>
  (await get<{ items: { id: string; name: string }[] }>('/lab/people?limit=1000')).items
