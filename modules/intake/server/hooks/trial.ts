import { typeOf } from '../../core/hooks/mapping.ts'
import { type Meanings, meaningOf } from '../../core/hooks/meaning.ts'
import { pathsOf, readMessage } from '../../core/hooks/message.ts'
import { type HookDeps, refuseHook } from './deps.ts'
import { shownWord } from './shown.ts'
import type { StoredWord } from './store.ts'
import { type ItemState, meaningProblem, stateOf, type Understood, understand, wordOfNote } from './verdict.ts'

interface Trial extends Meanings {
  readonly sample: string
}

const nothing = {
  rows: [],
  words: [] as ReturnType<typeof shownWord>[],
  state: null,
  mapping: 0,
  created: 0,
  updated: 0,
  skipped: 0,
}

/** What a sample would become: its rows, what the importer says of them, what can be mapped. Nothing is written. */
export async function tryOut(deps: HookDeps, trial: Trial) {
  if (!deps.importers.some(({ kind }) => kind === trial.kind)) refuseHook('unknown-kind')
  const message = readMessage(trial.sample)
  const paths = pathsOf(message)
  const type = typeOf(message, trial.typePath)
  const shown = { ...nothing, paths, type, problem: null }
  if (message === undefined) {
    const text = { zh: '这不是 JSON 对象或表单', en: 'This is neither a JSON object nor a form' }
    return { ...shown, problem: { code: 'not-a-message', text } }
  }
  const meant = meaningOf(message, trial)
  const mapping = meant?.place ?? 0
  const wrong = meaningProblem(deps.importers, meant ?? trial)
  if (wrong) return { ...shown, mapping, problem: { code: wrong.code, text: wrong.reason } }
  const zone = await deps.zone()
  const understood = understand(message, deps.importers, trial, zone)
  if (!('items' in understood))
    return { ...shown, mapping, state: understood.state, words: [shownWord(understood.word)] }
  return { ...shown, mapping, ...(await becomes(deps, understood, zone)) }
}

type Whole = Extract<Understood, { items: unknown }>

/** What the importer would make of the things of a message. */
async function becomes(deps: HookDeps, understood: Whole, zone: string) {
  const { meant, importer } = understood
  const rows = understood.items.flatMap(({ key, modifiedAt, rows: some }) =>
    some.map(({ values }) => ({
      ...{ key, values: { ...values } },
      modifiedAt: modifiedAt === null ? null : new Date(modifiedAt).toISOString(),
    })),
  )
  const sum = { created: 0, updated: 0, skipped: 0 }
  const words: StoredWord[] = []
  const states: ItemState[] = []
  for (const item of understood.items) {
    const setup = { options: meant.options, zone, now: deps.now(), dryRun: true }
    const { counts, notes } = await importer.upsert({ rows: item.rows, ...setup })
    words.push(...notes.map((note) => wordOfNote(note, meant)))
    for (const name of ['created', 'updated', 'skipped'] as const) sum[name] += counts[name]
    const some = counts.created + counts.updated + counts.skipped > 0
    states.push(notes.some(({ level }) => level === 'rejected') ? 'failed' : some ? 'done' : 'ignored')
  }
  return { ...sum, rows: rows.slice(0, 50), words: words.slice(0, 50).map(shownWord), state: stateOf(states) }
}
