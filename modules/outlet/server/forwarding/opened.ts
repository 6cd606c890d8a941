import { createHmac, randomBytes } from 'node:crypto'
import type { Vault } from '#platform/crypto'
import type { ForwarderKind } from '../../core/forwarderKind.ts'
import { kindNamed } from '../../core/forwarders.ts'
import type { ForwarderRow } from '../tables.ts'

const inSecrets = 'outlet_forwarder.secrets'
const inKey = 'outlet_forwarder.key'

/** A forwarder with its secrets in the open: stays in memory. */
export interface Opened {
  readonly kind: ForwarderKind
  readonly settings: Readonly<Record<string, unknown>> & { readonly url: string }
  /** Stands for a person or an event at this receiver and nowhere else. */
  pseudonym(of: 'person' | 'event', id: string): string
}

/** Parts settings into what may be shown and what is sealed. */
export function sealSettings(vault: Vault, kind: ForwarderKind, settings: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(settings)
  const secret = Object.fromEntries(entries.filter(([name]) => kind.secrets.includes(name)))
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !kind.secrets.includes(name))),
    secrets: vault.seal(JSON.stringify(secret), inSecrets),
  }
}

export function secretsOf(vault: Vault, row: Pick<ForwarderRow, 'secrets'>): Record<string, unknown> {
  return JSON.parse(vault.open(row.secrets, inSecrets)) as Record<string, unknown>
}

export const newKey = (vault: Vault): Buffer => vault.seal(randomBytes(32).toString('base64'), inKey)

/** @throws when its kind is gone: nothing can be done with it then */
export function opened(vault: Vault, row: ForwarderRow): Opened {
  const kind = kindNamed(row.kind)
  if (!kind) throw new Error(`forwarder ${row.id} is of the unknown kind ${row.kind}`)
  const key = Buffer.from(vault.open(row.key, inKey), 'base64')
  const settings = { ...row.settings, ...secretsOf(vault, row) }
  return {
    kind,
    settings: { ...settings, url: String(row.settings['url']) },
    pseudonym: (of, id) => createHmac('sha256', key).update(`${of} ${id}`).digest('hex').slice(0, 32),
  }
}
