import { sql } from 'kysely'
import type { AssetKind } from '../../core/plans/steps.ts'
import type { PlanDeps } from './deps.ts'

const tables: Readonly<Record<Exclude<AssetKind, 'code' | 'send'>, string>> = {
  ...{ batch: 'acquisition_card_batch', ads: 'acquisition_ad_account', link: 'acquisition_link' },
  ...{
    page: 'acquisition_handover',
    live: 'acquisition_live',
    paid: 'acquisition_paid_link',
    hook: 'acquisition_hook',
  },
}

/** What a thing that a step is bound to is called; null = it is not there. */
export async function assetName(deps: PlanDeps, kind: AssetKind, id: string): Promise<string | null> {
  if (kind === 'code' || kind === 'send') return deps.nameOfWay(kind, id)
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(tables[kind])} where id = ${id}::bigint`.execute(deps.postgres.tables())
  return rows[0]?.name ?? null
}

const most = 500

/** Everything of one kind that a step can be bound to, the newest first. */
export async function assetsOf(deps: PlanDeps, kind: AssetKind): Promise<readonly { id: string; name: string }[]> {
  if (kind === 'code' || kind === 'send') return deps.waysNamed(kind, most)
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text as id, name from ${sql.table(tables[kind])} order by id desc limit ${most}`.execute(
    deps.postgres.tables(),
  )
  return rows
}
