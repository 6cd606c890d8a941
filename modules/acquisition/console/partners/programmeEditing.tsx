import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Drawer, Form, Input } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type Lent, type Programme, useFresh } from './api.tsx'
import { programmesApi } from './programmesApi.tsx'
import { type ProgrammeValues, termsOf, valuesOf } from './programmeValues.tsx'
import { partnerWords } from './words.tsx'

const { client } = programmesApi

interface Props extends Pick<Lent, 'Conditions'> {
  readonly of: Programme | 'new'
  close(): void
}

/** The form of a programme: for what is paid, how much, when, and what is suspicious. */
export function ProgrammeEditing({ of, close, Conditions }: Props) {
  const t = useText(partnerWords)
  const before = of === 'new' ? null : of
  const { save, error, isPending } = useSave(before, close)
  const [form] = Form.useForm<ProgrammeValues>()
  const initial = valuesOf(before)
  const cps = Form.useWatch('hasCps', form) ?? initial.hasCps
  const cpa = Form.useWatch('hasCpa', form) ?? initial.hasCpa
  return (
    <Drawer title={before ? t.editProgramme : t.newProgramme} open onClose={close} destroyOnHidden size="large">
      <Form form={form} layout="vertical" disabled={isPending} initialValues={initial} onFinish={save}>
        {error && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
        {before && <Alert type="info" showIcon title={t.termsChange} style={{ marginBottom: 16 }} />}
        <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="endsAt" label={t.ends} extra={t.noEnd}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="hasCps" valuePropName="checked">
          <Checkbox>{t.cps}</Checkbox>
        </Form.Item>
        {cps && <Cps />}
        <Form.Item name="hasCpa" valuePropName="checked">
          <Checkbox>{t.cpa}</Checkbox>
        </Form.Item>
        {cpa && <Cpa Conditions={Conditions} />}
        <div className="row top">
          <Whole name="windowDays" label={t.windowDays} min={1} max={90} />
          <Whole name="holdDays" label={t.holdDays} min={0} max={180} extra={t.holdHelp} />
        </div>
        <Whole name="referral" label={t.referral} min={0} max={30} step={0.01} extra={t.referralHelp} />
        <Caps />
        <Guards />
        <Form.Item name="note" label={t.note}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}

interface WholeProps {
  readonly name: string | (string | number)[]
  readonly label: string
  readonly min: number
  readonly max?: number
  readonly step?: number
  readonly extra?: string
  readonly optional?: boolean
}

/** A number as a browser's own field gives it. */
function Whole({ name, label, min, max, step, extra, optional = false }: WholeProps) {
  return (
    <Form.Item
      name={name}
      label={label}
      {...(extra ? { extra } : {})}
      rules={[{ required: !optional }]}
      className="grow"
    >
      <Input type="number" min={min} {...(max === undefined ? {} : { max })} step={step ?? 1} inputMode="decimal" />
    </Form.Item>
  )
}

function Cps() {
  const t = useText(partnerWords)
  return (
    <fieldset className="condition-group">
      <Whole name="rate" label={t.rate} min={0} max={100} step={0.01} />
      <Form.List name="tiers">
        {(fields, { add, remove }) => (
          <>
            {fields.length > 0 && <p className="small muted">{t.tiers}</p>}
            {fields.map(({ key, name }) => (
              <div key={key} className="row top">
                <Whole name={[name, 'from']} label={t.tierFrom} min={0.01} step={0.01} />
                <Whole name={[name, 'rate']} label={t.rate} min={0} max={100} step={0.01} />
                <Button onClick={() => remove(name)}>{t.remove}</Button>
              </div>
            ))}
            {fields.length < 6 && <Button onClick={() => add({})}>{t.addTier}</Button>}
          </>
        )}
      </Form.List>
    </fieldset>
  )
}

function Cpa({ Conditions }: Pick<Lent, 'Conditions'>) {
  const t = useText(partnerWords)
  return (
    <fieldset className="condition-group">
      <div className="row top">
        <Whole name="cpaAmount" label={t.cpaAmount} min={0.01} step={0.01} />
        <Whole name="within" label={t.within} min={1} max={90} />
      </div>
      <Form.Item
        name="registered"
        label={t.registered}
        extra={t.registeredHelp}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="activated" label={t.activatedWhen} rules={[{ required: true }]}>
        <Chosen Conditions={Conditions} />
      </Form.Item>
    </fieldset>
  )
}

/** A field of the form for conditions on a person. */
function Chosen({
  Conditions,
  value,
  onChange,
}: Pick<Lent, 'Conditions'> & { value?: unknown; onChange?(value: unknown): void }) {
  return <Conditions value={value} onChange={(next) => onChange?.(next)} />
}

function Caps() {
  const t = useText(partnerWords)
  return (
    <fieldset className="condition-group">
      <legend>{t.capsTitle}</legend>
      <div className="row top">
        <Whole name={['caps', 'partnerDay']} label={t.caps.partnerDay} min={0.01} step={0.01} optional />
        <Whole name={['caps', 'partnerMonth']} label={t.caps.partnerMonth} min={0.01} step={0.01} optional />
      </div>
      <div className="row top">
        <Whole name={['caps', 'programmeDay']} label={t.caps.programmeDay} min={0.01} step={0.01} optional />
        <Whole name={['caps', 'programmeMonth']} label={t.caps.programmeMonth} min={0.01} step={0.01} optional />
      </div>
    </fieldset>
  )
}

function Guards() {
  const t = useText(partnerWords)
  return (
    <fieldset className="condition-group">
      <legend>{t.guards}</legend>
      <div className="row top">
        <Whole name={['guards', 'burst']} label={t.burst} min={2} max={1000} />
        <Whole name={['guards', 'burstMinutes']} label={t.burstMinutes} min={1} max={1440} />
      </div>
      <div className="row top">
        <Whole name={['guards', 'refundLeast']} label={t.refundLeast} min={2} max={1000} />
        <Whole name={['guards', 'refundPercent']} label={t.refundPercent} min={1} max={100} />
      </div>
    </fieldset>
  )
}

function useSave(before: Programme | null, close: () => void) {
  const fresh = useFresh()
  const { mutate, error, isPending } = useMutation({
    mutationFn: (values: ProgrammeValues) => {
      const { name, note = '', endsAt } = values
      const given = { name, note, endsAt: endsAt ? new Date(endsAt).toISOString() : null }
      const terms = termsOf(values)
      // Terms that are the same make no new version.
      const same = before !== null && JSON.stringify(terms) === JSON.stringify(termsOf(valuesOf(before)))
      return before
        ? client.change({ id: before.id, ...given, ...(same ? {} : { terms }) })
        : client.create({ ...given, terms })
    },
    onSettled: fresh,
    onSuccess: close,
  })
  return { save: (values: ProgrammeValues) => mutate(values), error, isPending }
}
