import { ORPCError } from '@orpc/server'
import { outgoingTexts } from '#platform/http/outgoing'
import { refuse } from '#platform/http/problem'
import type { ForwarderKind } from '../../core/forwarderKind.ts'
import { kindNamed } from '../../core/forwarders.ts'
import { looksPersonal } from '../../core/leaving.ts'
import type { ForwarderRow } from '../tables.ts'
import { type ForwarderRefusal, type ForwardingDeps, forwarderProblems } from './ports.ts'

export const refuseForwarder = (why: ForwarderRefusal): never => refuse(forwarderProblems, why)

/** What somebody says of a forwarder, beside the settings of its kind. */
export type Common = Pick<ForwarderRow, 'name' | 'purpose' | 'policy' | 'events' | 'properties'>

export const kindOf = (kind: string): ForwarderKind => kindNamed(kind) ?? refuseForwarder('unknown-kind')

/** The settings as the kind reads them. @throws a problem that names the fields */
export function readSettings({ outgoing }: Pick<ForwardingDeps, 'outgoing'>, kind: ForwarderKind, given: unknown) {
  const read = kind.settings.safeParse(given)
  if (!read.success) {
    const issues = read.error.issues.map(({ path, message }) => ({ path: ['settings', ...path], message }))
    throw new ORPCError('BAD_REQUEST', { data: { issues } })
  }
  const url = outgoing.check(read.data.url)
  if (!url.ok) {
    const title = outgoingTexts[url.refusal]
    throw new ORPCError(`url-${url.refusal}`, { status: 400, message: title.zh, data: { title } })
  }
  return read.data
}

/** Refuses a purpose that nobody knows, and properties that say who somebody is. */
export async function checkCommon(deps: ForwardingDeps, { purpose, properties }: Common) {
  const known = await deps.purposes()
  if (!known.some(({ key }) => key === purpose)) refuseForwarder('unknown-purpose')
  if (properties.some((name) => !deps.isOpen(name) || looksPersonal(name))) refuseForwarder('personal-property')
}

/** A time to begin with, not ahead of now. */
export function startAt(text: string, now: number): Date {
  const at = new Date(text)
  return at.getTime() > now ? refuseForwarder('start-ahead') : at
}
