import { hour } from '#kit/time'
import type { HandoverPageData } from '../../core/handoverData.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { sharedKey, visitKey } from './hear.ts'
import type { PageRow, VisitRow } from './tables.ts'
import { markArrived, visitOf } from './visits.ts'

/** Who asks for a page. */
export interface Guest {
  readonly code: string
  readonly userAgent: string
  readonly query: Readonly<Record<string, unknown>>
  /** Of an earlier time. */
  readonly cookie: string | undefined
}

export type Opened =
  | { readonly kind: 'closed'; readonly why: 'unknown' | 'off' }
  | { readonly kind: 'page'; readonly data: HandoverPageData; readonly token: string }

/** The browser of WeChat, which WeCom's says too. */
const wechat = /\bMicroMessenger\//i

/** Port for whoever writes the page: counts the visit, and says what it shows. */
export async function openPage(deps: AcquisitionDeps, guest: Guest): Promise<Opened> {
  const page = await pageOf(deps, guest.code)
  if (!page) return { kind: 'closed', why: 'unknown' }
  if (page.off_at) return { kind: 'closed', why: 'off' }
  const inWechat = wechat.test(guest.userAgent)
  const { app = '', os = '', bot = false } = deps.openerOf(guest.userAgent)
  // What a crawler reads is a page like any other, but it is nobody, and no code is made for it.
  if (bot) return { kind: 'page', token: '', data: dataOf(page, { token: '', inWechat, picture: '', canSave: false }) }
  const { v } = guest.query
  const token = typeof v === 'string' ? v : guest.cookie
  const visit = await visitOf(deps, page, { app, os, inWechat, token, query: guest.query })
  if (inWechat) await markArrived(deps, visit, guest.query['by'])
  const isOurs = page.through && !inWechat
  const picture = isOurs ? `/m/go/${page.code}/${visit.token}/qr.png` : await codeOf(deps, page, visit)
  const data = dataOf(page, { token: visit.token, inWechat, picture, canSave: isOurs })
  return { kind: 'page', token: visit.token, data }
}

export const pageOf = async ({ postgres }: Pick<AcquisitionDeps, 'postgres'>, code: string) =>
  (await postgres
    .tables<AcquisitionTables>()
    .selectFrom('acquisition_handover')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()) ?? null

/** Where a visit goes on, in whatever app the address is opened. */
export const onward = ({ origin, code }: PageRow, token: string, by: 'copy' | 'scan'): string =>
  `${origin}/m/go/${code}?v=${token}&by=${by}`

interface Shown {
  readonly token: string
  readonly inWechat: boolean
  readonly picture: string
  readonly canSave: boolean
}

const dataOf = (page: PageRow, { token, inWechat, picture, canSave }: Shown): HandoverPageData => ({
  ...{ code: page.code, token, title: page.title, text: page.text, picture, canSave },
  place: inWechat ? 'wechat' : 'browser',
  address: token === '' ? `${page.origin}/m/go/${page.code}` : onward(page, token, 'copy'),
})

/**
 * The code of one visit, by which whoever is added is known; where the platform gives none now, the one that all visitors
 * share, so that nobody stands before an empty page.
 */
async function codeOf(deps: AcquisitionDeps, page: PageRow, visit: VisitRow): Promise<string> {
  const manner = { account: page.account, staff: page.staff, source: page.source, welcome: page.welcome }
  const own = await deps.codes.personal({ ...manner, key: visitKey(visit.id), keepDays: page.keep_days })
  if (own.ok) return own.value.qr
  deps.log.warn({ page: page.id, why: own.refusal }, 'a visitor gets no code of their own')
  const shared = await deps.codes.personal({ ...manner, key: sharedKey(page.id), keepDays: sharedDays })
  return shared.ok ? shared.value.qr : ''
}

/** Ten years: as long as the page. */
export const sharedDays = 3650

/** A link into the mini program is good for the first who opens it, and for 30 days at most; it is made anew an hour before. */
export const miniDays = 29
export const isFresh = (until: Date | null, now: number): boolean => until !== null && until.getTime() - hour > now
