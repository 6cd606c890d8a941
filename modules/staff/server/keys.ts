import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { staff } from '../contract.ts'
import { refuseStaff } from './problems.ts'
import { hashToken, newToken, type Sessions } from './sessions.ts'
import type { StaffTables } from './tables.ts'

export interface KeyDeps {
  postgres: Postgres
  sessions: Sessions
  now: () => number
}

/** API keys: list, make, revoke. */
export function keyHandlers(deps: KeyDeps) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => deps.postgres.tables<StaffTables>()
  return {
    listKeys: os.listKeys.handler(async () => {
      const rows = await db().selectFrom('staff_api_key').selectAll().orderBy('id', 'desc').limit(200).execute()
      return { items: rows.map(shownKey) }
    }),
    createKey: os.createKey.handler(async ({ input, context }) => {
      if (!input.rights.every((right) => may(context.actor, right))) refuseStaff('beyond-own-rights')
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
        const revoked = await tx
          .tables<StaffTables>()
          .updateTable('staff_api_key')
          .set({ revoked_at: sql`coalesce(revoked_at, ${new Date(deps.now())})` })
          .where('id', '=', input.id)
          .returningAll()
          .executeTakeFirst()
        if (revoked) await audit(tx, nameOf(context.actor), 'apiKey.revoked', input.id)
        return revoked
      })
      deps.sessions.forget()
      return row ? shownKey(row) : refuseStaff('no-such-key')
    }),
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
