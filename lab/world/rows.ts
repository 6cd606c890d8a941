import type { Row } from '../engine/table.ts'

/** Rows of the world's tables. Times are milliseconds of the simulated clock unless they end in `_s` (seconds). */
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
  /** They have written to each other. */
  chatted: boolean
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
  expires: number
  revoked?: boolean
}

export type App = 'wecom' | 'account' | 'mini'

/** A person's tie to an official account or a mini program. `id` = openid. */
export interface Follower extends Row {
  person: string
  app: App
  subscribed: boolean
  at: number
  scene: string
  qrScene: string
  remark: string
  tags: number[]
  /** They refuse template messages. */
  blocks: boolean
  /** Interactions that allow service messages. */
  windows: { trigger: string; until: number; left: number }[]
  /** Accepted subscribe messages not yet used, by template. */
  credits: Record<string, number>
}

/** A code of an official account. `id` = ticket. */
export interface AccountCode extends Row {
  scene: string
  numeric: boolean
  permanent: boolean
  expires: number
}

export interface UserTag extends Row {
  app: App
  name: string
}

export interface Template extends Row {
  app: App
  /** 1 template message, 2 one-off subscription, 3 lasting subscription. */
  type: 1 | 2 | 3
  title: string
  /** Field name to the kind of value it takes (`thing`, `time`, `amount` …). */
  fields: Record<string, string>
}

/** A link into the mini program. */
export interface MiniLink extends Row {
  path: string
  query: string
  expires: number
  opener?: string
}

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

/** A payment order. `id` = out_trade_no. */
export interface Order extends Row {
  appid: string
  description: string
  attach?: string
  notify: string
  total: number
  type: 'JSAPI' | 'NATIVE' | 'MWEB' | 'APP'
  openid?: string
  prepay: string
  at: number
  expires: number
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR'
  transaction?: string
  paid?: number
  person?: string
  sharing: boolean
  refunded: number
  shared: number
  unfrozen: boolean
}

/** `id` = out_refund_no. */
export interface Refund extends Row {
  refund: string
  order: string
  amount: number
  reason?: string
  notify?: string
  at: number
  done?: number
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
}

/** A merchant transfer. `id` = out_bill_no. */
export interface Bill extends Row {
  bill: string
  appid: string
  openid: string
  amount: number
  scene: string
  remark: string
  notify?: string
  state:
    | 'ACCEPTED'
    | 'PROCESSING'
    | 'WAIT_USER_CONFIRM'
    | 'TRANSFERING'
    | 'SUCCESS'
    | 'FAIL'
    | 'CANCELING'
    | 'CANCELLED'
  package: string
  at: number
  updated: number
  reason?: string
}

export interface Sharing extends Row {
  order: string
  transaction: string
  sharing: string
  at: number
  state: 'PROCESSING' | 'FINISHED'
  receivers: {
    type: string
    account: string
    amount: number
    description: string
    result: 'PENDING' | 'SUCCESS' | 'CLOSED'
    fail_reason?: string
    detail_id: string
  }[]
  notify?: string
}

export interface Receiver extends Row {
  type: string
  account: string
  relation: string
}

/** A text registered with both SMS vendors. `id` = Aliyun's code. */
export interface SmsTemplate extends Row {
  tencent: string
  /** With `${name}` where a value goes. */
  content: string
  kind: 'code' | 'notice' | 'marketing'
}

export interface Sms extends Row {
  vendor: 'aliyun' | 'tencent'
  phone: string
  sign: string
  text: string
  kind: SmsTemplate['kind']
  at: number
  outId: string
  /** What the report will say. */
  outcome: string
}

export interface CallTask extends Row {
  name: string
  script: string
  state: 'running' | 'paused' | 'cancelled' | 'done'
  windows: { from: string; to: string }[]
  maxAttempts: number
  callback?: string
  at: number
}

export interface OutboundCall extends Row {
  task: string
  phone: string
  reference: string
  status:
    | 'queued'
    | 'answered'
    | 'no_answer'
    | 'busy'
    | 'rejected'
    | 'invalid_number'
    | 'failed'
    | 'opted_out'
    | 'cancelled'
  attempt: number
  at: number
  durationMs: number
  intent: string
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
