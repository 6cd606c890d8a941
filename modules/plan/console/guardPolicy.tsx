import { DeleteOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { guarding } from '../contract.ts'
import { type Cap, type Guard, guardSchema, touchCarriers, touchPurposes } from '../core/guard.ts'
import { guardWords as words } from './guardWords.tsx'

const { query, client } = apiOf(guarding)

/** The guard rails, changed as one new version. */
export function Policy({ now }: { now: Guard }) {
  const t = useText(words)
  const may = useMay()('plan:write')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [next, setNext] = useState(now)
  const set = (patch: Partial<Guard>) => setNext((old) => ({ ...old, ...patch }))
  const save = useMutation({
    mutationFn: () => client.change(next),
    onSuccess: async () => {
      void message.success(t.saved)
      await queries.invalidateQueries({ queryKey: query.key() })
    },
  })
  const isRight = guardSchema.safeParse(next).success
  return (
    <section className="card stack" aria-label={t.policy}>
      <h2>{t.policy}</h2>
      {!may && <p className="muted">{t.readOnly}</p>}
      {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
      <fieldset className="plain" disabled={!may}>
        <Caps caps={next.caps} set={(caps) => set({ caps })} />
        <h3>{t.quiet}</h3>
        <div className="row">
          <Clock label={t.quietFrom} value={next.quietFrom} set={(quietFrom) => set({ quietFrom })} />
          <span className="muted">–</span>
          <Clock label={t.quietTo} value={next.quietTo} set={(quietTo) => set({ quietTo })} />
          <Checkbox checked={next.quietService} onChange={(event) => set({ quietService: event.target.checked })}>
            {t.quietService}
          </Checkbox>
        </div>
        <h3>{t.consent}</h3>
        <p className="muted small">{t.consentHelp}</p>
        <Checkbox.Group
          value={next.mustConsent}
          onChange={(mustConsent) => set({ mustConsent })}
          options={touchCarriers.map((value) => ({ value, label: t.carriers[value] }))}
        />
        <h3>{t.weights}</h3>
        <div className="row">
          {(['promotion', 'service', 'call'] as const).map((name) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child
            <label key={name} className="labelled">
              <span className="small muted">{t.weightNames[name]}</span>
              <InputNumber
                value={next.weights[name]}
                min={0}
                max={100}
                step={0.1}
                onChange={(value) => set({ weights: { ...next.weights, [name]: value ?? 0 } })}
              />
            </label>
          ))}
        </div>
      </fieldset>
      {may && (
        <div className="row">
          <Button type="primary" disabled={!isRight} loading={save.isPending} onClick={() => save.mutate()}>
            {t.save}
          </Button>
        </div>
      )}
    </section>
  )
}

function Clock({ label, value, set }: { label: string; value: string; set(value: string): void }) {
  return (
    <Input
      aria-label={label}
      value={value}
      maxLength={5}
      status={/^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? '' : 'error'}
      onChange={(event) => set(event.target.value)}
      style={{ width: 76 }}
    />
  )
}

function Caps({ caps, set }: { caps: readonly Cap[]; set(caps: Cap[]): void }) {
  const t = useText(words)
  const change = (i: number, patch: Partial<Cap>) => set(caps.map((cap, k) => (k === i ? { ...cap, ...patch } : cap)))
  return (
    <>
      <h3>{t.caps}</h3>
      {caps.map((cap, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cap is its place
        <div key={i} className="row cap">
          <Select
            aria-label={t.carrier}
            value={cap.carrier}
            onChange={(carrier) => change(i, { carrier })}
            options={(['any', ...touchCarriers] as const).map((value) => ({ value, label: t.carriers[value] }))}
            style={{ minWidth: 116 }}
          />
          <Select
            aria-label={t.purpose}
            value={cap.purpose}
            onChange={(purpose) => change(i, { purpose })}
            options={(['any', ...touchPurposes] as const).map((value) => ({ value, label: t.purposes[value] }))}
            style={{ minWidth: 96 }}
          />
          <InputNumber
            aria-label={t.days}
            value={cap.days}
            min={1}
            max={90}
            suffix={t.days}
            onChange={(days) => change(i, { days: days ?? 1 })}
            style={{ width: 92 }}
          />
          <InputNumber
            aria-label={t.most}
            value={cap.most}
            min={0}
            max={1000}
            prefix="≤"
            suffix={t.times}
            onChange={(most) => change(i, { most: most ?? 0 })}
            style={{ width: 104 }}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t.remove}
            onClick={() => set(caps.filter((_, k) => k !== i))}
          />
        </div>
      ))}
      <div className="row">
        <Button size="small" onClick={() => set([...caps, { carrier: 'any', purpose: 'promotion', days: 7, most: 3 }])}>
          {t.addCap}
        </Button>
      </div>
    </>
  )
}
