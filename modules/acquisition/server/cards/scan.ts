import { sql } from 'kysely'
import type { Bilingual } from '#kit/api'
import { isCheckedCode } from '#kit/checkedCode'
import { no, ok, type Result } from '#kit/result'
import { givesNow, leftOf } from '../../core/hook.ts'
import { hookProblems } from '../../core/hookRefusals.ts'
import { givingOf } from '../hooks/read.ts'
import type { HookTables } from '../hooks/tables.ts'
import { keyOf } from './adding.ts'
import type { CardDeps } from './deps.ts'
import { codeIn } from './inserting.ts'
import { urlOf } from './printing.ts'
import type { BatchRow, CardRow, CardTables } from './tables.ts'

const keepDays = 60

/** What whoever scans a card is shown. */
export interface ScannedCard {
  readonly code: string
  readonly title: string | null
  readonly text: string
  readonly organiser: string
  /** Pieces that are left; null = no bound, or nothing is given. */
  readonly left: number | null
  /** Why nothing is given now. */
  readonly closed: Bilingual | null
  /** `add` a member first, then `claim`; `claimed` = they have it. */
  readonly step: 'add' | 'claim' | 'claimed' | 'done'
  /** Picture of the member's code. */
  readonly qr: string | null
  readonly hook: string | null
}

const misread: Bilingual = { zh: '卡号不对，请检查有没有输错', en: 'Not a code: look whether a character is wrong' }
const unknown: Bilingual = { zh: '没有这张卡', en: 'No such card' }

/** Who opens a page. Crawlers and previews see it and are not counted. */
export interface Opening {
  readonly isBot: boolean
  readonly ip: string
  readonly userAgent: string
}

/** Somebody opens the page of a card. */
export async function scanCard(deps: CardDeps, text: string, by: Opening): Promise<Result<ScannedCard, Bilingual>> {
  const code = codeIn(text)
  if (!isCheckedCode(code)) return no(misread)
  const db = deps.postgres.tables<CardTables>()
  const card = await db.selectFrom('acquisition_card').selectAll().where('code', '=', code).executeTakeFirst()
  if (!card) return no(unknown)
  const batch = await db
    .selectFrom('acquisition_card_batch')
    .selectAll()
    .where('id', '=', card.batch)
    .executeTakeFirstOrThrow()
  if (!by.isBot)
    await sql`update acquisition_card set scans = scans + 1, scanned_at = coalesce(scanned_at, ${new Date(deps.now())})
      where id = ${card.id}`.execute(db)
  return ok(await shown(deps, card, batch, by))
}

async function shown(deps: CardDeps, card: CardRow, batch: BatchRow, by: Opening): Promise<ScannedCard> {
  const hooks = deps.postgres.tables<HookTables>().selectFrom('acquisition_hook').selectAll()
  const hook = batch.hook === null ? undefined : await hooks.where('id', '=', batch.hook).executeTakeFirst()
  const giving = hook && givingOf(hook)
  const open = giving && givesNow(giving, deps.now())
  const isAdded = card.added_at !== null
  const step = !isAdded ? 'add' : !hook ? 'done' : card.claimed_at !== null ? 'claimed' : 'claim'
  return {
    ...{ code: card.code, title: hook?.title ?? null, text: hook?.text ?? '', organiser: hook?.organiser ?? '' },
    left: giving ? leftOf(giving) : null,
    closed: open && !open.ok ? hookProblems[open.refusal].title : null,
    ...{
      step,
      hook: batch.hook,
      qr: isAdded ? null : await memberCode(deps, { card, batch, by, title: hook?.title ?? null }),
    },
  }
}

interface Wanted {
  readonly card: CardRow
  readonly batch: BatchRow
  readonly by: Opening
  readonly title: string | null
}

/** A code of a member that is this card's alone, so that whoever adds by it is known. Null = nobody is to be had now. */
async function memberCode(deps: CardDeps, { card, batch, by, title }: Wanted): Promise<string | null> {
  const { live } = batch
  const chosen = live === null ? null : await deps.choose({ live, visitor: `card ${card.id}`, ...by })
  if (live !== null && !chosen) return null
  const to = chosen
    ? { account: chosen.account, staff: [chosen.member], tags: chosen.tags }
    : { account: batch.account, staff: batch.staff }
  const link = { type: 'link' as const, title: (title ?? '').slice(0, 40), url: urlOf(batch, card.code) }
  const made = await deps.codes.personal({
    ...{ ...to, key: keyOf(card.id, live), keepDays },
    source: `包裹卡 ${batch.name}`.slice(0, 64),
    ...(title === null ? {} : { welcome: { text: '你好，感谢扫码。点下面领取', attachments: [link] } }),
  })
  if (!made.ok) return null
  // A code that is there already leads to whom the hour has chosen now.
  if (chosen && !(await deps.codes.point(made.value.id, to.staff)).ok) return null
  return made.value.qr
}
