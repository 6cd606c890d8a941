import {
  type HookItem,
  type HookMapping,
  type HookProblem,
  isWanted,
  itemsOf,
  typeOf,
} from '../../core/hooks/mapping.ts'
import { textAt } from '../../core/hooks/message.ts'
import type { Signature } from '../../core/hooks/signature.ts'
import type { Importer, RowNote } from '../../core/imports/importer.ts'
import type { StoredWord } from './store.ts'

/** What a hook does with a message. */
export interface Meaning extends HookMapping {
  readonly typePath: string
  readonly types: readonly string[]
  readonly signature?: Pick<Signature, 'rule'>
}

/** The things a message speaks of, or why there are none: left out on purpose, or not understood. */
export type Understood =
  | { readonly items: readonly HookItem[] }
  | { readonly state: 'ignored' | 'failed'; readonly word: StoredWord }

const tests: HookProblem = {
  code: 'test-message',
  reason: { zh: '对方发来的测试消息', en: 'A test of the sender' },
}
const others: HookProblem = {
  code: 'other-type',
  reason: { zh: '不在要处理的消息类型里', en: 'Not one of the types that are read' },
}

export function understand(message: unknown, kind: Importer, meaning: Meaning, zone: string): Understood {
  if (meaning.signature?.rule === 'youzan' && textAt(message, 'test') === 'true')
    return { state: 'ignored', word: wordOf('ignored', tests) }
  if (!isWanted(typeOf(message, meaning.typePath), meaning.types))
    return { state: 'ignored', word: wordOf('ignored', others) }
  const items = itemsOf(message, kind, meaning, zone)
  return items.ok ? { items: items.value } : { state: 'failed', word: wordOf('rejected', items.refusal) }
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
