import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { liveCodes } from '../../core/liveContract.ts'
import { changeLive, createLive, findLive, type Keeping, refuseLive } from './keep.ts'
import { patrol, standingTroubles } from './patrol.ts'
import { addPrinted, changePrinted, onePrinted, photoOf, printedCodes, setPhoto } from './printed.ts'
import { codesOfPerson, decisionsOf, rangeIn, reportOf, shownLive } from './shown.ts'
import type { LiveTables } from './tables.ts'

/** The endpoints of live codes. */
export function liveHandlers(keeping: Keeping) {
  const os = implement(liveCodes).$context<RequestContext>()
  const { deps, loads } = keeping
  const one = async (id: string, context: RequestContext) =>
    (await shownLive(deps, [await findLive(deps, id)], context))[0] ?? refuseLive('no-such-live')
  return os.router({
    ...printedHandlers(keeping),
    ...dutyHandlers(keeping),
    list: os.list.handler(({ input, context }) => listLive(keeping, input, context)),
    get: os.get.handler(({ input, context }) => one(input.id, context)),
    create: os.create.handler(async ({ input, context }) =>
      one(await createLive(keeping, input, nameOf(context.actor)), context),
    ),
    change: os.change.handler(async ({ input, context }) => {
      await changeLive(keeping, input, nameOf(context.actor))
      return one(input.id, context)
    }),
    report: os.report.handler(async ({ input }) =>
      reportOf(deps, loads, await findLive(deps, input.id), rangeIn(input, deps.now())),
    ),
    decisions: os.decisions.handler(async ({ input }) =>
      decisionsOf(deps, loads, await findLive(deps, input.id), input),
    ),
    staff: os.staff.handler(({ input }) => staffOf(keeping, input.account)),
    quotas: os.quotas.handler(async () => {
      const accounts = await deps.accounts()
      return {
        items: await Promise.all(
          accounts.map(async ({ account, name }) => ({ account, name, ...(await deps.codes.quota(account)) })),
        ),
      }
    }),
    ofPerson: os.ofPerson.handler(({ input }) => codesOfPerson(deps, loads, input.id)),
    troubles: os.troubles.handler(() => standingTroubles(deps)),
    patrol: os.patrol.handler(async () => ({ found: await patrol(deps, loads) })),
  })
}

interface Asked {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly kind?: 'staff' | 'group' | 'store' | 'aggregate' | undefined
}

async function listLive({ deps }: Keeping, { cursor, limit, kind }: Asked, context: RequestContext) {
  let all = deps.postgres.tables<LiveTables>().selectFrom('acquisition_live').selectAll().orderBy('id', 'desc')
  if (kind) all = all.where('kind', '=', kind)
  if (/^\d{1,18}$/.test(cursor ?? '')) all = all.where('id', '<', cursor ?? '')
  const rows = await all.limit(limit + 1).execute()
  const items = await shownLive(deps, rows.slice(0, limit), context)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

async function staffOf({ deps, loads }: Keeping, account: string) {
  if (!(await deps.accounts()).some((one) => one.account === account)) refuseLive('no-account')
  loads.forget()
  const { members, departments } = await loads.members(account)
  const { members: standing } = await loads.staffing({ id: '0', account }, await deps.zone())
  return {
    members: members.map(({ member, name, fit, customers }) => ({
      ...{ member, name, fit, customers, off: standing.get(member)?.off ?? false },
    })),
    departments: [...departments],
    chats: (await deps.codes.chats(account)).map((one) => ({ ...one })),
  }
}

function printedHandlers({ deps }: Keeping) {
  const os = implement(liveCodes).$context<RequestContext>()
  return {
    printed: os.printed.handler(async ({ input: { cursor, limit, live, q } }) => {
      const below = /^\d{1,18}$/.test(cursor ?? '') ? cursor : undefined
      const rows = await printedCodes(deps, { live, q, below, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    addPrinted: os.addPrinted.handler(async ({ input, context }) =>
      onePrinted(deps, await addPrinted(deps, input, nameOf(context.actor))),
    ),
    changePrinted: os.changePrinted.handler(async ({ input, context }) => {
      await changePrinted(deps, input, nameOf(context.actor))
      return onePrinted(deps, input.id)
    }),
    setPhoto: os.setPhoto.handler(async ({ input }) => {
      await setPhoto(deps, input)
      return { done: true as const }
    }),
    photo: os.photo.handler(({ input }) => photoOf(deps, input.id)),
  }
}

function dutyHandlers(keeping: Keeping) {
  const os = implement(liveCodes).$context<RequestContext>()
  const { deps } = keeping
  return {
    setDuty: os.setDuty.handler(({ input: { on, ...of }, context }) => setDuty(keeping, of, on, nameOf(context.actor))),
    myDuty: os.myDuty.handler(async ({ context }) => dutyOf(keeping, await deps.me(context))),
    setMyDuty: os.setMyDuty.handler(async ({ input, context }) =>
      setDuty(keeping, await deps.me(context), input.on, nameOf(context.actor)),
    ),
  }
}

interface Of {
  readonly account: string
  readonly member: string
}

async function dutyOf({ deps }: Keeping, { account, member }: Of) {
  const all = deps.postgres.tables<LiveTables>().selectFrom('acquisition_duty').select('off_at')
  const row = await all.where('account', '=', account).where('member', '=', member).executeTakeFirst()
  return { on: !row, since: row?.off_at.toISOString() ?? null }
}

/** Their codes lead elsewhere at once. */
async function setDuty(keeping: Keeping, { account, member }: Of, on: boolean, by: string) {
  const { deps, ways } = keeping
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<LiveTables>()
    if (on)
      await db.deleteFrom('acquisition_duty').where('account', '=', account).where('member', '=', member).execute()
    else
      await db
        .insertInto('acquisition_duty')
        .values({ account, member, off_at: new Date(deps.now()), said_by: by })
        .onConflict((one) => one.doNothing())
        .execute()
    await audit(tx, by, 'duty.changed', `${account}/${member}`, { on })
  })
  await ways.kick({ account })
  return dutyOf(keeping, { account, member })
}
