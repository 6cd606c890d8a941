import { sql } from 'kysely'
import { type Arm, wilson, winnerOf } from '../../core/trial.ts'
import type { HostDeps } from './ports.ts'
import type { SendTables, WayRow } from './tables.ts'
import { linkRef } from './values.ts'

interface Counted {
  readonly way: number
  readonly variant: number
  readonly people: number
  readonly delivered: number
  readonly failed: number
  readonly clicked: number
  readonly added: number
}

type Shown = { readonly id: string; readonly ways: readonly Pick<WayRow, 'way' | 'content' | 'variants'>[] }

/** Texts that shared the readers of a send, with what became of each; the one that wins by additions, else by clicks. */
export async function textsOfSend(deps: Pick<HostDeps, 'postgres' | 'links'>, send: Shown) {
  const counted = await countTexts(deps, send.id)
  const items = send.ways.flatMap(({ way, content, variants = [] }, place) =>
    variants.length === 0
      ? []
      : [content, ...variants].map((text, at) => {
          const found = counted.find((one) => one.way === place && one.variant === at)
          const { people = 0, delivered = 0, failed = 0, clicked = 0, added = 0 } = found ?? {}
          const rate = (done: number) => ({
            done,
            rate: people === 0 ? null : done / people,
            ...wilson({ people, done }),
          })
          return { way, content: { ...text }, people, delivered, failed, clicked: rate(clicked), added: rate(added) }
        }),
  )
  const arms = (by: 'clicked' | 'added'): Arm[] => items.map((one) => ({ people: one.people, done: one[by].done }))
  const best = (by: 'clicked' | 'added') => {
    const text = winnerOf(arms(by))
    return text === null ? null : { by, text }
  }
  return { items, winner: best('added') ?? best('clicked') }
}

async function countTexts(
  { postgres, links }: Pick<HostDeps, 'postgres' | 'links'>,
  send: string,
): Promise<readonly Counted[]> {
  const clicked = [...(await links.clickers(linkRef(send))).keys()]
  const added = [...(await links.adders(linkRef(send))).keys()]
  const { rows } = await sql<Counted>`
    select way, variant, (count(*) filter (where state in ('sent', 'delivered')))::int as people,
      (count(*) filter (where state = 'delivered'))::int as delivered, (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where state in ('sent', 'delivered') and person = any(${clicked}::bigint[])))::int as clicked,
      (count(*) filter (where state in ('sent', 'delivered') and person = any(${added}::bigint[])))::int as added
    from carriers_send_person where send = ${send}::bigint and way is not null and not rest group by way, variant`.execute(
    postgres.tables<SendTables>(),
  )
  return rows
}
