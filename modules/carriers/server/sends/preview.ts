import { type Candidate, chooseWays } from '../../core/choose.ts'
import type { SendReason } from '../../core/sends.ts'
import { refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { full } from './choosing.ts'
import { type Judged, judge } from './judge.ts'
import type { Opened } from './plans.ts'
import type { HostDeps } from './ports.ts'

/** So many are looked at; of a larger audience the first. */
const most = 2000
const page = 500
/** So many of them are listed. */
const listed = 200

interface Audience {
  readonly segment?: string | undefined
  readonly people?: readonly string[] | undefined
}

type Said = { readonly purpose: 'promotion' | 'service'; readonly at: number }

interface Looked {
  readonly candidates: readonly Candidate<SendReason>[]
  readonly standings: readonly Judged[]
  readonly left: ReadonlyMap<number, number>
}

/** Who would get a message now and by which way, and who would not and why. Nothing is counted at the gate. */
export async function previewOf(deps: HostDeps, opened: readonly Opened[], said: Said, audience: Audience) {
  const { people, isWhole } = await firstOf(deps, audience)
  const looked = await lookAt(deps, opened, said, people)
  const chosen = chooseWays(looked.candidates, looked.left, full)
  const none = chosen.filter(({ way }) => way === null)
  const nobody = none.filter(({ tried }) => tried.every(({ reasons }) => reasons.every((one) => one === 'not-there')))
  const standingOf = ({ person, way }: { person: string; way: number | null }) =>
    way === null ? undefined : looked.standings.map((one) => one.standing(person, way)).find((one) => one !== undefined)
  const may = chosen.filter(({ way }) => way !== null)
  return {
    ...{ people: people.length, isWhole, allowed: may.length, nobody: nobody.length },
    reasons: counted(none.flatMap(({ tried }) => reasonsIn(tried))).map(([reason, count]) => ({
      reason,
      people: count,
    })),
    ways: opened.map(({ plan, way }, i) => ({
      ...{ way: way.kind.way, account: plan.account.id, accountName: plan.account.name },
      people: chosen.filter((one) => one.way === i).length,
      left: looked.left.get(i) ?? null,
      reasons: counted(looked.candidates.flatMap(({ options }) => options[i] ?? [])).map(([reason, count]) => ({
        ...{ reason, people: count },
      })),
    })),
    byStaff: await byStaff(
      deps,
      opened,
      may.map((one) => ({ way: one.way, userid: standingOf(one)?.userid })),
    ),
    left: counted(may.flatMap((one) => standingOf(one)?.left ?? []).map((left) => Math.max(0, left - 1)))
      .map(([left, count]) => ({ left, people: count }))
      .sort((a, b) => a.left - b.left),
    items: chosen.slice(0, listed).map(({ person, way, tried }) => ({
      ...{ person, way: way === null ? null : (opened[way]?.way.kind.way ?? null) },
      tried: tried.map((one) => ({ way: opened[one.way]?.way.kind.way ?? '', reasons: [...one.reasons] })),
    })),
  }
}

/** What kept somebody from all ways; that they are not there says nothing where they are somewhere else. */
const reasonsIn = (tried: readonly { readonly reasons: readonly SendReason[] }[]): SendReason[] => [
  ...new Set(tried.flatMap(({ reasons }) => reasons).filter((one) => one !== 'not-there')),
]

async function lookAt(
  deps: HostDeps,
  opened: readonly Opened[],
  said: Said,
  people: readonly string[],
): Promise<Looked> {
  const candidates: Candidate<SendReason>[] = []
  const standings: Judged[] = []
  for (let from = 0; from < people.length; from += page) {
    const judged = await judge(deps, opened, people.slice(from, from + page))
    standings.push(judged)
    candidates.push(...(await withGate(deps, opened, said, judged.candidates)))
  }
  return { candidates, standings, left: standings[0]?.left ?? new Map() }
}

/** What the gate says to every way that the platform would take. */
async function withGate(
  { gate }: HostDeps,
  opened: readonly Opened[],
  { purpose, at }: Said,
  candidates: readonly Candidate<SendReason>[],
): Promise<Candidate<SendReason>[]> {
  const asked = candidates.flatMap(({ person, options }) =>
    options.flatMap((reasons, way) => {
      const carrier = opened[way]?.way.kind.carrier
      return reasons.length > 0 || !carrier ? [] : [{ person, way, carrier }]
    }),
  )
  const contacts = asked.map(({ person, carrier }) => ({ person, carrier, purpose, at }))
  const verdicts = contacts.length > 0 ? await gate.check(contacts) : []
  const said = new Map(
    asked.map(({ person, way }, i) => [
      `${person} ${way}`,
      [...new Set((verdicts[i]?.reasons ?? []).map(({ reason }) => reason))],
    ]),
  )
  return candidates.map(({ person, options }) => ({
    person,
    options: options.map((reasons, way) => said.get(`${person} ${way}`) ?? reasons),
  }))
}

async function firstOf(deps: HostDeps, { segment, people }: Audience) {
  if (people) return { people: [...new Set(people)].slice(0, most), isWhole: people.length <= most }
  const found: string[] = []
  for (;;) {
    const some = await deps.membersOf(segment ?? '', found.at(-1) ?? '0', page)
    if (some === null) return refuseCarrier('no-such-segment')
    found.push(...some)
    if (some.length < page) return { people: found, isWhole: true }
    if (found.length >= most) return { people: found, isWhole: false }
  }
}

const counted = <T>(all: readonly T[]): [T, number][] =>
  [...Map.groupBy(all, (one) => one)].map(([one, list]) => [one, list.length])

type Sender = { readonly way: number | null; readonly userid: string | undefined }

async function byStaff({ postgres }: HostDeps, opened: readonly Opened[], senders: readonly Sender[]) {
  const counts = counted(
    senders.flatMap(({ way, userid }) =>
      way === null || userid === undefined ? [] : [`${opened[way]?.plan.account.id} ${userid}`],
    ),
  )
  if (counts.length === 0) return []
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select(['account', 'userid', 'name'])
    .where('account', 'in', [...new Set(opened.map(({ plan }) => plan.account.id))])
    .execute()
  const names = new Map(rows.map(({ account, userid, name }) => [`${account} ${userid}`, name]))
  return counts
    .map(([key, people]) => ({ key, userid: key.slice(key.indexOf(' ') + 1), people }))
    .map(({ key, userid, people }) => ({ userid, name: names.get(key) ?? userid, people }))
    .sort((a, b) => b.people - a.people)
}
