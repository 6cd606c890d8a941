import { Button, Form, Input, Select } from 'antd'
import { useText } from '#ui/preferences'
import { places } from '../../core/link.ts'
import { useCodeChoices } from './fields.tsx'
import { Shifts } from './shifts.tsx'
import { liveWords } from './words.tsx'

/** Rules of an aggregate code, and where it leads when none fits. */
export function RuleFields({ own }: { own: string | undefined }) {
  const t = useText(liveWords)
  const codes = useCodeChoices(own)
  return (
    <>
      <Form.List name="rules">
        {(fields, { add, remove }) => (
          <fieldset className="group stack">
            <legend>{t.rules}</legend>
            <p className="small muted">{t.rulesHelp}</p>
            {fields.map(({ key, name }) => (
              <div key={key} className="card">
                <When name={name} />
                <Targets name={name} codes={codes} />
                <Button size="small" onClick={() => remove(name)}>
                  {t.remove}
                </Button>
              </div>
            ))}
            <Button
              onClick={() =>
                add({ identity: 'any', apps: [], regions: [], hours: [], mode: 'weighted', to: [{ weight: 1 }] })
              }
            >
              {t.addRule}
            </Button>
          </fieldset>
        )}
      </Form.List>
      <fieldset>
        <legend>{t.fallback}</legend>
        <div className="row top">
          <Form.Item name="fallbackCode" label={t.targetCode} className="grow">
            <Select allowClear options={codes} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 140 }} />
          </Form.Item>
          <Form.Item name="fallbackUrl" label={t.targetUrl} className="grow">
            <Input placeholder="https://" />
          </Form.Item>
        </div>
      </fieldset>
    </>
  )
}

function When({ name }: { name: number }) {
  const t = useText(liveWords)
  const needed = [{ required: true, message: t.required }]
  return (
    <>
      <div className="row top">
        <Form.Item name={[name, 'name']} label={t.name} rules={needed} className="grow">
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name={[name, 'identity']} label={t.identity} style={{ width: 110 }}>
          <Select
            options={(['any', 'new', 'known'] as const).map((value) => ({ value, label: t.identities[value] }))}
          />
        </Form.Item>
      </div>
      <div className="row top">
        <Form.Item name={[name, 'apps']} label={t.apps} className="grow">
          <Select
            mode="multiple"
            options={places.map((value) => ({ value, label: t.place[value] }))}
            style={{ minWidth: 140 }}
          />
        </Form.Item>
        <Form.Item name={[name, 'regions']} label={t.regions} extra={t.regionsHelp} className="grow">
          <Select mode="tags" open={false} suffixIcon={null} style={{ minWidth: 140 }} />
        </Form.Item>
      </div>
      <Form.Item name={[name, 'hours']} label={t.shift}>
        <Shifts label={t.shift} />
      </Form.Item>
    </>
  )
}

function Targets({ name, codes }: { name: number; codes: { value: string; label: string }[] }) {
  const t = useText(liveWords)
  return (
    <Form.List name={[name, 'to']}>
      {(fields, { add, remove }) => (
        <fieldset className="group stack">
          <legend>{t.targets}</legend>
          {fields.map(({ key, name: at }) => (
            <div key={key} className="row top">
              <Form.Item name={[at, 'code']} label={t.targetCode} className="grow">
                <Select
                  allowClear
                  options={codes}
                  showSearch={{ optionFilterProp: 'label' }}
                  style={{ minWidth: 120 }}
                />
              </Form.Item>
              <Form.Item name={[at, 'url']} label={t.targetUrl} className="grow">
                <Input placeholder="https://" />
              </Form.Item>
              <Form.Item name={[at, 'weight']} label={t.weight} style={{ width: 72 }}>
                <Input type="number" min={1} max={100} />
              </Form.Item>
              {fields.length > 1 && <Button onClick={() => remove(at)}>{t.remove}</Button>}
            </div>
          ))}
          <div className="row">
            {fields.length < 10 && (
              <Button size="small" onClick={() => add({ weight: 1 })}>
                {t.addTarget}
              </Button>
            )}
            {fields.length > 1 && (
              <Form.Item name={[name, 'mode']} noStyle>
                <Select
                  aria-label={t.mode}
                  style={{ minWidth: 160 }}
                  options={(['weighted', 'adaptive'] as const).map((value) => ({ value, label: t.ruleModes[value] }))}
                />
              </Form.Item>
            )}
          </div>
        </fieldset>
      )}
    </Form.List>
  )
}
