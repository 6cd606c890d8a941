import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { startLab } from '../lab/index.ts'
import { makeSource } from './api.ts'
import { ms, table, whole } from './figures.ts'
import { runLoad, startLoad } from './load.ts'
import { type Api, apiOf, type SiyuProcess, startProcess } from './siyu.ts'

interface Size {
  people: number
  days: number
  /** How often Siyu is killed while the crowd lives. */
  kills: number
  /** Events a second that come in beside it; 0 for none. Then nobody lives through days: people scan, ten a second. */
  rate: number
}

const Truth = z.object({ contacts: z.array(z.object({ userid: z.string(), external_userid: z.string() })) })
const Made = z.object({ id: z.string() })
const Run = z.object({ state: z.string(), progress: z.number(), waiting: z.number() })

/**
 * A crowd lives through days at the simulated WeCom while Siyu listens and is killed: afterwards, and after one sync, what
 * Siyu knows of members and customers has to be what the platform knows.
 */
export async function benchCarriers({ people, days, kills, rate }: Size): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const lab = await startLab({ seed: 7 })
  const env = { SIYU_DEMO: 'off', SIYU_OUTGOING_HOSTS: '127.0.0.1' }
  let siyu = await startProcess({ folder, env })
  const port = new URL(siyu.url).port
  try {
    const ask = async (path: string, body?: unknown) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await fetch(lab.url + path, init)).json()
    }
    const account = await connect(apiOf(siyu.url), lab.url, lab.world.credentials.wecom, (callback) =>
      ask('/lab/callbacks', { wecom: siyu.url + callback }),
    )
    const ways = await codesOf(apiOf(siyu.url), account, '你好 {{客户昵称}}')
    const load = rate > 0 ? await loadBeside(siyu, rate) : null
    const began = performance.now()
    let killed = 0
    if (load) await scanSteadily(ask, ways, people)
    else await ask('/lab/population', { people, days, seed: '7', ways, slack: 64 })
    while (!load) {
      const { state, progress } = Run.parse(await ask('/lab/population'))
      if (killed < kills && progress > (killed + 1) / (kills + 1)) {
        await siyu.stop('SIGKILL')
        siyu = await startProcess({ folder, env: { ...env, PORT: port } })
        killed += 1
      }
      if (state !== 'running') break
      await setTimeout(200)
    }
    const lived = performance.now() - began
    await lab.idle()
    if (load) await load.end()
    await report({ api: apiOf(siyu.url), account, lived, killed, truth: Truth.parse(await ask('/lab/truth')) })
  } finally {
    await siyu.stop('SIGKILL')
    await lab.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Ten people a second scan a code, as fast as people do at a counter that is never empty. */
async function scanSteadily(ask: (path: string, body: unknown) => Promise<unknown>, ways: string[], people: number) {
  const began = performance.now()
  for (let i = 0; i < people; i++) {
    await setTimeout(Math.max(0, began + i * 100 - performance.now()))
    const { id } = Made.parse(await ask('/lab/people', { name: `顾客${i}` }))
    await ask(`/lab/people/${id}/scan`, { url: ways[i % ways.length] })
  }
}

/** Steady events of a hundred thousand people, all seen once before; how fast they were answered is told at the end. */
async function loadBeside(siyu: SiyuProcess, rate: number) {
  const people = 100_000
  const calls = { people, perRequest: 50, connections: 32, port: Number(new URL(siyu.url).port) }
  const plan = { ...calls, writeKey: await makeSource(siyu) }
  await runLoad({ ...plan, run: 'first', events: people })
  const load = startLoad({ ...plan, run: 'beside', events: Number.POSITIVE_INFINITY, rate })
  return {
    async end() {
      load.stop()
      const { perSecond, p99, refused } = await load.figures
      console.log(
        `\n  events beside it: ${whole(perSecond)}/s of ${whole(rate)}, p99 ${ms(p99)}, refused ${JSON.stringify(refused)}`,
      )
    },
  }
}

type Credentials = Record<'corpid' | 'secret' | 'token' | 'encodingAESKey', string> & {
  agentid: number | string
  mass?: string
}

/** An account of the simulated WeCom, with what stands there read once. */
export async function connect(
  api: Api,
  base: string,
  { agentid, ...wecom }: Credentials,
  verify: (callback: string) => Promise<unknown>,
): Promise<string> {
  const { corpid, secret, token, encodingAESKey, mass = 'monthDays' } = wecom
  const settings = { corpid, secret, token, encodingAESKey, mass, agentid: String(agentid), base }
  const { id, callback } = await api.carrierAccounts.create({ kind: 'wecom', name: 'lab', settings })
  await verify(callback ?? '')
  await synced(api, id)
  return id
}

async function synced(api: Api, account: string) {
  const { task } = await api.carrierAccounts.sync({ id: account })
  while (['queued', 'running'].includes((await api.tasks.get({ id: task })).state)) await setTimeout(100)
}

/** A code of each of twenty members, with a welcome where one is given. */
export async function codesOf(api: Api, account: string, text: string | null): Promise<string[]> {
  const staff = (await api.carrierAccounts.staff({ id: account })).items.filter(({ serves }) => serves)
  const made: string[] = []
  for (const { userid } of staff.slice(0, 20)) {
    const welcome = text === null ? {} : { welcome: { text, attachments: [] } }
    const code = await api.staffCodes.create({ account, name: userid, staff: [userid], skipVerify: true, ...welcome })
    if (code.qrCode) made.push(code.qrCode)
  }
  return made
}

interface Told {
  api: Api
  account: string
  lived: number
  killed: number
  truth: z.output<typeof Truth>
}

/** What Siyu knows against what the platform does, before and after a sync. */
export async function report({ api, account, lived, killed, truth }: Told) {
  const now = () => api.carrierAccounts.get({ id: account })
  const began = performance.now()
  while ((await now()).waiting > 0 && performance.now() - began < 300_000) await setTimeout(500)
  const settled = performance.now() - began
  const before = await now()
  const [off] = [await difference(api, account, truth)]
  await synced(api, account)
  const after = await now()
  table('a crowd at the simulated WeCom', [
    ['lived in', `${(lived / 1000).toFixed(0)} s`, `${killed} kills`],
    [
      'callbacks done after',
      `${(settled / 1000).toFixed(1)} s`,
      `${whole(before.failed)} failed, ${whole(before.waiting)} waiting`,
    ],
    ['ties at the platform', whole(truth.contacts.length), ''],
    ['ties here, by callbacks alone', whole(before.relations), `${whole(off)} off by member`],
    [
      'ties here, after one sync',
      whole(after.relations),
      `${whole(await difference(api, account, truth))} off by member`,
    ],
    [
      'welcomes',
      `${whole(before.welcomes.sent)} sent`,
      `${whole(before.welcomes.lost)} lost, p99 ${ms(before.welcomes.p99 ?? Number.NaN)}`,
    ],
    ...before.welcomes.why.map(({ state, error, count }) => [`lost: ${state}`, whole(count), error ?? '']),
  ])
}

/** How many ties are too many or too few, member by member. */
async function difference(api: Api, account: string, { contacts }: z.output<typeof Truth>): Promise<number> {
  const wanted = Map.groupBy(contacts, ({ userid }) => userid)
  const { items } = await api.carrierAccounts.staff({ id: account })
  return items.reduce((sum, { userid, customers }) => sum + Math.abs(customers - (wanted.get(userid)?.length ?? 0)), 0)
}
