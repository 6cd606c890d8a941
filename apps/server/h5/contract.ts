import type { HandoverPageData, PartnerPageData } from '#modules/acquisition'

/** What the server hands to a page on the phone, and what it takes back: the page as HTML, written before any script runs. */
export interface Setting {
  readonly language: 'zh' | 'en'
  /** IANA zone of the workspace. */
  readonly zone: string
  /** Repeated with every change. */
  readonly csrf: string
  /** Epoch ms at which the page was written. */
  readonly now: number
}

interface Person {
  readonly id: string
  readonly name: string
}

/** The side bar of a chat. */
export interface SideBarData {
  readonly me: Person
  readonly tasks: DeskTasks
}

export interface DeskTasks {
  readonly sends: readonly WaitingSend[]
  readonly followUps: readonly DueFollowUp[]
  readonly phones: readonly PhoneTask[]
}

export interface PhoneTask {
  readonly id: string
  readonly list: string
  readonly hello: string
  readonly name: string
  /** Masked. */
  readonly phone: string
  readonly takenAt: string | null
}

export interface WaitingSend {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly people: number
  readonly askedAt: string
  readonly reminders: number
}

export interface DueFollowUp {
  readonly id: string
  readonly person: string | null
  readonly name: string | null
  readonly member: string
  readonly at: string
  readonly mine: boolean
  readonly note: string
  readonly nextAt: string | null
  readonly doneAt: string | null
}

/** The members somebody looks after. */
export interface TeamData {
  readonly day: string
  readonly members: readonly TeamMember[]
}

export interface TeamMember {
  readonly member: string
  readonly name: string
  readonly departments: readonly string[]
  readonly customers: number
  readonly added: number
  readonly lost: number
  readonly sends: number
  readonly people: number
  readonly waitingSince: string | null
  readonly chats: number | null
  readonly replied: number | null
  readonly firstReplyMinutes: number | null
  readonly feedback: number
}

interface Both {
  readonly zh: string
  readonly en: string
}

/** The page of a parcel card. */
export interface CardData {
  readonly code: string
  readonly title: string | null
  readonly text: string
  readonly organiser: string
  /** Null = no bound, or nothing is given. */
  readonly left: number | null
  readonly closed: Both | null
  readonly step: 'add' | 'claim' | 'claimed' | 'done'
  readonly qr: string | null
  readonly hook: string | null
}

/** What somebody has claimed. */
export interface GivenData {
  readonly state: 'claimed' | 'sent' | 'received' | 'returned' | 'cancelled'
  readonly code: string | null
  readonly use: string
  readonly url: string | null
  readonly carrier: string
  readonly tracking: string
  readonly claimedAt: string
}

/** The page of a hook. */
export interface HookData {
  readonly id: string
  readonly kind: Both
  readonly title: string
  readonly text: string
  readonly organiser: string
  readonly left: number | null
  readonly endsAt: string | null
  readonly closed: Both | null
  readonly asks: 'address' | 'nothing'
  readonly needsPhone: boolean
  readonly given: GivenData | null
  /** By which it was opened. */
  readonly ticket: string | null
  readonly card: string | null
}

/** One sentence, with a way on where there is one. */
export interface NoticeData {
  readonly title: string
  readonly text: string
  readonly action?: { readonly label: string; readonly to: string }
}

export interface PageData {
  readonly sidebar: SideBarData
  readonly team: TeamData
  readonly card: CardData
  readonly hook: HookData
  readonly handover: HandoverPageData
  readonly partner: PartnerPageData
  readonly notice: NoticeData
}
export type PageName = keyof PageData
/** Pages for whoever is logged in. */
export type MemberPage = 'sidebar' | 'team'

/** The pages as `vite build --ssr` leaves them. */
export interface BuiltPages {
  /** The style of both themes: our colours under WeUI's names. */
  readonly look: string
  renderPage<P extends PageName>(page: P, data: PageData[P], setting: Setting): { title: string; body: string }
}
