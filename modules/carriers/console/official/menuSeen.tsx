import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { official } from '../../contract.ts'
import { drafted, MenuPhone } from './menuParts.tsx'
import { variantWords } from './variantWords.tsx'

const { query } = apiOf(official)

/** The menu that the platform shows a follower now; asked once somebody opens it. */
export function MenuSeen({ account, person }: { account: string; person: string }) {
  const t = useText(variantWords)
  const [isOpen, setOpen] = useState(false)
  const seen = useQuery(query.menuSeen.queryOptions({ input: { id: account, person }, enabled: isOpen }))
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">{t.seenNow}</summary>
      {isOpen && (
        <Load of={seen} rows={2}>
          {({ menu, left }) => (
            <>
              <MenuPhone buttons={drafted(menu)} />
              {left > 0 && <p className="small muted">{t.alsoThere(left)}</p>}
            </>
          )}
        </Load>
      )}
    </details>
  )
}
