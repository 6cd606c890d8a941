import { type Draft, isGroup } from './draft.ts'
import { Tree } from './tree.tsx'

/** Conditions on a person as a field of another house's form; `value` is a definition as segments have it. */
export function Conditions({ value, onChange }: { value: unknown; onChange(value: unknown): void }) {
  const given = value as Draft | null | undefined
  const node: Draft = given && isGroup(given) ? given : { and: given ? [given] : [] }
  return <Tree node={node} onChange={onChange} />
}
