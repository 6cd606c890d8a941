/** What a handler of the lab answers, or the reason it refuses as an Error. */
async function answer<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { code?: string; detail?: string }
  if (!response.ok)
    throw new Error(
      body.code === 'PARAMETER' || body.code === undefined ? body.detail : `${body.code} ${body.detail ?? ''}`,
    )
  return body
}

export const get = async <T>(path: string): Promise<T> => answer<T>(await fetch(path))

export const post = async <T>(path: string, body: unknown = {}): Promise<T> =>
  answer<T>(
    await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  )

export interface Attachment {
  msgtype: string
  [part: string]: unknown
}

export interface Message {
  id: string
  channel: string
  from: 'me' | 'peer'
  at: number
  via: string
  /** Who said it, in a group. */
  speaker?: string
  text?: string
  attachments?: Attachment[]
  data?: Record<string, unknown>
  person?: string
}

export interface Thread {
  thread: string
  channel: string
  peer: string
  title: string
  corp?: string
  ended?: boolean
  messages: Message[]
}

export interface Template {
  id: string
  app: string
  title: string
}

export interface Bill {
  id: string
  amount: number
  remark: string
  package: string
}

export interface MenuButton {
  name: string
  type?: string
  key?: string
  url?: string
  sub_button?: MenuButton[]
}

export interface CustomerData {
  person: {
    id: string
    name: string
    phone: string
    unionid: string
    external_userid: string
    openid: string
    miniOpenid: string
  }
  corp: string
  staff: { userid: string; name: string; ended: boolean }[]
  account: { name: string; appid: string; subscribed: boolean }
  mini: { name: string; appid: string }
  menu: { button: MenuButton[] } | null
  templates: Template[]
  bills: Bill[]
  threads: Thread[]
}

export interface Task {
  status?: number
  published?: boolean
  targets?: { status: number }[]
}

export interface MassTask {
  id: string
  at: number
  text?: string
  attachments: Attachment[]
  cancelled: boolean
  reminded: number[]
  chat: string
  task?: Task
}

export interface StaffCustomer {
  person: string
  external: string
  name: string
  remark: string
  tags: string[]
  gone: boolean
  at: number
  messages: Message[]
}

export interface StaffData {
  staff: { id: string; name: string; position: string; status: number }
  department: string
  customers: StaffCustomer[]
  groups: { id: string; name: string; members: number }[]
  mass: MassTask[]
  moments: (Omit<MassTask, 'chat' | 'reminded'> & { moment: string; task?: Task & { customers: string[] } })[]
  requests: { person: string; name: string }[]
  notices: Message[]
  sidebar: string
}

export interface Entry {
  id: string
  at: number
  kind: string
  [detail: string]: unknown
}

export interface Scanned {
  kind: string
  userid?: string
  chat_id?: string
  url?: string
  text?: string
  reason?: string
  order?: string
  total?: number
  description?: string
  prepay_id?: string
  path?: string
  query?: string
  scene?: string
  isNew?: boolean
}
