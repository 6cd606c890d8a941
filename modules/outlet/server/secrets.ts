import { createHmac, randomBytes } from 'node:crypto'
import type { Vault } from '#platform/crypto'
import type { WebhookRow } from './tables.ts'

const start = 'whsec_'
const context = 'outlet_webhook.secret'

/** A new secret, as its owner sees it, as it is kept, and what is shown of it later. */
export function newSecret(vault: Vault): { text: string; sealed: Buffer; hint: string } {
  const text = `${start}${randomBytes(32).toString('base64')}`
  return { text, sealed: vault.seal(text, context), hint: text.slice(-5, -1) }
}

/** The secrets that sign at a moment, the new one first. */
export function secretsAt(vault: Vault, webhook: Pick<WebhookRow, 'secret' | 'old_secret' | 'old_until'>, at: number) {
  const { secret, old_secret, old_until } = webhook
  const old = old_secret && old_until && old_until.getTime() > at ? [old_secret] : []
  return [secret, ...old].map((sealed) => vault.open(sealed, context))
}

/** Headers of the Standard Webhooks specification; one signature a secret. */
export function signedHeaders(secrets: readonly string[], message: string, at: number, body: string) {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(start.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${message}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': message,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
