import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Select } from 'antd'
import { Suspense, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load, Notice, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { guarding } from '../contract.ts'
import { touchCarriers, touchPurposes } from '../core/guard.ts'
import type { ActorName } from './actorName.tsx'
import { Policy } from './guardPolicy.tsx'
import { guardWords as words } from './guardWords.tsx'

const { query, client } = apiOf(guarding)
const Pressure = later(() => import('./pressure.tsx').then((module) => module.Pressure))

/** How often and when people may be contacted, and what the contacts do to them. */
export function GuardPage({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  useTitle(t.title)
  const guard = useQuery(query.get.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <p className="muted">{t.help}</p>
      <Suspense fallback={<Waiting />}>
        <Pressure />
      </Suspense>
      <div className="two">
        <Load of={guard} rows={8}>
          {({ version, ...now }) => <Policy key={version} now={now} />}
        </Load>
        <div className="stack">
          <Ask />
          <Versions Actor={Actor} />
        </div>
      </div>
    </div>
  )
}

/** Whether somebody may be contacted now, and why not. */
function Ask() {
  const t = useText(words)
  const [person, setPerson] = useState('')
  const [carrier, setCarrier] = useState<(typeof touchCarriers)[number]>('wecom')
  const [purpose, setPurpose] = useState<(typeof touchPurposes)[number]>('promotion')
  const ask = useMutation({ mutationFn: () => client.check({ contacts: [{ person, carrier, purpose }] }) })
  const verdict = ask.data?.items[0]
  return (
    <section className="card stack" aria-label={t.ask}>
      <h2>{t.ask}</h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate()
        }}
      >
        <Input
          aria-label={t.person}
          placeholder={t.person}
          value={person}
          inputMode="numeric"
          onChange={(event) => setPerson(event.target.value.replace(/\D/g, ''))}
          style={{ width: 120 }}
        />
        <Select
          aria-label={t.carrier}
          value={carrier}
          onChange={setCarrier}
          options={touchCarriers.map((value) => ({ value, label: t.carriers[value] }))}
          style={{ minWidth: 116 }}
        />
        <Select
          aria-label={t.purpose}
          value={purpose}
          onChange={setPurpose}
          options={touchPurposes.map((value) => ({ value, label: t.purposes[value] }))}
          style={{ minWidth: 96 }}
        />
        <Button htmlType="submit" disabled={!/^[1-9]/.test(person)} loading={ask.isPending}>
          {t.askNow}
        </Button>
      </form>
      {ask.error && <Alert type="error" showIcon title={problemOf(ask.error).title} />}
      {verdict && (
        <div role="status">
          <Alert
            type={verdict.allowed ? 'success' : 'warning'}
            showIcon
            title={verdict.allowed ? t.allowed : t.refused}
            description={verdict.reasons
              .map(({ reason, cap, used }) =>
                cap
                  ? t.capReason(t.carriers[cap.carrier], t.purposes[cap.purpose], cap.days, cap.most, used ?? 0)
                  : t.reasons[reason],
              )
              .join('；')}
          />
          {!verdict.allowed && verdict.next && (
            <p className="small muted">
              {t.next} <Time at={verdict.next} />
            </p>
          )}
        </div>
      )}
    </section>
  )
}

function Versions({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  const versions = useQuery(query.versions.queryOptions())
  return (
    <section className="card" aria-label={t.versions}>
      <h2>{t.versions}</h2>
      <Load of={versions}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.noVersions} />
          ) : (
            <ul className="ids">
              {items.map(({ version, at, by, value }) => (
                <li key={version}>
                  <div className="row">
                    <strong>{t.version(version)}</strong>
                    <span className="small muted">
                      <Actor by={by} /> · <Time at={at} />
                    </span>
                  </div>
                  <span className="small muted">
                    {t.caps} {value.caps.length} · {t.quiet} {value.quietFrom}–{value.quietTo}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </section>
  )
}
