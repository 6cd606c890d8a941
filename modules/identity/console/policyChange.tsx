import { useText } from '#ui/preferences'
import type { PolicyChange } from '../core/policyChanges.ts'
import { policyWords } from './policyWords.tsx'
import { TypeName } from './side.tsx'

/** What differs between two policies, a line each: struck through what is no more. */
export function Changes({ changes }: { changes: readonly PolicyChange[] }) {
  const t = useText(policyWords)
  const said = (value: string) => t.values[value as keyof typeof t.values] ?? value
  return (
    <ul className="ids">
      {changes.map(({ field, item, before, after }) => (
        <li key={`${field} ${item}`} className="small">
          {t.fields[field]} {item !== '' && field !== 'blocked' && <TypeName type={item} />}{' '}
          {before !== null && <del className="muted">{said(before)}</del>} {after !== null && <ins>{said(after)}</ins>}
        </li>
      ))}
    </ul>
  )
}
