import { sql } from 'kysely'
import { passes } from '../../core/trouble.ts'
import type { CarrierTables } from '../tables.ts'
import type { PostDeps } from './ports.ts'
import type { PostUnitRow } from './tables.ts'
import {
  contentLost,
  contentOf,
  isStopped,
  isWhole,
  isYoung,
  setPost,
  setUnits,
  thrown,
  unitsOf,
  type Work,
} from './work.ts'

/** One task for each owner. @throws when something passes by itself: the rest is asked for later */
export async function askChats(deps: PostDeps, work: Work): Promise<void> {
  const { post, signal } = work
  for (const unit of await unitsOf(deps, post.id)) {
    if (unit.state !== 'planned' && unit.state !== 'asking') continue
    if (signal.aborted || (await isStopped(deps, post.id))) return
    await askOwner(deps, work, unit)
  }
  await setPost(deps, post.id, { state: 'waiting' })
}

async function askOwner(deps: PostDeps, work: Work, unit: PostUnitRow) {
  const { post, account, ports } = work
  const { userid } = unit
  const chats = await chatsOf(deps, post.id, userid)
  if (chats.length === 0) return setUnits(deps, post.id, [userid], { state: 'stopped' })
  const task = { userid, chats: chats.map(({ chat }) => chat), content: await contentOf(deps, post) }
  if (unit.state === 'asking' && unit.asked_at) {
    const found = await ports.chats.find(account, task, unit.asked_at.getTime())
    if (!found.ok) throw thrown(found.refusal)
    if (found.value !== null) return asked(deps, work, userid, found.value)
    if (isYoung(deps, unit.asked_at)) throw new Error('it is not known yet whether the task was made')
  }
  if (!isWhole(post, task.content)) return setUnits(deps, post.id, [userid], { state: 'failed', error: contentLost })
  await setUnits(deps, post.id, [userid], { state: 'asking', asked_at: new Date(deps.now()) })
  const got = await ports.chats.ask(account, task)
  if (got.ok) return asked(deps, work, userid, got.value)
  if (got.refusal.meaning === 'network') throw thrown(got.refusal)
  const isLater = passes(got.refusal)
  await setUnits(deps, post.id, [userid], { state: isLater ? 'planned' : 'failed', error: got.refusal.advice.zh })
  if (isLater) throw thrown(got.refusal)
}

async function chatsOf({ postgres }: PostDeps, post: string, userid: string) {
  const rows = await sql<{ id: string; chat: string }>`
    select c.id::text as id, c.chat from carriers_post_chat p join carriers_chat c on c.id = p.chat
    where p.post = ${post}::bigint and p.userid = ${userid} and p.state in ('planned', 'asked') order by c.id`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows
}

/** The platform has the task. One that was stopped while it was asked for is called back at once. */
async function asked(deps: PostDeps, { post: { id: post }, account, ports }: Work, userid: string, msgid: string) {
  if (await isStopped(deps, post)) {
    const called = await ports.chats.cancel(account, msgid)
    if (!called.ok) throw thrown(called.refusal)
    return
  }
  await setUnits(deps, post, [userid], { state: 'waiting', msgid, error: null })
  await sql`update carriers_post_chat set state = 'asked' where post = ${post}::bigint and userid = ${userid}
    and state = 'planned'`.execute(deps.postgres.tables<CarrierTables>())
}

/** What became of the tasks that owners had not confirmed. */
export async function readChats(deps: PostDeps, { post, account, ports }: Work): Promise<void> {
  for (const { userid, state, msgid } of await unitsOf(deps, post.id)) {
    if (state !== 'waiting' || msgid === null) continue
    const states = await ports.chats.states(account, msgid)
    const mine = states.ok ? states.value.find((one) => one.userid === userid) : undefined
    if (!mine?.isSent) continue
    const results = await ports.chats.results(account, msgid, userid)
    if (!results.ok || results.value.some((one) => one.state === 'unsent')) continue
    const at = new Date(mine.sentAt ?? deps.now())
    await sql`update carriers_post_chat p set state = t.state, at = ${at}
      from carriers_chat c, unnest(${results.value.map(({ chat }) => chat)}::text[],
        ${results.value.map((one) => one.state)}::text[]) as t(chat, state)
      where c.id = p.chat and c.chat = t.chat and p.post = ${post.id}::bigint and p.userid = ${userid}`.execute(
      deps.postgres.tables<CarrierTables>(),
    )
    await setUnits(deps, post.id, [userid], { state: 'sent', sent_at: at })
  }
}
