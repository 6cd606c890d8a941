import type { Row } from '../engine/table.ts'

export interface Person extends Row {
  name: string
  phone: string
  unionid: string
  gender: 0 | 1 | 2
  at: number
}

export interface Staff extends Row {
  name: string
  mobile: string
  department: number[]
  position: string
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: 1 | 2 | 4 | 5
  /** May serve customers (客户联系). */
  serves: boolean
  /** The console has a welcome text for this member, so no welcome code is sent. */
  welcomes: boolean
}

export interface Department extends Row {
  name: string
  parentid: number
  order: number
}

export interface TagGroup extends Row {
  name: string
  order: number
  at: number
}

export interface Tag extends Row {
  group: string
  name: string
  order: number
  at: number
}

/** A member has this customer. `id` = `userid|external_userid`. */
export interface Relation extends Row {
  userid: string
  external: string
  person: string
  remark: string
  description: string
  company: string
  mobiles: string[]
  tags: string[]
  state: string
  way: number
  oper: string
  at: number
  /** When it ended, and by whom. */
  ended?: { at: number; by: 'customer' | 'staff' | 'transfer' }
  chattedAt?: number
}

export interface ContactWay extends Row {
  type: 1 | 2
  scene: 1 | 2
  style?: number
  remark: string
  skip: boolean
  state: string
  user: string[]
  party: number[]
  temp: boolean
  exclusive: boolean
  expires?: number
  at: number
  conclusions?: unknown
}

export interface JoinWay extends Row {
  scene: 1 | 2
  remark: string
  auto: number
  base: string
  baseId: number
  chats: string[]
  state: string
}

/** A link of 获客助手. */
export interface AcquisitionLink extends Row {
  name: string
  user: string[]
  party: number[]
  skip: boolean
  at: number
  url: string
}

export interface Welcome extends Row {
  userid: string
  external: string
  at: number
  /** The same moment on the wall clock. */
  wall: number
  used: boolean
}

export interface Member {
  id: string
  person?: string
  type: 1 | 2
  joined: number
  scene: number
  invitor?: string
  state?: string
}

export interface Group extends Row {
  name: string
  owner: string
  notice: string
  at: number
  members: Member[]
  admins: string[]
  version: number
  base?: string
  dismissed: boolean
  /** 0 normal, 1 the owner left, 2 handing over, 3 handed over. */
  status: 0 | 1 | 2 | 3
}

export interface Target {
  /** external_userid or chat_id. */
  to: string
  status: 0 | 1 | 2 | 3
  at?: number
}

export interface MassTask {
  userid: string
  status: 0 | 2
  at?: number
  targets: Target[]
}

export interface Mass extends Row {
  chat: 'single' | 'group'
  creator: string
  at: number
  text?: string
  attachments: Attachment[]
  tasks: MassTask[]
  allowSelect: boolean
  cancelled: boolean
  reminded: number[]
}

export interface Attachment {
  msgtype: string
  [part: string]: unknown
}

export interface Moment extends Row {
  at: number
  text?: string
  attachments: Attachment[]
  tasks: { userid: string; published: boolean; at?: number; customers: string[] }[]
  cancelled: boolean
  moment: string
  comments: { external: string; at: number }[]
  likes: { external: string; at: number }[]
}

export interface Transfer extends Row {
  from: string
  to: string
  external: string
  at: number
  resigned: boolean
  /** 1 done, 2 waiting, 3 refused, 4 the new member is full. */
  status: 1 | 2 | 3 | 4
  done?: number
}

export interface Unassigned extends Row {
  from: string
  external: string
  at: number
}

export interface Media extends Row {
  type: string
  name: string
  contentType: string
  bytes: string
  at: number
}

/** What stands on a screen. `thread` names the conversation, `person` whose phone it is on, if one. */
export interface Message extends Row {
  thread: string
  channel: 'wecom' | 'group' | 'account' | 'mini' | 'sms' | 'call' | 'pay' | 'app' | 'moment' | 'friend'
  person?: string
  peer: string
  from: 'me' | 'peer'
  at: number
  via: string
  text?: string
  attachments?: Attachment[]
  data?: Record<string, unknown>
}

export interface Token extends Row {
  app: App
  kind: 'plain' | 'stable'
  at: number
  wall: number
  expires: number
  revoked?: boolean
}

export type App = 'wecom' | 'account' | 'mini' | 'channels'

/** A one-time code: OAuth, jscode, phone number. */
export interface Code extends Row {
  kind: string
  person: string
  at: number
  used: boolean
  data: Record<string, string>
}

export interface Alias extends Row {
  person: string
  kind: string
}

export interface Setting extends Row {
  value: unknown
}

/** What a platform tells the company's server. */
export interface Callback {
  target: string
  url: string
  event: string
  body: string
  /** Those with the same key are delivered one after the other. */
  order?: string
  data?: Record<string, string>
}
