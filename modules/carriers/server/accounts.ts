import { randomBytes } from 'node:crypto'
import type { Vault } from '#platform/crypto'
import type { CarrierKind } from '../core/kind.ts'
import { kindNamed } from '../core/kinds.ts'
import type { AccountRow, CarrierDb } from './tables.ts'

/** An account with its credentials open, as its kind reads them. */
export interface Account<S = Record<string, unknown>> {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly settings: S
  readonly on: boolean
}

const secretContext = 'carriers_account.secrets'
const keyContext = 'carriers_account.key'
/** What is kept of the key, to look an account up by the address of its callbacks. */
const keyHash = (vault: Vault, key: string) => vault.hash(`carriers.callback ${key}`)

/** The settings apart from what is secret in them, which is sealed. */
export function sealSettings(vault: Vault, kind: CarrierKind, all: Record<string, unknown>) {
  const isSecret = ([name]: [string, unknown]) => kind.secrets.includes(name)
  const entries = Object.entries(all)
  const secrets = Object.fromEntries(entries.filter(isSecret))
  return {
    settings: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: vault.seal(JSON.stringify(secrets), secretContext),
  }
}

export const secretsOf = (vault: Vault, row: Pick<AccountRow, 'secrets'>): Record<string, unknown> =>
  JSON.parse(vault.open(row.secrets, secretContext))

/** @throws when its kind is none any more */
export function openAccount(vault: Vault, row: AccountRow): Account {
  const kind = kindNamed(row.kind)
  if (!kind) throw new Error(`no kind of carrier is called ${row.kind}`)
  const settings = kind.settings.parse({ ...row.settings, ...secretsOf(vault, row) })
  return { id: row.id, kind: row.kind, name: row.name, settings, on: row.off_at === null }
}

export async function findAccount(db: CarrierDb, vault: Vault, id: string): Promise<Account | null> {
  const row = await db.selectFrom('carriers_account').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? openAccount(vault, row) : null
}

export async function accountByKey(db: CarrierDb, vault: Vault, key: string): Promise<Account | null> {
  const row = await db
    .selectFrom('carriers_account')
    .selectAll()
    .where('key_hash', '=', keyHash(vault, key))
    .executeTakeFirst()
  return row ? openAccount(vault, row) : null
}

/** An address nobody guesses, for the callbacks of an account. */
export function newKey(vault: Vault) {
  const key = randomBytes(18).toString('base64url')
  return { key_hash: keyHash(vault, key), key_sealed: vault.seal(key, keyContext) }
}

export const callbackPath = (vault: Vault, row: Pick<AccountRow, 'key_sealed'>): string =>
  `/callbacks/${vault.open(row.key_sealed, keyContext)}`
