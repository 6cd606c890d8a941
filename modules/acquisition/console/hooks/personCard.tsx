import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Select } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { hooksApi } from './api.tsx'
import { OwnAddress } from './give.tsx'
import { hookWords } from './words.tsx'

/** Gives this person their own address of a hook that is on. */
export function GiveCard({ person }: { person: string }) {
  const t = useText(hookWords)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const hooks = useQuery(hooksApi.query.list.queryOptions({ input: { limit: 100 }, enabled: may('people:write') }))
  const on = (hooks.data?.items ?? []).filter((one) => one.on)
  const [hook, setHook] = useState<string | null>(null)
  if (on.length === 0) return null
  return (
    <section className="card row" aria-label={t.give}>
      <span className="grow">{t.give}</span>
      <Button onClick={() => setOpen(true)}>{t.giveChoose}</Button>
      <Drawer title={t.give} open={isOpen} onClose={() => setOpen(false)} destroyOnHidden>
        <div className="stack">
          <p className="small muted">{t.giveHelp}</p>
          <Select
            aria-label={t.title}
            placeholder={t.title}
            value={hook}
            onChange={setHook}
            showSearch={{ optionFilterProp: 'label' }}
            options={on.map(({ id, name }) => ({ value: id, label: name }))}
          />
          {hook !== null && <OwnAddress key={hook} hook={hook} person={person} />}
        </div>
      </Drawer>
    </section>
  )
}
