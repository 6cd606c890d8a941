import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'

const { query } = apiOf(people)

const words = texts({
  zh: {
    history: '变更记录',
    nobody: '无人负责',
    undated: '时间不详',
    none: '还没有变更',
    of: (id: string) => `来自合并前的 #${id}`,
  },
  en: {
    history: 'History',
    nobody: 'Nobody',
    undated: 'time unknown',
    none: 'No changes yet',
    of: (id: string) => `of #${id} before the merge`,
  },
})

/** Who looks after a person, and on demand who did from when on. */
export function Owner({ id, owner }: { id: string; owner: string | null }) {
  const t = useText(words)
  const [open, setOpen] = useState(false)
  const owners = useQuery({ ...query.owners.queryOptions({ input: { id } }), enabled: open })
  return (
    <>
      {owner ?? '—'}{' '}
      <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t.history}
      </Button>
      {open && (
        <Load of={owners} rows={2}>
          {({ items }) => (
            <ul className="ids small">
              {items.length === 0 && <li className="muted">{t.none}</li>}
              {items.map((one, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: of one moment there can be two, and none ever moves
                <li key={place}>
                  {one.owner ?? t.nobody}{' '}
                  <span className="muted">
                    {one.at ? <Time at={one.at} /> : t.undated}
                    {one.person !== id && ` · ${t.of(one.person)}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Load>
      )}
    </>
  )
}
