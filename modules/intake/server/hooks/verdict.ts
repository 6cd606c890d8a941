import { fieldsProblem, type HookItem, type HookMapping, type HookProblem, itemsOf } from '../../core/hooks/mapping.ts'
import { type Meanings, meaningOf } from '../../core/hooks/meaning.ts'
import { textAt } from '../../core/hooks/message.ts'
import type { Signature } from '../../core/hooks/signature.ts'
import type { Importer, RowNote } from '../../core/imports/importer.ts'
import type { StoredWord } from './store.ts'

/** What a hook does with a message. */
export interface Meaning extends Meanings {
  readonly signature?: Pick<Signature, 'rule'>
}

type Meant = NonNullable<ReturnType<typeof meaningOf>>

/** The things a message speaks of and what it means, or why there are none: left out on purpose, or not understood. */
export type Understood =
  | { readonly items: readonly HookItem[]; readonly meant: Meant; readonly importer: Importer }
  | { readonly state: 'ignored' | 'failed'; readonly word: StoredWord }

const tests: HookProblem = {
  code: 'test-message',
  reason: { zh: '对方发来的测试消息', en: 'A test of the sender' },
}
const others: HookProblem = {
  code: 'other-type',
  reason: { zh: '不在要处理的消息类型里', en: 'Not one of the types that are read' },
}

const gone: HookProblem = {
  code: 'kind-gone',
  reason: { zh: '系统不再支持这种导入', en: 'This kind of import is no longer supported' },
}

export function understand(
  message: unknown,
  importers: readonly Importer[],
  meaning: Meaning,
  zone: string,
): Understood {
  if (meaning.signature?.rule === 'youzan' && textAt(message, 'test') === 'true')
    return { state: 'ignored', word: wordOf('ignored', tests) }
  const meant = meaningOf(message, meaning)
  if (!meant) return { state: 'ignored', word: wordOf('ignored', others) }
  const importer = importers.find(({ kind }) => kind === meant.kind)
  if (!importer) return { state: 'failed', word: wordOf('rejected', gone) }
  const items = itemsOf(message, importer, meant, zone)
  if (!items.ok) return { state: 'failed', word: wordOf('rejected', items.refusal) }
  return { items: items.value, meant, importer }
}

/** What is wrong with what messages are taken to mean; null where nothing is. */
export function meaningProblem(
  importers: readonly Importer[],
  { kind, fields, options }: Pick<Meant, 'kind' | 'fields' | 'options'>,
): HookProblem | null {
  const importer = importers.find((one) => one.kind === kind)
  if (!importer) return { code: 'unknown-kind', reason: { zh: '没有这种导入', en: 'There is no such kind of import' } }
  const wrong = fieldsProblem(importer, fields)
  if (wrong) return wrong
  const read = importer.options.safeParse(options)
  if (read.success) return null
  const text = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  return { code: 'bad-options', reason: { zh: text, en: text } }
}

export const wordOf = (level: StoredWord['level'], { code, reason }: HookProblem): StoredWord => ({
  ...{ line: 0, level, code },
  ...reason,
})

/** What an importer says about a row; of its target the path is named, never what stands there. */
export function wordOfNote(note: RowNote, { fields }: HookMapping): StoredWord {
  const path = note.target && fields.find(({ target }) => target === note.target)?.path
  const { zh, en } = note.reason
  const { line, level, code } = note
  return path ? { line, level, code, zh: `${zh}（${path}）`, en: `${en} (${path})` } : { line, level, code, zh, en }
}

export type ItemState = 'done' | 'repeated' | 'older' | 'ignored' | 'failed'

/** How a message ends whose things ended so: what went wrong leads, then what was done. */
export const stateOf = (states: readonly ItemState[]): ItemState =>
  (['failed', 'done', 'older', 'repeated'] as const).find((one) => states.includes(one)) ?? 'ignored'
