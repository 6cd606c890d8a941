import type { Tx } from './postgres/postgres.ts'

interface Tables {
  platform_audit: { actor: string; action: string; subject: string; detail: string }
}

/** Appends to the audit log in the caller's transaction: no change without its record. */
export async function audit(tx: Tx, actor: string, action: string, subject: string, detail: object = {}) {
  const row = { actor, action, subject, detail: JSON.stringify(detail) }
  await tx.tables<Tables>().insertInto('platform_audit').values(row).execute()
}
