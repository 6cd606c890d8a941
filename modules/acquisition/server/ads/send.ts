import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { day, minute } from '#kit/time'
import type { Vault } from '#platform/crypto'
import { nextTry } from '../../core/ads/click.ts'
import type { AdKind, AdLetter, AdVerdict } from '../../core/ads/kind.ts'
import { adKindNamed } from '../../core/ads/kinds.ts'
import { openClick } from './clicks.ts'
import type { AdsDeps } from './deps.ts'
import type { AdAccountRow, AdTables, ConversionRow } from './tables.ts'

const page = 20
const timeoutMs = 10_000
/** One that is being sent for so long was being sent when a process ended. */
const longest = 2 * minute
/** Until a hand has changed something. */
const handPause = 30 * minute

const secretContext = 'acquisition_ad_account.secrets'
export const sealSecrets = (vault: Vault, secrets: Readonly<Record<string, unknown>>): Buffer =>
  vault.seal(JSON.stringify(secrets), secretContext)
export const settingsWith = (vault: Vault, { settings, secrets }: AdAccountRow): Record<string, unknown> => ({
  ...{ ...settings, ...(JSON.parse(vault.open(secrets, secretContext)) as Record<string, unknown>) },
})

/** Tells platforms what is due. Each is taken before it is told; told again it carries the same key. @returns whether there may be more */
export async function sendDue(deps: AdsDeps): Promise<boolean> {
  const db = deps.postgres.tables<AdTables>()
  const now = new Date(deps.now())
  const { rows } = await sql<ConversionRow>`
    update acquisition_conversion c set state = 'sending', tries = tries + 1, next_at = ${new Date(deps.now() + longest)}
    where c.id in (
      select o.id from acquisition_conversion o join acquisition_ad_account a on a.id = o.account and a.off_at is null
      where o.state in ('waiting', 'sending') and o.next_at <= ${now} order by o.next_at limit ${page}
      for update of o skip locked)
    returning c.*`.execute(db)
  if (rows.length === 0) return false
  const accounts = await db.selectFrom('acquisition_ad_account').selectAll().execute()
  for (const row of rows) {
    const account = accounts.find(({ id }) => id === row.account)
    if (account) await settle(deps, account, row, await sendOne(deps, account, row))
  }
  return rows.length === page
}

type Outcome = AdVerdict | { readonly kind: 'no-consent' | 'too-old' }

async function sendOne(deps: AdsDeps, account: AdAccountRow, row: ConversionRow): Promise<Outcome> {
  const kind = adKindNamed(account.kind)
  if (!kind || row.click === null || row.person === null) return { kind: 'no-consent' }
  // Withdrawn since: nothing leaves.
  if (!(await deps.mayShare(row.person))) return { kind: 'no-consent' }
  if (row.clicked_at.getTime() + account.window_days * day < deps.now()) return { kind: 'too-old' }
  const code = account.events.find(({ event }) => event === row.event)?.code ?? kind.codes[row.event]
  const { value: click, landing } = openClick(deps.vault, row.click)
  const settings = settingsWith(deps.vault, account)
  const letter = kind.letter(
    settings,
    {
      ...{
        key: `siyu-${row.account}-${row.key}`,
        event: row.event,
        code,
        at: row.at.getTime(),
        amount: Number(row.amount),
      },
      ...{ clickedAt: row.clicked_at.getTime(), click, landing },
    },
    deps.now(),
  )
  const { url, ...rest } = signed(kind, settings, letter)
  const got = await deps.out.post(url, { ...rest, timeoutMs })
  if (got.kind === 'answered') return kind.read(got.status, got.text)
  if (got.kind === 'refused') return { kind: 'hand', why: got.why }
  // It may have been heard: told again by the same key it counts once.
  return { kind: 'again', why: got.why }
}

/** In the way of Standard Webhooks: id, time and body by HMAC-SHA256. */
function signed({ signedBy }: AdKind, settings: Readonly<Record<string, unknown>>, letter: AdLetter): AdLetter {
  if (signedBy === undefined) return letter
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', String(settings[signedBy] ?? ''))
    .update([letter.headers['webhook-id'], timestamp, letter.body].join('.'))
    .digest('base64')
  const headers = { ...letter.headers, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
  return { ...letter, headers }
}

async function settle(deps: AdsDeps, account: AdAccountRow, row: ConversionRow, outcome: Outcome) {
  const now = deps.now()
  const set = (to: Partial<ConversionRow>) =>
    deps.postgres
      .tables<AdTables>()
      .updateTable('acquisition_conversion')
      .set(to)
      .where('id', '=', row.id)
      .where('state', '=', 'sending')
      .execute()
  const over = { click: null, next_at: null }
  if (outcome.kind === 'done') {
    await set({ ...over, state: 'sent', sent_at: new Date(now), reason: null })
    return trouble(deps, account, null)
  }
  // Nobody may be told of it.
  if (!('why' in outcome)) return void (await set({ ...over, state: outcome.kind }))
  if (outcome.kind === 'never') return void (await set({ state: 'refused', next_at: null, reason: outcome.why }))
  if (outcome.kind === 'hand') {
    // Nothing is wrong with the conversion: its tries do not count.
    await set({ state: 'waiting', tries: row.tries - 1, next_at: new Date(now + handPause), reason: outcome.why })
    return trouble(deps, account, outcome.why)
  }
  const next = nextTry(row.tries, now)
  if (next === null) await set({ state: 'given-up', next_at: null, reason: outcome.why })
  else await set({ state: 'waiting', next_at: new Date(next), reason: outcome.why })
}

async function trouble({ postgres }: AdsDeps, { id, trouble: before }: AdAccountRow, why: string | null) {
  if (before === why) return
  await postgres
    .tables<AdTables>()
    .updateTable('acquisition_ad_account')
    .set({ trouble: why })
    .where('id', '=', id)
    .execute()
}

/** Clicks that are too old to be told go; they stand with visits of whoever was never known. */
export async function forgetClicks({ postgres, now }: Pick<AdsDeps, 'postgres' | 'now'>): Promise<void> {
  const db = postgres.tables<AdTables>()
  const old = new Date(now() - 31 * day)
  await sql`update acquisition_visit set click = null, click_name = null
    where click is not null and at < ${old}`.execute(db)
  await sql`update acquisition_conversion set click = null where click is not null and clicked_at < ${old}`.execute(db)
}
