import { hash, verify } from '@node-rs/argon2'
import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import type { Problem } from '#kit/api'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { Settings } from '#platform/settings'
import { staff } from '../contract.ts'
import { checkPassword, failureWindowMs, waitBeforeLogin } from '../core/login.ts'
import { rightsOf } from '../core/rights.ts'
import type { Workspace } from '../core/workspace.ts'
import { hashToken, newToken, type Sessions, sessionCookie, sessionSeconds } from './sessions.ts'
import type { StaffTables } from './tables.ts'

export interface StaffDeps {
  postgres: Postgres
  sessions: Sessions
  now: () => number
  workspace: Settings<Workspace>
}

type Refusal = 'already-set-up' | 'wrong-login' | 'too-many-tries' | 'too-short' | 'too-common' | 'no-such-key'

const problems: Record<Refusal, Problem> = {
  'already-set-up': {
    status: 409,
    title: { zh: '已经创建过管理员，请直接登录', en: 'The first admin exists: log in' },
  },
  'wrong-login': { status: 401, title: { zh: '账号或密码不对', en: 'Wrong account or password' } },
  'too-many-tries': { status: 429, title: { zh: '尝试次数过多，请稍后再试', en: 'Too many tries: wait a while' } },
  'too-short': { status: 422, title: { zh: '密码至少 8 个字符', en: 'A password has at least 8 characters' } },
  'too-common': { status: 422, title: { zh: '这个密码太常见', en: 'This password is too common' } },
  'no-such-key': { status: 404, title: { zh: '没有这个 API Key', en: 'No such API key' } },
}

// OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The staff endpoints: first run, login, keys. */
export function staffHandlers(deps: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => deps.postgres.tables<StaffTables>()
  const isEmpty = async () => !(await db().selectFrom('staff_member').select('id').limit(1).executeTakeFirst())
  return os.router({
    setupState: os.setupState.handler(async () => ({ needed: await isEmpty() })),
    setup: os.setup.handler(async ({ input, context }) => {
      const bad = checkPassword(input.password, input.account)
      if (bad) refuse(problems, bad)
      return startSession(deps, context, await createFirst(deps, input))
    }),
    login: os.login.handler(async ({ input, context }) =>
      startSession(deps, context, await checkLogin(deps, input, context.ip)),
    ),
    logout: os.logout.handler(async ({ context }) => {
      const token = context.cookie(sessionCookie)
      if (token) await db().deleteFrom('staff_session').where('token_hash', '=', hashToken(token)).execute()
      deps.sessions.forget()
      context.setCookie(sessionCookie, '', { maxAgeSeconds: 0, httpOnly: true })
      return { done: true as const }
    }),
    me: os.me.handler(async ({ context }) => {
      const { actor } = context
      if (actor.kind === 'nobody') throw new ORPCError('UNAUTHORIZED')
      const token = actor.kind === 'staff' ? context.cookie(sessionCookie) : undefined
      const csrfToken = token && (await deps.sessions.csrfOf(token))
      return { ...actor, rights: [...actor.rights], ...(csrfToken ? { csrfToken } : {}) }
    }),
    ...keyHandlers(deps),
    ...workspaceHandlers(deps),
  })
}

function keyHandlers(deps: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => deps.postgres.tables<StaffTables>()
  return {
    listKeys: os.listKeys.handler(async () => {
      const rows = await db().selectFrom('staff_api_key').selectAll().orderBy('id', 'desc').limit(200).execute()
      return { items: rows.map(shownKey) }
    }),
    createKey: os.createKey.handler(async ({ input, context }) => {
      const key = `siyu_${newToken()}`
      const row = await deps.postgres.transaction(async (tx) => {
        const made = await insertKey(tx.tables<StaffTables>(), input.name, key, input.rights, nameOf(context.actor))
        await audit(tx, nameOf(context.actor), 'apiKey.created', made.id, { rights: input.rights })
        return made
      })
      return { ...shownKey(row), key }
    }),
    revokeKey: os.revokeKey.handler(async ({ input, context }) => {
      const row = await deps.postgres.transaction(async (tx) => {
        await audit(tx, nameOf(context.actor), 'apiKey.revoked', input.id)
        const revoked = { revoked_at: new Date(deps.now()) }
        return tx
          .tables<StaffTables>()
          .updateTable('staff_api_key')
          .set(revoked)
          .where('id', '=', input.id)
          .returningAll()
          .executeTakeFirst()
      })
      deps.sessions.forget()
      return row ? shownKey(row) : refuse(problems, 'no-such-key')
    }),
  }
}

function workspaceHandlers({ workspace }: StaffDeps) {
  const os = implement(staff).$context<RequestContext>()
  const shown = (value: Workspace & { version: number }) => ({
    ...value,
    goLiveAt: new Date(value.goLiveAt).toISOString(),
  })
  return {
    workspace: os.workspace.handler(async () => shown(await workspace.read())),
    changeWorkspace: os.changeWorkspace.handler(async ({ input: { goLiveAt, ...rest }, context }) => {
      const patch = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
      const date = goLiveAt === undefined ? {} : { goLiveAt: Date.parse(goLiveAt) }
      return shown(await workspace.change({ ...patch, ...date }, nameOf(context.actor)))
    }),
  }
}

async function createFirst(deps: StaffDeps, input: { account: string; name: string; password: string }) {
  const password = await hash(input.password, argon)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    await sql`lock table staff_member in exclusive mode`.execute(db)
    if (await db.selectFrom('staff_member').select('id').limit(1).executeTakeFirst()) refuse(problems, 'already-set-up')
    const row = await db
      .insertInto('staff_member')
      .values({ account: input.account, name: input.name, password, role: 'admin', disabled_at: null })
      .returning(['id', 'name', 'role'])
      .executeTakeFirstOrThrow()
    await audit(tx, `staff:${row.id}`, 'staff.created', row.id, { role: row.role })
    return row
  })
}

// Verified when the account does not exist, so that both cases take the same time.
const decoy = hash('no one has this password', argon)

async function checkLogin(deps: StaffDeps, input: { account: string; password: string }, ip: string) {
  const db = deps.postgres.tables<StaffTables>()
  const since = new Date(deps.now() - failureWindowMs)
  const failures = await db
    .selectFrom('staff_login_failure')
    .select('at')
    .where('account', '=', input.account)
    .where('at', '>', since)
    .execute()
  const wait = waitBeforeLogin(
    failures.map((f) => f.at.getTime()),
    deps.now(),
  )
  if (wait > 0) refuse(problems, 'too-many-tries', { retryAfterSeconds: Math.ceil(wait / 1000) })
  const row = await db
    .selectFrom('staff_member')
    .selectAll()
    .where('account', '=', input.account)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  const right = await verify(row?.password ?? (await decoy), input.password)
  if (row && right) return row
  await db
    .insertInto('staff_login_failure')
    .values({ account: input.account, ip, at: new Date(deps.now()) })
    .execute()
  return refuse(problems, 'wrong-login')
}

async function startSession(
  deps: StaffDeps,
  context: RequestContext,
  member: { id: string; name: string; role: StaffTables['staff_member']['role'] },
) {
  const token = newToken()
  const csrf = newToken()
  const now = deps.now()
  await deps.postgres
    .tables<StaffTables>()
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
  return {
    kind: 'staff' as const,
    id: member.id,
    name: member.name,
    rights: [...rightsOf(member.role)],
    csrfToken: csrf,
  }
}

async function insertKey(db: Db<StaffTables>, name: string, key: string, rights: string[], createdBy: string) {
  const values = {
    name,
    hint: key.slice(-4),
    token_hash: hashToken(key),
    rights,
    created_by: createdBy,
    last_used_at: null,
    revoked_at: null,
  }
  return db
    .insertInto('staff_api_key')
    .values(values)
    .onConflict((c) => c.column('token_hash').doUpdateSet({ revoked_at: null, rights }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Makes `key` the one valid key of that origin (the environment, or the command line's control file), with all rights. */
export async function ensureKey(postgres: Postgres, origin: 'environment' | 'control', key: string | undefined) {
  const db = postgres.tables<StaffTables>()
  const stale = db
    .updateTable('staff_api_key')
    .set({ revoked_at: new Date() })
    .where('created_by', '=', origin)
    .where('revoked_at', 'is', null)
  await (key ? stale.where('token_hash', '<>', hashToken(key)) : stale).execute()
  if (key) await insertKey(db, origin === 'environment' ? 'SIYU_API_KEY' : 'siyu CLI', key, ['*'], origin)
}

function shownKey(row: {
  id: string
  name: string
  hint: string
  rights: string[]
  created_at: Date
  created_by: string
  last_used_at: Date | null
  revoked_at: Date | null
}) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    rights: row.rights,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
