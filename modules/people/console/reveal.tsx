import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import { people } from '../contract.ts'
import { words } from './words.tsx'

const { query } = apiOf(people)

/** Long enough to dial a number, too short to be left on a screen in a shop. */
const shownForMs = 120_000

/** Personal data in full after a reason was given, for two minutes. */
export function Reveal({ id }: { id: string }) {
  const t = useText(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const reveal = useMutation(query.reveal.mutationOptions({ onSuccess: () => setAsking(false) }))
  const { data, reset } = reveal
  useEffect(() => {
    if (!data) return
    const timer = setTimeout(reset, shownForMs)
    return () => clearTimeout(timer)
  }, [data, reset])
  const called = { ...t.types, ...t.fields } as Record<string, string>
  const ids = data?.identities.map(({ type, value }) => [type.split(':')[0] ?? type, value] as const) ?? []
  const eyes = (data?.wearers ?? []).flatMap(({ name, facts }) => [
    [t.wearer, name] as const,
    ...facts.map((fact) => [`${name} · ${fact.name}`, fact.value] as const),
  ])
  const rows = data ? [...Object.entries(data.private), ...ids, ...eyes] : []
  if (!may('people:reveal')) return null
  return (
    <>
      {data ? (
        <section aria-label={t.revealed} style={{ marginTop: 12 }}>
          <dl className="facts">
            {rows.map(([name, value]) => (
              <div key={`${name} ${value}`} style={{ display: 'contents' }}>
                <dt>{called[name] ?? name}</dt>
                <dd className="num">{value}</dd>
              </div>
            ))}
          </dl>
          <Button size="small" icon={<EyeInvisibleOutlined />} onClick={reset}>
            {t.hide}
          </Button>
        </section>
      ) : (
        <Button size="small" style={{ marginTop: 12 }} icon={<EyeOutlined />} onClick={() => setAsking(true)}>
          {t.reveal}
        </Button>
      )}
      <ReasonDialog
        title={t.reveal}
        open={asking}
        pending={reveal.isPending}
        error={reveal.error}
        why={t.revealWhy}
        example={t.revealPlaceholder}
        agree={(reason) => reveal.mutate({ id, reason })}
        close={() => setAsking(false)}
      />
    </>
  )
}
