import { implement, ORPCError } from '@orpc/server'
import type { Problem } from '#kit/api'
import { day } from '#kit/time'
import type { Identities } from '#modules/identity'
import { audit } from '#platform/audit'
import { type Actor, nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { purposesAfter } from '../../core/consents.ts'
import { consents } from '../../core/consentsContract.ts'
import { missingIn } from '../../core/notice.ts'
import { holdStanding } from '../standing.ts'
import type { PeopleTables } from '../tables.ts'
import { noticesInForce, noticesOf, publishNotice } from './notices.ts'
import { type ConsentDeps, recordsOf, statesOf } from './read.ts'
import { addConsents } from './record.ts'
import { purposesOf } from './settings.ts'

export interface ConsentHandlerDeps extends ConsentDeps {
  readonly outbox: Outbox
  readonly identities: ConsentDeps['identities'] & Pick<Identities, 'standing' | 'strands'>
}

const problems: Record<
  'unknown-purpose' | 'notice-incomplete' | 'reason-needed' | 'source-of-staff' | 'later-than-now',
  Problem
> = {
  'unknown-purpose': { status: 400, title: { zh: '没有这个用途', en: 'There is no such purpose' } },
  'notice-incomplete': {
    status: 400,
    title: { zh: '法律要求告知的内容还没有写全', en: 'The notice lacks what the law asks for' },
  },
  'reason-needed': { status: 400, title: { zh: '手工登记要写原因', en: 'Name the reason of a record made by hand' } },
  'source-of-staff': {
    status: 400,
    title: { zh: '成员登记的来源只能是手工', en: 'What staff record comes from staff' },
  },
  'later-than-now': { status: 400, title: { zh: '时间不能在将来', en: 'The time lies ahead' } },
}

/** The endpoints of consents. */
export function consentHandlers(deps: ConsentHandlerDeps) {
  const os = implement(consents).$context<RequestContext>()
  const settings = purposesOf(deps.postgres, deps.now)
  const standing = (id: string) => standingOf(deps, id)
  return os.router({
    ...purposeHandlers(deps, settings),
    of: os.of.handler(async ({ input }) => {
      const { purposes } = await settings.read()
      const keys = purposes.map(({ key }) => key)
      const rows = await statesOf(deps, [await standing(input.id)], keys)
      return {
        items: rows.map(({ purpose, state, at, textVersion }) => ({
          ...{ purpose, state, since: at?.toISOString() ?? null, textVersion },
        })),
      }
    }),
    states: os.states.handler(async ({ input }) => {
      const rows = await statesOf(deps, input.people, [input.purpose])
      return { items: rows.map(({ asked, state }) => ({ person: asked, state })) }
    }),
    records: os.records.handler(async ({ input }) => {
      const of = await deps.identities.strands(await standing(input.id))
      const before = input.cursor && /^\d{1,18}$/.test(input.cursor) ? input.cursor : null
      const rows = await recordsOf(deps.postgres.tables<PeopleTables>(), of, before, input.limit + 1)
      const items = rows.slice(0, input.limit).map(shown)
      const last = items.at(-1)
      return rows.length > input.limit && last ? { items, next: last.id } : { items }
    }),
    record: os.record.handler(async ({ input, context }) => {
      const { purposes } = await settings.read()
      if (!purposes.some(({ key }) => key === input.purpose)) refuse(problems, 'unknown-purpose')
      const row = await deps.postgres.transaction((tx) => record(deps, tx, input, context.actor))
      deps.outbox.kick()
      return shown(row)
    }),
  })
}

async function standingOf({ identities }: ConsentHandlerDeps, id: string): Promise<string> {
  const person = await identities.standing(id)
  if (person === null) throw new ORPCError('NOT_FOUND')
  return person
}

/** The purposes, and what people are told about each. */
function purposeHandlers({ postgres, now }: ConsentHandlerDeps, settings: ReturnType<typeof purposesOf>) {
  const os = implement(consents).$context<RequestContext>()
  const withNotices = async ({ purposes, version }: Awaited<ReturnType<typeof settings.read>>) => {
    const inForce = await noticesInForce(postgres)
    return { purposes: purposes.map((one) => ({ ...one, notice: inForce.get(one.key) ?? null })), version }
  }
  return {
    purposes: os.purposes.handler(async () => withNotices(await settings.read())),
    changePurposes: os.changePurposes.handler(async ({ input, context }) => {
      const purposes = purposesAfter((await settings.read()).purposes, input.purposes)
      return withNotices(await settings.change({ purposes }, nameOf(context.actor)))
    }),
    notices: os.notices.handler(async ({ input }) => ({ items: await noticesOf(postgres, input.purpose) })),
    publishNotice: os.publishNotice.handler(async ({ input: { purpose, notice }, context }) => {
      const { purposes } = await settings.read()
      if (!purposes.some(({ key }) => key === purpose)) refuse(problems, 'unknown-purpose')
      const missing = missingIn(purpose, notice)
      if (missing.length > 0) refuse(problems, 'notice-incomplete', { detail: missing.join(', ') })
      const how = { by: nameOf(context.actor), now: now() }
      return postgres.transaction((tx) => publishNotice(tx, purpose, notice, how))
    }),
  }
}

interface Asked {
  id: string
  purpose: string
  given: boolean
  at?: string | undefined
  textVersion?: string | undefined
  source?: 'form' | 'api' | undefined
  reason?: string | undefined
}

/** Who may say where it comes from: a member of staff has heard it, a system has a form or knows it itself. */
function sourceOf({ source, reason }: Asked, actor: Actor) {
  if (actor.kind !== 'staff') return source ?? 'api'
  if (source !== undefined) refuse(problems, 'source-of-staff')
  if (reason === undefined) refuse(problems, 'reason-needed')
  return 'staff'
}

async function record(deps: ConsentHandlerDeps, tx: Tx, asked: Asked, actor: Actor) {
  const db = tx.tables<PeopleTables>()
  const source = sourceOf(asked, actor)
  const now = deps.now()
  const said = asked.at === undefined ? now : Date.parse(asked.at)
  if (said > now + day) refuse(problems, 'later-than-now')
  // Another system's clock may be a little ahead: its word must not outdo those of tomorrow.
  const at = Math.min(said, now)
  const person = (await holdStanding(db, [asked.id]))(asked.id)
  const there = await db.selectFrom('people_person').select('id').where('id', '=', person).executeTakeFirst()
  if (!there) throw new ORPCError('NOT_FOUND')
  const { purpose, given, textVersion = null, reason = null } = asked
  const by = nameOf(actor)
  const origin = { source, reason, by, import: null, now } as const
  const [id = ''] = await addConsents(deps, tx, [{ strand: person, person, purpose, given, at, textVersion }], origin)
  await audit(tx, by, 'person.consent', person, { purpose, given, reason, textVersion })
  const row = await db.selectFrom('people_consent').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { ...row, voided_at: null }
}

type Row = Awaited<ReturnType<typeof recordsOf>>[number]

const shown = (row: Row) => ({
  ...{ id: row.id, purpose: row.purpose, given: row.given, at: row.at?.toISOString() ?? null },
  ...{ recordedAt: row.recorded_at.toISOString(), textVersion: row.text_version, source: row.source },
  ...{ import: row.import, reason: row.reason, recordedBy: row.recorded_by, voided: row.voided_at !== null },
})
