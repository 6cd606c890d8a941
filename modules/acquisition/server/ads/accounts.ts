import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { AdEvent } from '../../core/ads/kind.ts'
import { type AdKind, adEvents } from '../../core/ads/kind.ts'
import { adKindNamed } from '../../core/ads/kinds.ts'
import { adProblems } from '../../core/ads/refusals.ts'
import { type ads, type ConversionState, conversionStates } from '../../core/adsContract.ts'
import type { AdsDeps } from './deps.ts'
import { sealSecrets, settingsWith } from './send.ts'
import type { AdAccountRow, AdTables } from './tables.ts'

type Input<K extends 'createAccount' | 'changeAccount'> = z.output<NonNullable<(typeof ads)[K]['~orpc']['inputSchema']>>

export const codesOf = ({ codes }: AdKind) => adEvents.map((event) => ({ event, code: codes[event] }))

/** The settings apart from what is secret in them. @throws a problem where they do not fit, or the address may not be called */
function settingsOf({ vault, isAllowed }: AdsDeps, kind: AdKind, given: Record<string, unknown>) {
  const read = kind.settings.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return refuse(adProblems, 'wrong-ad-settings', { detail: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  const { base } = read.data as { base?: string }
  if (base !== undefined && base !== kind.base && !isAllowed(new URL(base))) refuse(adProblems, 'ad-base-not-allowed')
  const entries = Object.entries(read.data)
  const secrets = Object.fromEntries(entries.filter(([name]) => kind.secrets.includes(name)))
  const settings = Object.fromEntries(entries.filter(([name]) => !kind.secrets.includes(name)))
  return { settings: JSON.stringify(settings) as never, secrets: sealSecrets(vault, secrets) }
}

export async function createAccount(deps: AdsDeps, given: Input<'createAccount'>, by: string): Promise<string> {
  const kind = adKindNamed(given.kind) ?? refuse(adProblems, 'unknown-ad-kind')
  const at = new Date(deps.now())
  const sealed = settingsOf(deps, kind, given.settings)
  return deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<AdTables>()
      .insertInto('acquisition_ad_account')
      .values({
        ...{ kind: kind.kind, name: given.name, ...sealed },
        events: JSON.stringify(given.events ?? codesOf(kind)) as never,
        window_days: Math.min(given.windowDays ?? kind.windowDays, 30),
        ...{ delay_minutes: given.delayMinutes, trouble: null, off_at: null },
        ...{ created_by: by, created_at: at, changed_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'ad.connected', id, { kind: kind.kind, name: given.name })
    return id
  })
}

export async function changeAccount(deps: AdsDeps, given: Input<'changeAccount'>, by: string): Promise<void> {
  const { id, settings, events, windowDays, delayMinutes, on, name } = given
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<AdTables>()
    const found = await db
      .selectFrom('acquisition_ad_account')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    const row = found ?? refuse(adProblems, 'no-such-ad-account')
    const kind = adKindNamed(row.kind) ?? refuse(adProblems, 'unknown-ad-kind')
    await db
      .updateTable('acquisition_ad_account')
      .set({
        ...(name === undefined ? {} : { name }),
        // What is left out stays, secrets too.
        ...(settings === undefined ? {} : settingsOf(deps, kind, { ...settingsWith(deps.vault, row), ...settings })),
        ...(events === undefined ? {} : { events: JSON.stringify(events) as never }),
        ...(windowDays === undefined ? {} : { window_days: windowDays }),
        ...(delayMinutes === undefined ? {} : { delay_minutes: delayMinutes }),
        ...(on === undefined ? {} : { off_at: on ? null : (row.off_at ?? new Date(deps.now())) }),
        ...{ trouble: null, changed_at: new Date(deps.now()) },
      })
      .where('id', '=', id)
      .execute()
    // What waited for the change goes on at once.
    await sql`update acquisition_conversion set next_at = least(next_at, ${new Date(deps.now())})
      where account = ${id}::bigint and state = 'waiting' and reason is not null`.execute(db)
    const fields = Object.entries(given).flatMap(([field, value]) =>
      value === undefined || field === 'id' ? [] : [field],
    )
    await audit(tx, by, 'ad.changed', id, { name: row.name, fields })
  })
}

export async function shownAccounts({ postgres }: AdsDeps, id?: string) {
  const db = postgres.tables<AdTables>()
  let query = db.selectFrom('acquisition_ad_account').selectAll().orderBy('id')
  if (id !== undefined) query = query.where('id', '=', id)
  const rows = await query.execute()
  const { rows: counts } = await sql<{ account: string; state: ConversionState; count: number }>`
    select account::text as account, state, count(*)::int as count from acquisition_conversion
    where account = any(${rows.map((row) => row.id)}::bigint[]) group by 1, 2`.execute(db)
  return rows.map((row) =>
    accountShown(
      row,
      counts.filter(({ account }) => account === row.id),
    ),
  )
}

const accountShown = (row: AdAccountRow, counts: readonly { state: ConversionState; count: number }[]) => ({
  ...{ id: row.id, kind: row.kind, name: row.name, settings: { ...row.settings } },
  events: row.events.map(({ event, code }: { event: AdEvent; code: string }) => ({ event, code })),
  ...{ windowDays: row.window_days, delayMinutes: row.delay_minutes, on: row.off_at === null, trouble: row.trouble },
  counts: Object.fromEntries(
    conversionStates.map((state) => [state, counts.find((one) => one.state === state)?.count ?? 0]),
  ) as Record<ConversionState, number>,
  createdAt: row.created_at.toISOString(),
})
