import type { Generated, Selectable } from 'kysely'
import type { Welcome } from '#modules/carriers'

export interface HandoverTables {
  acquisition_handover: {
    id: Generated<string>
    code: string
    name: string
    title: string
    text: string
    account: string
    staff: string[]
    source: string | null
    welcome: Welcome | null
    keep_days: number
    through: boolean
    mini: { readonly account: string; readonly path: string; readonly query: string } | null
    origin: string
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_visit: {
    id: Generated<string>
    token: string
    page: string
    link: string | null
    personal: string | null
    ref: string | null
    /** Whose link it was. */
    person: string | null
    app: string
    os: string
    /** Opened in WeChat at once. */
    in_wechat: boolean
    /** The code led by the page once more when they came. */
    through: boolean
    marks: Readonly<Record<string, string>>
    /** Of an advertisement, sealed, with the name of its mark. */
    click: Buffer | null
    click_name: string | null
    at: Date
    copied_at: Date | null
    saved_at: Date | null
    opened_at: Date | null
    arrived_at: Date | null
    arrived_by: string | null
    added_at: Date | null
    left_at: Date | null
    /** Who was added in the end: mostly whose link it was. */
    adder: string | null
    mini_link: string | null
    mini_until: Date | null
  }
}

export type PageRow = Selectable<HandoverTables['acquisition_handover']>
export type VisitRow = Selectable<HandoverTables['acquisition_visit']>
