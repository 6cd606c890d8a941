import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Bilingual } from '#kit/api'
import type { Doors } from './doors.ts'
import { type DemoState, steps } from './state.ts'
import { callsOf, type SegmentCall } from './story/calls.ts'
import { filesOf, type StoryFile, testAccounts } from './story/files.ts'
import type { Setting, Story } from './story/model.ts'
import { chapters } from './story/story.ts'

export const seed = 'mingmou'
const batchSize = 2000

/** One run of the job, on the way to `loaded` or `none`. */
export interface Run {
  readonly doors: Doors
  readonly signal: AbortSignal
  state(): Promise<DemoState>
  change(patch: Partial<DemoState>): Promise<DemoState>
  say(progress: number, step: Bilingual): void
}

/** Somebody asked for something else meanwhile, or the process stops: the rest is left to a later run. */
export class Interrupted extends Error {}

/**
 * Brings the story in through the public doors. Every step can be done again: what is stored is not stored twice, and
 * a run that broke off is taken up where it was.
 */
export async function load(run: Run): Promise<void> {
  const { people, today, load: no } = await run.state()
  run.say(0.01, steps.story)
  const story = await told({ seed, today, people })
  await goLive(run, story)
  const files = filesOf(story, no)
  for (const [i, file] of files.entries()) {
    // Rows of people take about three times as long as rows of orders.
    const isPeople = file.kind === 'people'
    const span: Span = isPeople ? [0.05, 0.5] : [0.5 + (0.25 * (i - 1)) / (files.length - 1), 0.25 / (files.length - 1)]
    await bring(run, file, isPeople ? span : [span[0], span[0] + span[1]])
  }
  await sendEvents(run, callsOf(story, no))
  await excludeTests(run, story)
  await run.change({ state: 'loaded', failures: 0, error: null })
}

/** Half a second of work on a fast machine: whoever waits meanwhile is answered between its chapters. */
async function told(setting: Setting): Promise<Story> {
  const telling = chapters(setting)
  for (;;) {
    const next = telling.next()
    if (next.done) return next.value
    await setImmediate()
  }
}

type Span = readonly [from: number, to: number]

async function goOn(run: Run): Promise<DemoState> {
  const state = await run.state()
  if (run.signal.aborted || state.state !== 'loading') throw new Interrupted('the demo is not loaded further')
  return state
}

/** The story begins on the day 明眸 went live; else everybody in it would be baseline (OP10). */
async function goLive(run: Run, story: Story) {
  const state = await goOn(run)
  if (state.goLive !== null) return
  const { api } = run.doors
  const before = Date.parse((await api.staff.workspace()).goLiveAt)
  const set = Math.min(before, story.start)
  await run.change({ goLive: { before, set } })
  await api.staff.changeWorkspace({ goLiveAt: new Date(set).toISOString() })
}

async function bring(run: Run, file: StoryFile, [from, to]: Span) {
  const step = file.kind === 'people' ? steps.people : steps.orders
  const id = await uploaded(run, file)
  for (;;) {
    await goOn(run)
    const { state, progress, error } = await run.doors.api.imports.get({ id })
    run.say(from + (to - from) * progress, step)
    if (state === 'done') return
    if (state !== 'queued' && state !== 'running') {
      await forget(run, id)
      throw new Error(`the import of ${file.name} is ${state}: ${error?.message ?? ''}`)
    }
    await setTimeout(100)
  }
}

/** The import of this file: of an earlier run of the same load, or a new one. */
async function uploaded(run: Run, file: StoryFile): Promise<string> {
  const { imports, startedAt } = await goOn(run)
  const known = imports.find(({ name }) => name === file.name)
  if (known) return known.id
  const newest = await run.doors.api.imports.list({ limit: 20 })
  const orphan = newest.items.find(({ fileName, createdAt, state }) => {
    return fileName === file.name && Date.parse(createdAt) >= startedAt && (state === 'queued' || state === 'running')
  })
  const id = orphan?.id ?? (await run.doors.upload(file))
  await run.change({ imports: [...(await run.state()).imports, { name: file.name, id }] })
  return id
}

/** The next attempt uploads it again; the failed one is still known, to be deleted. */
async function forget(run: Run, id: string) {
  const { imports } = await run.state()
  await run.change({ imports: imports.map((one) => (one.id === id ? { ...one, name: `${one.name} (failed)` } : one)) })
}

async function sendEvents(run: Run, calls: readonly SegmentCall[]) {
  const writeKey = await keyOf(run)
  const batches = Math.ceil(calls.length / batchSize)
  for (let { sent } = await goOn(run); sent < batches; sent += 1) {
    run.say(0.75 + (0.22 * sent) / batches, steps.events)
    await run.doors.send(writeKey, calls.slice(sent * batchSize, (sent + 1) * batchSize), run.signal)
    await goOn(run)
    await run.change({ sent: sent + 1 })
  }
}

async function keyOf(run: Run): Promise<string> {
  const { source, load: no, startedAt } = await goOn(run)
  const { sources } = run.doors.api
  const name = `Demo 明眸官网与小程序 ${no}`
  const { items } = await sources.list()
  const isOurs = (one: { id: string; name: string; createdAt: string }) =>
    source === null ? one.name === name && Date.parse(one.createdAt) >= startedAt - 1000 : one.id === source
  const found = items.find(isOurs) ?? (await sources.create({ name, kind: 'server' }))
  if (source !== found.id) await run.change({ source: found.id, sent: 0 })
  return found.writeKey
}

async function excludeTests(run: Run, story: Story) {
  const { people } = run.doors.api
  run.say(0.98, steps.tests)
  for (const value of testAccounts(story)) {
    await goOn(run)
    const { id } = await people.lookup({ type: 'unionid', value })
    await people.exclude({ id, reason: 'test' })
  }
}
