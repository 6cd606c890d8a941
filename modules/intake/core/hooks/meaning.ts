import { type HookMapping, isWanted, typeOf } from './mapping.ts'
import { textAt } from './message.ts'

/** What messages of one sort mean. */
interface OneMeaning extends HookMapping {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
}

/** For messages that have one of these values at a path; `trade_*` = those that begin so. */
export interface OtherMeaning extends OneMeaning {
  readonly when: { readonly path: string; readonly values: readonly string[] }
}

/** What a hook makes of its messages: the first other meaning whose condition holds, else its own, of the types it reads. */
export interface Meanings extends OneMeaning {
  readonly typePath: string
  readonly types: readonly string[]
  readonly mappings: readonly OtherMeaning[]
}

/** What this message means, with the place among the others (from 1; 0 = the hook's own); null where it is none that is read. */
export function meaningOf(message: unknown, hook: Meanings): (OneMeaning & { readonly place: number }) | null {
  const at = hook.mappings.findIndex(({ when }) => isWanted(textAt(message, when.path) ?? '', when.values))
  const other = hook.mappings[at]
  if (other) return { ...other, place: at + 1 }
  return isWanted(typeOf(message, hook.typePath), hook.types) ? { ...hook, place: 0 } : null
}
