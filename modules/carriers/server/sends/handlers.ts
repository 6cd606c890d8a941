import { implement } from '@orpc/server'
import { z } from 'zod'
import { minute } from '#kit/time'
import { audit } from '#platform/audit'
import { type Actor, nameOf, type RequestContext } from '#platform/http/context'
import { type sendSchema, sends, type wayless, type writeSchema } from '../../core/sendsContract.ts'
import type { Send } from '../../core/sendsShapes.ts'
import { waysOf } from '../../core/ways.ts'
import { findAccount } from '../accounts.ts'
import { callsOfSend } from '../calls/store.ts'
import { seenBy } from '../personal.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { peopleClicked, withClicks } from './clicked.ts'
import { pathOfSend } from './path.ts'
import { type Asked, type Opened, openWay, textsOf } from './plans.ts'
import type { HostDeps, Plan } from './ports.ts'
import { previewOf } from './preview.ts'
import { cancelRest, sendRest } from './rest.ts'
import { membersOfSend, shownSends } from './shown.ts'
import { remind, stopSend } from './stopping.ts'
import type { SendTables } from './tables.ts'
import { textsOfSend } from './texts.ts'
import { refuseNoLink, sampled, sampleValues } from './values.ts'

/** So long a send can be stopped before anything leaves. */
const hold = minute

export type SendHandlerDeps = HostDeps & {
  /** The send may go on now. */
  readonly wake: () => void
}

/** The endpoints of sends. */
export function sendHandlers(deps: SendHandlerDeps) {
  const os = implement(sends).$context<RequestContext>()
  const one = async (id: string) =>
    (await withClicks(deps, await shownSends(deps, { ids: [id], limit: 1 })))[0] ?? refuseCarrier('no-such-send')
  return os.router({
    ways: os.ways.handler(() => waysThere(deps)),
    list: os.list.handler(async ({ input: { account, cursor, limit } }) => {
      const rows = await shownSends(deps, { account, below: cursor, limit: limit + 1 })
      const items = await withClicks(deps, rows.slice(0, limit))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    preview: os.preview.handler(async ({ input }) => {
      const said = { purpose: input.purpose, at: startOf(deps, input.startAt) }
      return previewOf(deps, await opening(deps, await waysIn(deps, input), said), said, input)
    }),
    create: os.create.handler(async ({ input, context }) => {
      const id = await create(deps, input, nameOf(context.actor))
      deps.wake()
      return one(id)
    }),
    stop: os.stop.handler(async ({ input, context }) => {
      await stopSend(deps, input.id, nameOf(context.actor))
      return one(input.id)
    }),
    remind: os.remind.handler(({ input, context }) => remind(deps, input, nameOf(context.actor))),
    members: os.members.handler(async ({ input }) => ({
      items: await membersOfSend(deps, (await one(input.id)).id),
    })),
    people: os.people.handler(async ({ input }) => {
      await one(input.id)
      return peopleClicked(deps, input)
    }),
    ...outcomes(deps, one),
    write: os.write.handler(({ input, context }) => writtenFor(deps, input, context.actor)),
    templates: os.templates.handler(({ input }) => templatesOf(deps, input)),
  })
}

/** What a send came to. */
function outcomes(deps: SendHandlerDeps, one: (id: string) => Promise<z.output<typeof Send>>) {
  const os = implement(sends).$context<RequestContext>()
  return {
    texts: os.texts.handler(async ({ input }) => textsOfSend(deps, await one(input.id))),
    sendRest: os.sendRest.handler(async ({ input: { id, text }, context }) => {
      await sendRest(deps, id, text, nameOf(context.actor))
      deps.wake()
      return one(id)
    }),
    cancelRest: os.cancelRest.handler(async ({ input: { id }, context }) => {
      await cancelRest(deps, id, nameOf(context.actor))
      return one(id)
    }),
    calls: os.calls.handler(async ({ input }) => ({ items: await callsOfSend(deps, (await one(input.id)).id) })),
    path: os.path.handler(async ({ input }) => pathOfSend(deps, await one(input.id))),
  }
}

/** At the earliest after the hold. */
const startOf = ({ now }: HostDeps, asked: string | undefined) =>
  Math.max(asked === undefined ? 0 : Date.parse(asked), now() + hold)

/** The ways that were asked for; an account alone stands for the first thing its kind can do. */
async function waysIn(
  deps: HostDeps,
  { ways, account: id, content, staff }: z.output<typeof wayless>,
): Promise<Asked[]> {
  if (ways)
    return ways.map(({ variants = [], ...one }) => ({
      ...{ ...one, content: one.content ?? null, staff: one.staff ?? null, variants },
    }))
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id ?? '0')
  if (!account) return refuseCarrier('no-such-account')
  const [kind] = waysOf(account.kind)
  if (!kind) return refuseCarrier('not-that-kind')
  return [{ way: kind.way, account: account.id, content: content ?? null, staff: staff ?? null }]
}

/** @throws a problem where one of them cannot be used */
async function opening(deps: HostDeps, ways: readonly Asked[], said: Pick<Plan, 'purpose' | 'at'>): Promise<Opened[]> {
  const opened: Opened[] = []
  for (const [place, asked] of ways.entries()) {
    const kind = deps.ways.find(({ kind: { way } }) => way === asked.way)?.kind
    for (const content of [asked.content, ...(asked.variants ?? [])]) {
      const read = content === null ? null : kind?.content.safeParse(content)
      if (read && !read.success) refuseCarrier('wrong-content', `${asked.way}: ${read.error.issues[0]?.message ?? ''}`)
    }
    const one = await openWay(deps, asked, { place, ...said })
    opened.push(typeof one === 'string' ? refuseCarrier(one) : one)
  }
  return opened
}

async function create(deps: HostDeps, given: z.output<typeof sendSchema>, by: string): Promise<string> {
  const { name, purpose, segment = null, people = null } = given
  const startAt = new Date(startOf(deps, given.startAt))
  const ways = await waysIn(deps, given)
  if (ways.some(({ content }) => content === null)) refuseCarrier('wrong-content')
  const opened = await opening(deps, ways, { purpose, at: startAt.getTime() })
  for (const { plan, way } of await sampled(deps, opened)) {
    if (!way.kind.purposes.includes(purpose)) refuseCarrier('way-purpose', way.kind.title.zh)
    await refuseText({ plan, way })
  }
  await refuseNoLink(deps, opened)
  if (given.trial && opened.filter(({ plan }) => plan.variants.length > 0).length !== 1) refuseCarrier('trial-texts')
  if (segment !== null && (await deps.membersOf(segment, '0', 1)) === null) refuseCarrier('no-such-segment')
  // As the way's schema reads it: what it fills in by itself stands with the send.
  const kept = opened.map(({ plan, way }) => ({
    ...{ way: way.kind.way, account: plan.account.id, content: plan.content, staff: plan.staff },
    ...(plan.variants.length === 0 ? {} : { variants: plan.variants }),
  }))
  return deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<SendTables>()
      .insertInto('carriers_send')
      .values({
        ...{ account: kept[0]?.account ?? '0', name, purpose, segment, people, state: 'held' as const },
        ways: JSON.stringify(kept) as never,
        ...{ start_at: startAt, look_at: startAt, trial_due: null, trial_text: null, trial_by: null, trial_at: null },
        trial: (given.trial ? JSON.stringify(given.trial) : null) as never,
        trial_state: given.trial ? ('testing' as const) : null,
        ...{ made_by: by, made_at: new Date(deps.now()), ended_at: null, error: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const said = { name, purpose, segment, people: people?.length ?? null, ways: kept.map(({ way }) => way) }
    await audit(tx, by, 'send.planned', id, said)
    return id
  })
}

/** @throws a problem where one of its texts can go to nobody, or the platform has one text for all */
async function refuseText({ plan, way }: Opened) {
  if (plan.variants.length > 0 && !way.one) refuseCarrier('one-text', way.kind.title.zh)
  for (const content of textsOf(plan)) {
    const refused = await way.refuse?.({ ...plan, content })
    if (refused) refuseCarrier(refused.title, refused.detail)
  }
}

/** Every way, with the accounts that have it. */
async function waysThere({ postgres, ways }: HostDeps) {
  const accounts = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_account')
    .select(['id', 'name', 'kind'])
    .where('off_at', 'is', null)
    .orderBy('id')
    .execute()
  const items = ways.map(({ kind: { way, title, help, carrier, purposes, content } }) => ({
    ...{ way, title, help, carrier, purposes: [...purposes] },
    content: z.toJSONSchema(content, { io: 'input', unrepresentable: 'any' }),
    accounts: accounts
      .filter(({ kind }) => waysOf(kind).some((one) => one.way === way))
      .map(({ id, name }) => ({ id, name })),
  }))
  return { items }
}

/** The message as one person would read it; whoever may not see names sees them masked. */
async function writtenFor(deps: HostDeps, { person, purpose, ...way }: z.output<typeof writeSchema>, actor: Actor) {
  const said = { purpose, at: deps.now() }
  const [one] = await opening(deps, [{ ...way, staff: null }], said)
  const values = one && (await sampleValues(deps, [one], [person])).get(person)
  if (!one || !values) return refuseCarrier('not-there')
  const [seen = one] = await sampled(deps, [one])
  const refused = await one.way.refuse?.(seen.plan)
  if (refused) refuseCarrier(refused.title, refused.detail)
  const written = (await one.way.write(seen.plan, new Map([[person, seenBy(actor, values)]]))).get(person)
  if (!written) return refuseCarrier('not-there')
  return written.ok
    ? { text: written.value.text, values: written.value.values, pieces: written.value.pieces, refused: null }
    : { text: '', values: {}, pieces: null, refused: written.refusal }
}

/** Templates of an account that a way can be written with. */
async function templatesOf(deps: HostDeps, { id, way }: { id: string; way: string }) {
  const one = await openWay(
    deps,
    { way, account: id, content: null, staff: null },
    { place: 0, purpose: 'service', at: 0 },
  )
  if (typeof one === 'string') return refuseCarrier(one)
  const found = await one.way.templates?.(one.plan.account)
  if (found && !found.ok) return refuseByPlatform(found.refusal)
  return { items: (found?.ok ? found.value : []).map((template) => ({ ...template, fields: [...template.fields] })) }
}
