import { variantOf } from '../../core/trial.ts'
import { waysOf } from '../../core/ways.ts'
import { findAccount } from '../accounts.ts'
import type { CarrierTables } from '../tables.ts'
import type { HostDeps, Plan, Way } from './ports.ts'
import type { WayRow } from './tables.ts'

/** A way of a send with who does it. */
export interface Opened {
  readonly plan: Plan
  readonly way: Way
}

/** What a way of a send may look like before it is kept: without content while it is being written. */
export type Asked = Omit<WayRow, 'content'> & { readonly content: WayRow['content'] | null }

export type NotOpened = 'no-such-account' | 'switched-off' | 'not-that-kind'

/** Opens a way of a send; else why it cannot be used. */
export async function openWay(
  { postgres, vault, ways }: Pick<HostDeps, 'postgres' | 'vault' | 'ways'>,
  { way: name, account: id, content, staff, variants = [] }: Asked,
  { place, purpose, at, lot = '' }: Pick<Plan, 'place' | 'purpose' | 'at'> & { readonly lot?: string },
): Promise<Opened | NotOpened> {
  const account = await findAccount(postgres.tables<CarrierTables>(), vault, id)
  if (!account) return 'no-such-account'
  const way = ways.find(({ kind }) => kind.way === name)
  if (!way || !waysOf(account.kind).includes(way.kind)) return 'not-that-kind'
  if (!account.on) return 'switched-off'
  const read = content === null ? null : way.kind.content.parse(content)
  const others = variants.map((one) => way.kind.content.parse(one))
  return { way, plan: { place, account, content: read, variants: others, lot, staff, purpose, at } }
}

/** Every way of a send; null = an account of one is switched off or gone, so it waits. */
export async function openAll(
  deps: HostDeps,
  rows: readonly Asked[],
  said: Pick<Plan, 'purpose' | 'at'> & { readonly lot?: string },
): Promise<readonly Opened[] | null> {
  const opened = await Promise.all(rows.map((row, place) => openWay(deps, row, { place, ...said })))
  return opened.every((one): one is Opened => typeof one !== 'string') ? opened : null
}

/** Every text of a way, the first one first. */
export const textsOf = ({ content, variants }: Plan): readonly unknown[] => [content, ...variants]

/** The plan as it is for one person: with the text that is theirs. */
export function planFor(plan: Plan, person: string): Plan {
  const at = plan.texts?.get(person) ?? variantOf(plan.lot, person, 1 + plan.variants.length)
  return at === 0 ? plan : { ...plan, content: plan.variants[at - 1] ?? plan.content }
}

/** What each of these people reads, each by their own text. */
export async function writeAll({ plan, way }: Opened, values: Parameters<Way['write']>[1]): ReturnType<Way['write']> {
  if (plan.variants.length === 0) return way.write(plan, values)
  const groups = Map.groupBy(values, ([person]) => planFor(plan, person).content)
  const written = await Promise.all(
    [...groups].map(([content, some]) => way.write({ ...plan, content }, new Map(some))),
  )
  return new Map(written.flatMap((some) => [...some]))
}
