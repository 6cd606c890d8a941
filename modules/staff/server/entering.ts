import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import type { RequestContext } from '#platform/http/context'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { Settings } from '#platform/settings'
import { type EntrySettings, enteringMs, isOwnPage, landingOf } from '../core/entry.ts'
import type { Role } from '../core/rights.ts'
import type { ScopeKind } from '../core/scope.ts'
import type { Entrances } from './entrances.ts'
import { sealPassword, startSession } from './login.ts'
import { hashToken, newToken } from './sessions.ts'
import type { StaffTables } from './tables.ts'

export interface EnteringDeps {
  readonly postgres: Postgres
  readonly now: () => number
  readonly entrances: Entrances
  readonly entry: Settings<EntrySettings>
}

export type EntryRefusal = 'no-way' | 'over' | 'outsider' | 'not-bound' | 'disabled'

/** What whoever does not get in is told. */
export const entryTexts: Record<EntryRefusal, Bilingual> = {
  'no-way': {
    zh: '没有可用来登录的企业微信账号，请管理员先在「渠道账号」里连接',
    en: 'There is no account of a platform to log in by: an admin has to connect one first',
  },
  over: { zh: '这次登录已过期或已用过，请重新进入', en: 'This login is over or was used already: come in again' },
  outsider: { zh: '你不是这家企业的成员，不能登录', en: 'You are no member of this company and cannot log in' },
  'not-bound': {
    zh: '你的企业微信还没有绑定账号，请管理员在「设置 → 成员」里绑定',
    en: 'Nobody has bound your member to an account: an admin does it in the settings, under colleagues',
  },
  disabled: { zh: '你的账号已停用', en: 'Your account is disabled' },
}

const browserCookie = 'siyu_entering'
/** Where the platform sends its member back to. */
export const backPath = '/m/login/back'

interface Asked {
  /** The way in; when absent, the first there is. */
  readonly account?: string | undefined
  readonly next: string
  readonly by: 'app' | 'scan'
  /** Scheme and host under which this browser sees us. */
  readonly origin: string
}

/** Begins a login at a platform: the address to send the browser to. */
export async function beginEntering(
  deps: EnteringDeps,
  context: RequestContext,
  { account: asked, next, by, origin }: Asked,
): Promise<Result<string, EntryRefusal>> {
  const account = asked ?? (await deps.entrances.ways())[0]?.account
  if (account === undefined) return no('no-way')
  const state = newToken()
  const url = await deps.entrances.enterUrl(account, { redirect: origin + backPath, state, by })
  if (url === null) return no('no-way')
  const browser = newToken()
  const db = deps.postgres.tables<StaffTables>()
  await db.deleteFrom('staff_entering').where('expires_at', '<=', new Date(deps.now())).execute()
  await db
    .insertInto('staff_entering')
    .values({
      ...{ state_hash: hashToken(state), browser_hash: hashToken(browser), account },
      ...{ next: isOwnPage(next) ? next : '/m/sidebar', expires_at: new Date(deps.now() + enteringMs) },
    })
    .execute()
  context.setCookie(browserCookie, browser, { maxAgeSeconds: enteringMs / 1000, httpOnly: true })
  return ok(url)
}

/** Ends it: the session is started, and the page that was wanted is told. */
export async function endEntering(
  deps: EnteringDeps,
  context: RequestContext,
  { code, state }: { readonly code: string; readonly state: string },
): Promise<Result<string, Bilingual>> {
  const begun = await deps.postgres
    .tables<StaffTables>()
    .deleteFrom('staff_entering')
    .where('state_hash', '=', hashToken(state))
    .returningAll()
    .executeTakeFirst()
  const browser = context.cookie(browserCookie)
  const isHere = browser !== undefined && begun?.browser_hash.equals(hashToken(browser))
  if (!begun || !isHere || begun.expires_at.getTime() <= deps.now()) return no(entryTexts.over)
  const proven = await deps.entrances.memberOf(begun.account, code)
  if (!proven.ok) return proven
  if (proven.value === null) return no(entryTexts.outsider)
  const colleague = await colleagueOf(deps, begun.account, proven.value)
  if (!colleague.ok) return no(entryTexts[colleague.refusal])
  await startSession(deps, context, colleague.value)
  return ok(landingOf(begun.next, colleague.value.role))
}

interface Colleague {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly scope: ScopeKind
}

/** Who the platform's member is here; made now where the settings say so. The way in stands in the audit log. */
async function colleagueOf(
  deps: EnteringDeps,
  account: string,
  { member, name }: { member: string; name: string },
): Promise<Result<Colleague, EntryRefusal>> {
  const mayMake = (await deps.entry.read()).create
  // Nobody knows it: whoever was made so comes in by the platform alone.
  const password = mayMake ? await sealPassword(newToken(), member) : ''
  return deps.postgres.transaction(async (tx) => {
    const found = await boundTo(tx, account, member)
    if (found?.disabled_at) return no('disabled')
    if (!found && !mayMake) return no('not-bound')
    const one = found ?? (await make(tx, deps, { account, member, name, password }))
    if (!one) return no('over')
    await audit(tx, `staff:${one.id}`, 'staff.entered', one.id, { account, member })
    return ok(one)
  })
}

const boundTo = (tx: Tx, account: string, member: string) =>
  tx
    .tables<StaffTables>()
    .selectFrom('staff_binding as b')
    .innerJoin('staff_member as m', 'm.id', 'b.staff')
    .select(['m.id', 'm.name', 'm.role', 'm.scope', 'm.disabled_at'])
    .where('b.account', '=', account)
    .where('b.member', '=', member)
    .executeTakeFirst()

interface New {
  readonly account: string
  readonly member: string
  readonly name: string
  readonly password: string
}

/** Of two entries at once the second one waits for the first, and is told to come in again. */
async function make(tx: Tx, { now }: EnteringDeps, { account, member, name, password }: New) {
  const db = tx.tables<StaffTables>()
  const made = await db
    .insertInto('staff_member')
    .values({ account: `${account}/${member}`, name, password, role: 'frontline', scope: 'self', disabled_at: null })
    .onConflict((on) => on.column('account').doNothing())
    .returning(['id', 'name', 'role', 'scope'])
    .executeTakeFirst()
  if (!made) return null
  await db
    .insertInto('staff_binding')
    .values({ account, member, staff: made.id, bound_by: 'entry', bound_at: new Date(now()) })
    .execute()
  await audit(tx, `staff:${made.id}`, 'staff.created', made.id, { role: made.role, account, member })
  return made
}
