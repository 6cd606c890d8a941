import { day } from '#kit/time'
import { ifAlone } from '#platform/postgres/alone'
import { passes } from '../../core/trouble.ts'
import { findAccount } from '../accounts.ts'
import type { CarrierTables } from '../tables.ts'
import { askChats, readChats } from './chatTasks.ts'
import type { PostDeps } from './ports.ts'
import type { PostTables } from './tables.ts'
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

/** Members publish when they like; after so long nobody waits for them any more. */
const patience = 7 * day

/** Takes a post as far as it goes now. It may be begun anew at any moment: what was asked for is found and not asked for again. */
export async function advancePost(deps: PostDeps, id: string, signal: AbortSignal): Promise<void> {
  await ifAlone(deps.postgres, `carriers post ${id}`, async () => {
    const all = deps.postgres.tables<PostTables>().selectFrom('carriers_post').selectAll()
    const read = () => all.where('id', '=', id).executeTakeFirst()
    const post = await read()
    if (!post || post.state === 'done' || post.state === 'stopped' || post.start_at.getTime() > deps.now()) return
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, post.account)
    const ports = account && deps.postsOf(account)
    if (!account?.on || !ports) return
    const work = { post, account, ports, signal }
    if (post.state !== 'waiting') {
      await setPost(deps, id, { state: 'asking' })
      await (post.kind === 'moments' ? askMoment(deps, work) : askChats(deps, work))
    }
    const now = await read()
    if (now?.state !== 'waiting') return
    await (post.kind === 'moments' ? readMoment(deps, { ...work, post: now }) : readChats(deps, work))
    await end(deps, { ...work, post: now })
  })
}

/** @throws when something passes by itself: it is asked for later */
async function askMoment(deps: PostDeps, work: Work) {
  const { post, account, ports } = work
  const content = await contentOf(deps, post)
  const units = await unitsOf(deps, post.id)
  const staff = units.map(({ userid }) => userid)
  if (post.asked_at !== null && post.job === null) {
    const found = await ports.moments.find(account, content, post.asked_at.getTime())
    if (!found.ok) throw thrown(found.refusal)
    if (found.value !== null) return waiting(deps, post.id, staff, { moment: found.value })
    if (isYoung(deps, post.asked_at)) throw new Error('it is not known yet whether the moment was made')
  }
  if (!isWhole(post, content)) return fail(deps, post.id, staff, contentLost)
  await setPost(deps, post.id, { asked_at: new Date(deps.now()) })
  const got = await ports.moments.ask(account, content, { staff, tags: post.tags })
  if (got.ok) {
    // Stopped while it was asked for: whoever stopped it could not know its name.
    if (await isStopped(deps, post.id)) return callBack(work, got.value)
    return waiting(deps, post.id, staff, { job: got.value })
  }
  if (got.refusal.meaning === 'network') throw thrown(got.refusal)
  await setPost(deps, post.id, { asked_at: null })
  if (passes(got.refusal)) throw thrown(got.refusal)
  await fail(deps, post.id, staff, got.refusal.advice.zh)
}

async function fail(deps: PostDeps, id: string, staff: readonly string[], error: string) {
  await setUnits(deps, id, staff, { state: 'failed', error })
  await setPost(deps, id, { state: 'done', ended_at: new Date(deps.now()), error })
}

async function waiting(deps: PostDeps, id: string, staff: readonly string[], made: { job?: string; moment?: string }) {
  await setUnits(deps, id, staff, { state: 'waiting' })
  await setPost(deps, id, { state: 'waiting', ...made })
}

async function callBack({ account, ports }: Work, job: string) {
  const named = await ports.moments.moment(account, job)
  if (!named.ok) throw thrown(named.refusal)
  const done = named.value === null ? named : await ports.moments.cancel(account, named.value)
  if (!done.ok) throw thrown(done.refusal)
}

/** Who has published it, and what their customers did. */
async function readMoment(deps: PostDeps, { post, account, ports }: Work) {
  const moment = post.moment ?? (await nameOf(deps, { post, account, ports }))
  if (moment === null) return
  const states = await ports.moments.states(account, moment)
  if (!states.ok) throw thrown(states.refusal)
  const units = new Map((await unitsOf(deps, post.id)).map((one) => [one.userid, one]))
  for (const { userid, isSent, sentAt } of states.value) {
    const unit = units.get(userid)
    if (!unit || !isSent) continue
    const got = await ports.moments.reactions(account, moment, userid)
    const sent_at = unit.sent_at ?? new Date(sentAt ?? deps.now())
    await setUnits(deps, post.id, [userid], { state: 'sent', sent_at, ...(got.ok ? got.value : {}) })
  }
}

async function nameOf(deps: PostDeps, { post, account, ports }: Pick<Work, 'post' | 'account' | 'ports'>) {
  if (post.job === null) return null
  const got = await ports.moments.moment(account, post.job)
  if (!got.ok) throw thrown(got.refusal)
  if (got.value !== null) await setPost(deps, post.id, { moment: got.value })
  return got.value
}

async function end(deps: PostDeps, { post }: Work) {
  const open = (await unitsOf(deps, post.id)).some(({ state }) => ['planned', 'asking', 'waiting'].includes(state))
  // What customers do with moments goes on after the last member has published.
  const since = post.asked_at ?? post.start_at
  const isOver = post.kind === 'moments' ? since.getTime() < deps.now() - patience : !open
  if (isOver) await setPost(deps, post.id, { state: 'done', ended_at: new Date(deps.now()) })
}
