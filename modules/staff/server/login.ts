import { hash, verify } from '@node-rs/argon2'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { checkPassword, failureWindowMs, waitBeforeLogin } from '../core/login.ts'
import { type Role, rightsOf } from '../core/rights.ts'
import { rightsWithin, type ScopeKind } from '../core/scope.ts'
import { refuseStaff } from './problems.ts'
import { hashToken, newToken, sessionCookie, sessionSeconds } from './sessions.ts'
import type { StaffTables } from './tables.ts'

export interface LoginDeps {
  postgres: Postgres
  now: () => number
}

// OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The password as it is stored; refused when it is too weak. */
export async function sealPassword(password: string, account: string): Promise<string> {
  const bad = checkPassword(password, account)
  return bad ? refuseStaff(bad) : hash(password, argon)
}

/** Whether the first admin is still to be made. */
export async function isEmpty(postgres: Postgres): Promise<boolean> {
  const db = postgres.tables<StaffTables>()
  return !(await db.selectFrom('staff_member').select('id').limit(1).executeTakeFirst())
}

/** Makes the first admin; refused when there is one. */
export async function createFirst(deps: LoginDeps, input: { account: string; name: string; password: string }) {
  // Asked before the hash too: this endpoint is open to everybody, and hashing is dear on purpose.
  if (!(await isEmpty(deps.postgres))) refuseStaff('already-set-up')
  const password = await sealPassword(input.password, input.account)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    await sql`lock table staff_member in exclusive mode`.execute(db)
    if (await db.selectFrom('staff_member').select('id').limit(1).executeTakeFirst()) refuseStaff('already-set-up')
    const row = await db
      .insertInto('staff_member')
      .values({ account: input.account, name: input.name, password, role: 'admin', disabled_at: null })
      .returning(['id', 'name', 'role', 'scope'])
      .executeTakeFirstOrThrow()
    await audit(tx, `staff:${row.id}`, 'staff.created', row.id, { role: row.role })
    return row
  })
}

// Verified when the account does not exist, so that both cases take the same time.
const decoy = hash('no one has this password', argon)

/** The member with this account and password; refused, and slowed down, when there is none. */
export async function checkLogin(deps: LoginDeps, input: { account: string; password: string }, ip: string) {
  const at = await countTry(deps, input.account, ip)
  const db = deps.postgres.tables<StaffTables>()
  const row = await db
    .selectFrom('staff_member')
    .selectAll()
    .where('account', '=', input.account)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  const right = await verify(row?.password ?? (await decoy), input.password)
  if (!row || !right) return refuseStaff('wrong-login')
  const { account } = input
  await sql`delete from staff_login_failure where (account = ${account} and ip = ${ip} and at = ${at})
    or at <= ${windowStart(deps)}`.execute(db)
  return row
}

const windowStart = (deps: LoginDeps) => new Date(deps.now() - failureWindowMs)

/**
 * Counts this try as a failure until the password proves right: tries that run side by side see each other, so that a
 * thousand at once are no more guesses than one after the other.
 */
async function countTry(deps: LoginDeps, account: string, ip: string): Promise<Date> {
  const at = new Date(deps.now())
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended(${`login ${account}`}, 0))`.execute(db)
    const failures = await db
      .selectFrom('staff_login_failure')
      .select('at')
      .where('account', '=', account)
      .where('at', '>', windowStart(deps))
      .execute()
    const wait = waitBeforeLogin(
      failures.map((failure) => failure.at.getTime()),
      deps.now(),
    )
    if (wait > 0) refuseStaff('too-many-tries', { retryAfterSeconds: Math.ceil(wait / 1000) })
    await db.insertInto('staff_login_failure').values({ account, ip, at }).execute()
  })
  return at
}

/** Starts a session: the token goes into a cookie, the CSRF token into the answer. */
export async function startSession(
  deps: LoginDeps,
  context: RequestContext,
  member: { id: string; name: string; role: Role; scope: ScopeKind },
) {
  const token = newToken()
  const csrf = newToken()
  const now = deps.now()
  const db = deps.postgres.tables<StaffTables>()
  await db.deleteFrom('staff_session').where('expires_at', '<=', new Date(now)).execute()
  await db
    .insertInto('staff_session')
    .values({
      token_hash: hashToken(token),
      staff: member.id,
      csrf,
      ip: context.ip,
      user_agent: context.userAgent.slice(0, 300),
      created_at: new Date(now),
      expires_at: new Date(now + sessionSeconds * 1000),
    })
    .execute()
  context.setCookie(sessionCookie, token, { maxAgeSeconds: sessionSeconds, httpOnly: true })
  const { id, name, role, scope } = member
  return { kind: 'staff' as const, id, name, rights: [...rightsWithin(rightsOf(role), scope)], csrfToken: csrf }
}
