import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Input, InputNumber, Select, Slider, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useNarrow } from '#ui/page'
import { useText } from '#ui/preferences'
import { scenarios } from '../contract.ts'
import { type FactorName, factorNames, type Scenario, scenarioSchema, solveFor } from '../core/scenario.ts'
import { Outcome } from './outcome.tsx'
import { Rows, Weights } from './shares.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(scenarios)
type Row = Awaited<ReturnType<typeof client.list>>['items'][number]

interface Props {
  of: Row | null
  /** An older version to start from. */
  value: Scenario | undefined
  close(): void
}

const fresh = (): Scenario => ({
  ...scenarioSchema.parse({
    name: 'A',
    year: new Date().getFullYear(),
    factors: { traffic: 10_000, fission: 1.2, conversion: 0.2, basket: 30_000, lifetime: 1.3 },
  }),
  name: '',
})

/** A row of the list is a scenario with more beside it. */
const scenarioOf = ({ name, year, factors, months, channels, owners, churn, costPerPerson, note }: Row): Scenario => ({
  ...{ name, year, factors, months, channels, owners, churn, costPerPerson, note },
})

/** Plans a year: every change is worked out at once, here and without the server. */
export function Editor({ of, value, close }: Props) {
  const t = useText(words)
  const narrow = useNarrow()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [now, setNow] = useState<Scenario>(() => value ?? (of ? scenarioOf(of) : fresh()))
  const set = (patch: Partial<Scenario>) => setNow((old) => ({ ...old, ...patch }))
  const save = useMutation({
    mutationFn: () => (of ? client.change({ ...now, id: of.id, version: of.version }) : client.create(now)),
    onSuccess: async () => {
      void message.success(t.saved)
      await queries.invalidateQueries()
      close()
    },
  })
  const isRight = scenarioSchema.safeParse(now).success
  return (
    <Drawer
      title={of?.name ?? t.newScenario}
      open
      onClose={close}
      size={narrow ? '100%' : 980}
      extra={
        <Button type="primary" disabled={!isRight} loading={save.isPending} onClick={() => save.mutate()}>
          {t.save}
        </Button>
      }
    >
      <div className="stack">
        {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
        <div className="two">
          <div className="stack">
            <Basics now={now} set={set} />
            <Factors now={now} set={set} />
            <Goal now={now} set={set} />
          </div>
          <Outcome of={now} base={of} />
        </div>
        <Weights months={now.months} set={(months) => set({ months })} />
        <div className="two">
          <Rows title={t.channels} name={t.channel} rows={now.channels} set={(channels) => set({ channels })} />
          <Rows title={t.owners} name={t.owner} rows={now.owners} set={(owners) => set({ owners })} />
        </div>
      </div>
    </Drawer>
  )
}

interface PartProps {
  now: Scenario
  set(patch: Partial<Scenario>): void
}

function Basics({ now, set }: PartProps) {
  const t = useText(words)
  const usual = useQuery(query.usual.queryOptions())
  const take = () => {
    if (!usual.data) return
    const { factors, months, channels, owners, churn } = usual.data
    const read = (name: FactorName) => factors[name] ?? now.factors[name]
    const found = Object.fromEntries(factorNames.map((name) => [name, read(name)])) as Scenario['factors']
    const whole = { traffic: Math.round(found.traffic), fission: Math.max(1, found.fission) }
    set({ factors: { ...found, ...whole }, months, channels, owners, churn: churn ?? now.churn })
  }
  return (
    <section className="stack">
      <div className="row">
        <Input
          aria-label={t.name}
          placeholder={t.name}
          value={now.name}
          maxLength={60}
          onChange={(event) => set({ name: event.target.value })}
          style={{ flex: 1, minWidth: 160 }}
        />
        <InputNumber
          aria-label={t.yearName}
          value={now.year}
          min={2000}
          max={2100}
          onChange={(year) => year !== null && set({ year })}
        />
      </div>
      <div className="row">
        <Button size="small" loading={usual.isPending} onClick={take}>
          {t.usual}
        </Button>
      </div>
      <div className="row">
        <Labelled name={t.churn}>
          <InputNumber
            value={now.churn * 100}
            min={0}
            max={100}
            step={0.1}
            precision={2}
            suffix="%"
            onChange={(churn) => churn !== null && set({ churn: churn / 100 })}
          />
        </Labelled>
        <Labelled name={t.cost}>
          <InputNumber
            value={now.costPerPerson / 100}
            min={0}
            precision={2}
            onChange={(yuan) => yuan !== null && set({ costPerPerson: Math.round(yuan * 100) })}
          />
        </Labelled>
      </div>
    </section>
  )
}

function Labelled({ name, children }: { name: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child
    <label className="labelled">
      <span className="small muted">{name}</span>
      {children}
    </label>
  )
}

/** How each factor is typed: what a unit of the field is worth, and how far the slider goes. */
const fields: Record<FactorName, { scale: number; step: number; digits: number; most: number; suffix?: string }> = {
  traffic: { scale: 1, step: 100, digits: 0, most: 500_000 },
  fission: { scale: 1, step: 0.01, digits: 3, most: 3 },
  conversion: { scale: 0.01, step: 0.1, digits: 2, most: 60, suffix: '%' },
  basket: { scale: 100, step: 1, digits: 2, most: 1_500 },
  lifetime: { scale: 1, step: 0.01, digits: 3, most: 4 },
}

function Factors({ now, set }: PartProps) {
  const t = useText(words)
  const change = (name: FactorName, typed: number | null) => {
    if (typed === null) return
    const { scale } = fields[name]
    const value = name === 'traffic' ? Math.round(typed) : typed * scale
    set({ factors: { ...now.factors, [name]: value } })
  }
  return (
    <section className="stack">
      {factorNames.map((name) => {
        const { scale, step, digits, most, suffix } = fields[name]
        const typed = Number((now.factors[name] / scale).toFixed(digits))
        return (
          <div key={name} className="factor-row">
            <span>{t.factor[name]}</span>
            <Slider
              min={name === 'fission' ? 1 : 0}
              max={Math.max(most, typed)}
              step={step}
              value={typed}
              onChange={(value) => change(name, value)}
              ariaLabelForHandle={t.factor[name]}
            />
            <InputNumber
              aria-label={t.factor[name]}
              value={typed}
              min={name === 'fission' ? 1 : 0}
              step={step}
              precision={digits}
              {...(suffix ? { suffix } : {})}
              {...(name === 'basket' ? { prefix: '¥' } : {})}
              onChange={(value) => change(name, value)}
            />
          </div>
        )
      })}
    </section>
  )
}

/** A goal, and the factor that is to reach it. */
function Goal({ now, set }: PartProps) {
  const t = useText(words)
  const [yuan, setYuan] = useState<number | null>(null)
  const [free, setFree] = useState<FactorName>('traffic')
  const [failed, setFailed] = useState(false)
  const solve = () => {
    const value = yuan === null ? null : solveFor(now.factors, free, Math.round(yuan * 100))
    setFailed(yuan !== null && value === null)
    if (value !== null) set({ factors: { ...now.factors, [free]: value } })
  }
  return (
    <section className="stack">
      <div className="row">
        <Labelled name={t.goal}>
          <InputNumber value={yuan} min={0} step={10_000} onChange={setYuan} style={{ width: 160 }} />
        </Labelled>
        <Select
          aria-label={t.solveHelp}
          value={free}
          onChange={setFree}
          options={factorNames.map((name) => ({ value: name, label: t.factor[name] }))}
          style={{ minWidth: 112, alignSelf: 'end' }}
        />
        <Tooltip title={t.solveHelp}>
          <Button onClick={solve} disabled={yuan === null} style={{ alignSelf: 'end' }}>
            {t.solve}
          </Button>
        </Tooltip>
      </div>
      {failed && <Alert type="warning" showIcon title={t.cannot} />}
    </section>
  )
}
