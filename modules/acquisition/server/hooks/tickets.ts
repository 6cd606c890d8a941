import { timingSafeEqual } from 'node:crypto'
import type { Vault } from '#platform/crypto'

const read = /^([1-9]\d{0,18})\.([0-9a-z]{1,11})\.([\w-]{22})$/

/** Tells a page as whom it is opened: nobody can make one, or turn one into another's. */
export function ticketFor(vault: Vault, hook: string, strand: string, seenAt: number): string {
  const said = `${strand}.${seenAt.toString(36)}`
  return `${said}.${proofOf(vault, hook, said)}`
}

export function ticketIn(vault: Vault, hook: string, ticket: string): { strand: string; seenAt: number } | null {
  const [, strand, seen, proof] = read.exec(ticket) ?? []
  if (strand === undefined || seen === undefined || proof === undefined) return null
  const right = proofOf(vault, hook, `${strand}.${seen}`)
  if (!timingSafeEqual(Buffer.from(proof), Buffer.from(right))) return null
  return { strand, seenAt: Number.parseInt(seen, 36) }
}

const proofOf = (vault: Vault, hook: string, said: string): string =>
  vault.hash(`hook ticket ${hook} ${said}`).toString('base64url').slice(0, 22)
