import { sql } from 'kysely'
import { passes, type Trouble } from '../../core/trouble.ts'
import { fill } from '../../core/welcome.ts'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables } from '../tables.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'tagging' | 'now'>

interface Waiting {
  readonly id: string
  readonly strand: string
  readonly tags: string[]
}

/** Whoever of these came by a code gets its tags, once; killed in between they get them when the message is applied again. */
export async function tagAdded(deps: Deps, contacts: readonly string[]): Promise<void> {
  const db = deps.postgres.tables<CarrierTables>()
  const { rows } = await sql<Waiting>`
    select a.id::text as id, k.strand::text as strand, c.tags from carriers_add a
      join carriers_code c on c.id = a.code join carriers_contact k on k.id = a.contact
    where a.contact = any(${[...contacts]}::bigint[]) and a.tagged_at is null order by a.id`.execute(db)
  for (const { id, strand, tags } of rows) {
    for (const tag of tags) await deps.tagging.give(tag, [strand], true)
    await sql`update carriers_add set tagged_at = ${new Date(deps.now())} where id = ${id}::bigint`.execute(db)
  }
}

/** Longest name a member may see (WeCom, page 92115). */
const longestRemark = 20

export interface Remarking {
  readonly account: string
  readonly userid: string
  /** Keyed hash of the customer. */
  readonly contact: Buffer
  readonly nickname: string
  /** Says to the platform what the member is to see them called. */
  say(remark: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly refusal: Trouble }>
}

/** Names a customer who came by a code as the code says. Returns what stands against it and passes by itself. */
export async function remarkAdded({ postgres, now }: Deps, asked: Remarking): Promise<Trouble | null> {
  const db = postgres.tables<CarrierTables>()
  const { rows } = await sql<{ id: string; remark: string }>`
    select a.id::text as id, c.remark from carriers_add a join carriers_code c on c.id = a.code
      join carriers_contact k on k.id = a.contact
    where a.account = ${asked.account}::bigint and a.userid = ${asked.userid} and k.external = ${asked.contact}
      and a.left_at is null and a.remarked_at is null and c.remark is not null`.execute(db)
  const one = rows[0]
  if (!one) return null
  const text = fill(one.remark, { 客户昵称: asked.nickname, 员工姓名: '' }).trim()
  const said = await asked.say([...text].slice(0, longestRemark).join(''))
  if (!said.ok && passes(said.refusal)) return said.refusal
  await sql`update carriers_add set remarked_at = ${new Date(now())} where id = ${one.id}::bigint`.execute(db)
  return null
}
