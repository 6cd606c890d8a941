import { refuse } from '#platform/http/problem'
import { checkDefinition } from '../core/check.ts'
import type { Definition } from '../core/definition.ts'
import { segmentProblems } from '../core/refusals.ts'
import { expanded, type SegmentDb } from './store.ts'

/** A definition checked and ready to be asked; refused with what is wrong. */
export async function treeOf(db: SegmentDb, definition: Definition, self: string | null): Promise<Definition> {
  const checked = checkDefinition(definition)
  if (!checked.ok) refuse(segmentProblems, checked.refusal)
  const tree = await expanded(db, definition, self)
  return tree.ok ? tree.value : refuse(segmentProblems, tree.refusal)
}
