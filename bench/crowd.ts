import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Lab, startLab } from '../lab/index.ts'
import { codesOf, connect, report } from './carriers.ts'
import { table, whole } from './figures.ts'
import { type Api, apiOf } from './siyu.ts'

interface Size {
  people: number
  days: number
  kills: number
}

const day = 86_400_000
const hour = 3_600_000
const zone = 8 * hour

/** What may reach somebody in this bench: it asks for more than either allows. */
const caps = [
  { carrier: 'any' as const, purpose: 'promotion' as const, days: 1, most: 2 },
  { carrier: 'any' as const, purpose: 'promotion' as const, days: 30, most: 20 },
]
/** When everybody is written to, in hours of the day: in the last of them nobody may be. */
const hoursOfDay = [9.5, 15, 23]

/**
 * A crowd lives through days by one clock that the platform and Siyu share, while Siyu writes to everybody three times a day
 * and is killed: no callback may be lost, and by the platform's own ledger nobody may get more than caps, quota and quiet
 * hours allow.
 */
export async function benchCrowd(size: Size): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const time = { offset: 0 }
  const lab = await startLab({ seed: 7, now: () => Date.now() + time.offset })
  // Every hour is lived through by jumps: nothing happens between them.
  lab.world.clock.setRate(0)
  const run = { folder, lab, time, siyu: await begin(folder, 0, 0) }
  try {
    await live(run, size)
  } finally {
    run.siyu.child.kill('SIGKILL')
    await lab.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

interface Run {
  readonly folder: string
  readonly lab: Lab
  /** How far the shared clock is from the one on the wall, in milliseconds. */
  readonly time: { offset: number }
  siyu: Running
}

async function live(run: Run, { people, days, kills }: Size) {
  const { lab } = run
  const api = apiOf(run.siyu.url)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await fetch(lab.url + path, init)).json()
  }
  await ask('/lab/settings', { massQuota: 'week', callbackTries: 20, callbackPauseMs: 1000 })
  const account = await connect(api, lab.url, { ...lab.world.credentials.wecom, mass: 'weekly' }, (callback) =>
    ask('/lab/callbacks', { wecom: run.siyu.url + callback }),
  )
  await api.guarding.change({ caps })
  const ways = await codesOf(api, account, null)
  const received = listen(lab)
  const began = performance.now()
  // From midnight in China on.
  await ask('/lab/clock', { advance: (day - ((lab.world.clock.now() + zone) % day)) / 1000 })
  await ask('/lab/population', { people, days, seed: '7', ways, slack: 16 })
  const write = await writing(api, account)
  const done = eachMoment(run, { days, kills, write })
  while (((await ask('/lab/population')) as { state: string }).state === 'running') await setTimeout(500)
  const lived = performance.now() - began
  await lab.idle()
  const truth = (await ask('/lab/truth')) as { contacts: { userid: string; external_userid: string }[] }
  const { totals } = (await ask('/lab/ledger?limit=1')) as { totals: Record<string, number> }
  await report({ api, account, lived, killed: done.killed, truth })
  await tell(lab, received, { planned: write.planned(), totals })
}

interface Moments {
  readonly days: number
  readonly kills: number
  readonly write: Awaited<ReturnType<typeof writing>>
}

/** Whenever the clock stands: Siyu is told the time, killed when it is its turn, and writes to everybody when that is due. */
function eachMoment(run: Run, { days, kills, write }: Moments) {
  const { clock } = run.lab.world
  const first = clock.now()
  const settle = clock.settle
  const done = { killed: 0 }
  clock.settle = async () => {
    await settle()
    run.time.offset = clock.now() - Date.now()
    run.siyu.child.send({ offset: run.time.offset })
    const passed = clock.now() - first
    if (done.killed < kills && passed > ((done.killed + 1) * days * day) / (kills + 1)) {
      done.killed += 1
      run.siyu.child.kill('SIGKILL')
      await once(run.siyu.child, 'exit')
      run.siyu = await begin(run.folder, Number(new URL(run.siyu.url).port), run.time.offset)
    }
    await write.at(clock.now(), passed)
  }
  return done
}

/** A message to everybody whenever it is due. */
async function writing(api: Api, account: string) {
  const { segment } = await api.segments.create({
    ...{ name: '企业微信里的人', refresh: 'live', definition: { carrier: { carrier: 'wecom', state: 'live' } } },
  })
  let planned = 0
  let waiting: string | null = null
  return {
    planned: () => planned,
    async at(now: number, passed: number) {
      if (waiting !== null) {
        const { state, startAt } = await api.sends.get({ id: waiting })
        // Whoever plans it has a minute to take it back; after that the day stands still until it was handed to the platform.
        if (Date.parse(startAt) > now) return
        if (['held', 'choosing', 'asking'].includes(state)) await handedOut(api, waiting)
        waiting = null
      }
      const due = Math.floor(planned / hoursOfDay.length) * day + (hoursOfDay[planned % hoursOfDay.length] ?? 0) * hour
      if (passed < due) return
      planned += 1
      const content = { text: `第 ${planned} 次`, attachments: [] }
      waiting = (await api.sends.create({ account, name: content.text, segment: segment.id, content })).id
    },
  }
}

async function handedOut(api: Api, id: string) {
  for (const until = performance.now() + 60_000; performance.now() < until; await setTimeout(50))
    if (!['held', 'choosing', 'asking'].includes((await api.sends.get({ id })).state)) return
  console.log(`  send ${id} was not handed out within a minute`)
}

interface Running {
  readonly url: string
  readonly child: ChildProcess
}

async function begin(folder: string, port: number, offset: number): Promise<Running> {
  const child = fork(join(import.meta.dirname, 'clocked.ts'), [JSON.stringify({ folder, port, offset })])
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { url, child }
}

/** When mass messages reached each person, by the platform's ledger. */
function listen({ world }: Lab): Map<string, number[]> {
  const received = new Map<string, number[]>()
  world.ledger.listen(({ kind, at, person, via }) => {
    if (kind !== 'message' || via !== 'mass' || typeof person !== 'string') return
    received.set(person, [...(received.get(person) ?? []), at])
  })
  return received
}

interface Asked {
  readonly planned: number
  readonly totals: Readonly<Record<string, number>>
}

async function tell({ world }: Lab, received: ReadonlyMap<string, readonly number[]>, { planned, totals }: Asked) {
  const targets = world.rows.mass.all().flatMap(({ tasks }) => tasks.flatMap((one) => one.targets))
  const all = [...received.values()]
  const most = (of: (at: number) => unknown) =>
    all.reduce((top, times) => Math.max(top, ...[...Map.groupBy(times, of).values()].map((one) => one.length)), 0)
  const local = (at: number) => at + zone
  const quiet = all.flat().filter((at) => {
    const hours = (local(at) % day) / hour
    return hours >= 21 || hours < 9
  }).length
  table('what reached whom, by the platform', [
    ['messages to everybody planned', whole(planned), ''],
    ['mass messages received', whole(all.flat().length), `by ${whole(all.length)} people`],
    ['most in a day', whole(most((at) => Math.floor(local(at) / day))), `${caps[0]?.most} allowed`],
    ['most in a week', whole(most((at) => Math.floor((local(at) / day + 3) / 7))), '7 by the platform'],
    ['most in all', whole(Math.max(0, ...all.map((times) => times.length))), `${caps[1]?.most} in 30 days allowed`],
    ['in quiet hours', whole(quiet), ''],
    ['asked for, and over the quota', whole(targets.filter(({ status }) => status === 3).length), ''],
    ['callbacks taken', whole(totals['callback.taken'] ?? 0), `${whole(totals['callback.failed'] ?? 0)} given up`],
  ])
}
