import { sql } from 'kysely'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { postingAccount } from './plan.ts'
import type { PostDeps } from './ports.ts'
import type { PostRow, PostTables, PostUnitRow } from './tables.ts'
import { contentOf, setUnits, unitsOf } from './work.ts'

const remindersADay = 3

/** First nothing more leaves, then what members have not confirmed is called back. */
export async function stopPost(deps: PostDeps, id: string, by: string): Promise<void> {
  const post = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PostTables>()
    const row = await db.selectFrom('carriers_post').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row) return refuseCarrier('no-such-post')
    if (row.state === 'done') refuseCarrier('is-over')
    // A stop that the platform broke off is asked for again.
    if (row.state === 'stopped') return row
    const set = { state: 'stopped' as const, ended_at: new Date(deps.now()) }
    await db.updateTable('carriers_post').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'post.stopped', id, { name: row.name })
    return row
  })
  const units = await unitsOf(deps, id)
  await (post.kind === 'moments' ? callMomentBack(deps, post) : callChatsBack(deps, post, units))
  const open = units.filter(({ state }) => ['planned', 'asking', 'waiting'].includes(state)).map(({ userid }) => userid)
  await setUnits(deps, id, open, { state: 'stopped' })
  await sql`update carriers_post_chat set state = 'stopped' where post = ${id}::bigint and userid = any(${open}::text[])
    and state in ('planned', 'asked')`.execute(deps.postgres.tables<CarrierTables>())
}

/** Also one that was asked for and of which nothing was heard. */
async function callMomentBack(deps: PostDeps, post: PostRow) {
  if (post.asked_at === null) return
  const { account, ports } = await postingAccount(deps, post.account)
  const named = post.moment ?? (await nameOf(deps, post))
  if (named === null) return
  const done = await ports.moments.cancel(account, named)
  if (!done.ok && done.refusal.meaning !== 'gone') refuseByPlatform(done.refusal)
}

async function nameOf(deps: PostDeps, post: PostRow): Promise<string | null> {
  const { account, ports } = await postingAccount(deps, post.account)
  const got =
    post.job === null
      ? await ports.moments.find(account, await contentOf(deps, post), post.asked_at?.getTime() ?? 0)
      : await ports.moments.moment(account, post.job)
  return got.ok ? got.value : refuseByPlatform(got.refusal)
}

async function callChatsBack(deps: PostDeps, post: PostRow, units: readonly PostUnitRow[]) {
  const { account, ports } = await postingAccount(deps, post.account)
  const content = await contentOf(deps, post)
  for (const { userid, state, msgid, asked_at } of units) {
    if (state !== 'asking' && state !== 'waiting') continue
    let task = msgid
    if (task === null && asked_at !== null) {
      const found = await ports.chats.find(account, { userid, chats: [], content }, asked_at.getTime())
      task = found.ok ? found.value : refuseByPlatform(found.refusal)
    }
    const done = task === null ? null : await ports.chats.cancel(account, task)
    if (done && !done.ok && done.refusal.meaning !== 'gone') refuseByPlatform(done.refusal)
  }
}

/** Members who have not confirmed, three times in 24 hours at most. */
export async function remindPost(deps: PostDeps, id: string, by: string) {
  const all = deps.postgres.tables<PostTables>().selectFrom('carriers_post').selectAll()
  const post = (await all.where('id', '=', id).executeTakeFirst()) ?? refuseCarrier('no-such-post')
  const { account, ports } = await postingAccount(deps, post.account)
  const open = (await unitsOf(deps, id)).filter(({ state }) => state === 'waiting')
  const recent = ({ reminders }: PostUnitRow) => reminders.filter((at) => at.getTime() > deps.now() - day)
  const may = open.filter((unit) => recent(unit).length < remindersADay)
  if (post.kind === 'moments' && may.length > 0) {
    const userids = may.map(({ userid }) => userid)
    const done = await ports.moments.remind(account, userids, post.name)
    if (!done.ok) refuseByPlatform(done.refusal)
  }
  for (const unit of may) {
    const done = post.kind === 'chats' && unit.msgid ? await ports.chats.remind(account, unit.msgid) : null
    if (done && !done.ok) refuseByPlatform(done.refusal)
    await setUnits(deps, id, [unit.userid], { reminders: [...recent(unit), new Date(deps.now())] })
  }
  const members = may.map(({ userid }) => userid)
  await deps.postgres.transaction((tx) => audit(tx, by, 'post.reminded', id, { members }))
  return { reminded: may.length, tooOften: open.length - may.length }
}
