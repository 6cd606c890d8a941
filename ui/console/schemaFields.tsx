import { Button, DatePicker, Form, Input, InputNumber, Radio, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { ReactNode } from 'react'
import { type Node, nodeText, type Path } from '#base/schema'
import { dateText, parseTime } from '#kit/time'
import { texts, usePreferences, useText } from './preferences.tsx'
import { useZone } from './zone.tsx'

const words = texts({
  zh: { add: '添加一项', remove: '移除', fen: '元', day: '天', person: '人' },
  en: { add: 'Add one', remove: 'Remove', fen: 'yuan', day: 'days', person: 'people' },
})

interface Place {
  node: Node
  path: Path
  /** How much of the path belongs to the list around, which names its fields by what follows. */
  within?: number
  /** The rule that a field at this place goes by. */
  check(path: Path, node: Node): { validator(): Promise<void> }
}

const isNode = (node: unknown): node is Node => typeof node === 'object' && node !== null
const typeOf = (node: Node) => (Array.isArray(node.type) ? node.type.find((type) => type !== 'null') : node.type)

/** The fields of one part of a schema: an object is its properties, a list of objects grows and shrinks. */
export function Part({ node, path, within = 0, check }: Place): ReactNode {
  if (typeOf(node) === 'object')
    return (
      <Group node={node} path={path}>
        {Object.entries(node.properties ?? {}).map(
          ([name, child]) =>
            isNode(child) && <Part key={name} node={child} path={[...path, name]} within={within} check={check} />,
        )}
      </Group>
    )
  const items = node.items
  if (typeOf(node) === 'array' && isNode(items) && !Array.isArray(items) && typeOf(items) === 'object')
    return <Many node={node} items={items} path={path} within={within} check={check} />
  return <Field node={node} path={path} within={within} check={check} />
}

function useLabel(node: Node, path: Path): string {
  const { language } = usePreferences()
  return nodeText(node)[language] ?? String(path.at(-1) ?? '')
}

function Group({ node, path, children }: Omit<Place, 'check'> & { children: ReactNode }) {
  const label = useLabel(node, path)
  if (path.length === 0 || typeof path.at(-1) === 'number') return children
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {children}
    </fieldset>
  )
}

function Many({ node, items, path, within = 0, check }: Place & { items: Node }) {
  const t = useText(words)
  const label = useLabel(node, path)
  return (
    <Form.List name={path.slice(within)} rules={[check(path, node)]}>
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="group">
          <legend>{label}</legend>
          {rows.map((row) => (
            <div key={row.key} className="group-row">
              <Part node={items} path={[...path, row.name]} within={path.length} check={check} />
              <Button size="small" onClick={() => remove(row.name)}>
                {t.remove}
              </Button>
            </div>
          ))}
          <Button size="small" disabled={rows.length >= (node.maxItems ?? 1000)} onClick={() => add({})}>
            {t.add}
          </Button>
          <Form.ErrorList errors={errors} />
        </fieldset>
      )}
    </Form.List>
  )
}

function Field({ node, path, within = 0, check }: Place) {
  const { language } = usePreferences()
  const zone = useZone()
  const label = useLabel(node, path)
  const text = nodeText(node)
  return (
    <Form.Item
      name={path.slice(within)}
      label={label}
      extra={text.help?.[language]}
      rules={[check(path, node)]}
      validateFirst
      {...exchange(node, zone)}
    >
      <Control node={node} />
    </Form.Item>
  )
}

/** How a value of the wire stands in its control, and comes back from it. */
function exchange(node: Node, zone: string) {
  const empty = Array.isArray(node.type) ? null : undefined
  const none = <T,>(value: T | '' | null | undefined) => (value === '' || value === null ? empty : value)
  if (typeOf(node) === 'boolean') return { valuePropName: 'checked' }
  if (node.format === 'date-time')
    return {
      getValueProps: (value?: string | null) => ({ value: value ? dayjs(dateText(Date.parse(value), zone)) : null }),
      normalize: (day: Dayjs | null) => (day ? midnight(day.format('YYYY-MM-DD'), zone) : empty),
    }
  if (nodeText(node).unit === 'fen')
    return {
      getValueProps: (value?: number | null) => ({ value: typeof value === 'number' ? value / 100 : value }),
      normalize: (yuan: number | null) => (yuan === null ? empty : Math.round(yuan * 100)),
    }
  return { normalize: none }
}

function midnight(day: string, zone: string): string | undefined {
  const at = parseTime(day, zone)
  return at.ok ? new Date(at.value).toISOString() : undefined
}

/** The control that fits a part; antd hands it value and change by its props. */
function Control({ node, ...given }: { node: Node }) {
  const t = useText(words)
  const { language } = usePreferences()
  const text = nodeText(node)
  const named = (values: readonly unknown[]) =>
    values.map((value) => ({ value: String(value), label: text.choices?.[String(value)]?.[language] ?? String(value) }))
  if (typeOf(node) === 'boolean') return <Switch {...given} />
  if (typeOf(node) === 'array') {
    const items = isNode(node.items) && !Array.isArray(node.items) ? node.items : {}
    return <Select {...given} mode={items.enum ? 'multiple' : 'tags'} options={named(items.enum ?? [])} />
  }
  if (node.enum)
    return node.enum.length <= 3 ? (
      <Radio.Group {...given} options={named(node.enum)} />
    ) : (
      <Select {...given} showSearch={{ optionFilterProp: 'label' }} options={named(node.enum)} />
    )
  if (typeOf(node) === 'number' || typeOf(node) === 'integer') {
    // No limits here: the control would move a number to them unseen, and the schema says what is wrong.
    const unit = text.unit
    return (
      <InputNumber
        {...given}
        {...(unit === 'fen' ? { precision: 2 } : typeOf(node) === 'integer' ? { precision: 0 } : {})}
        {...(unit ? { suffix: t[unit] } : {})}
        style={{ width: '100%' }}
      />
    )
  }
  // Enter takes the day that was typed: it must not send the form as well.
  const stay = (event: { key: string; preventDefault(): void }) => event.key === 'Enter' && event.preventDefault()
  if (node.format === 'date-time') return <DatePicker {...given} onKeyDown={stay} style={{ width: '100%' }} />
  return <Words node={node} given={given} />
}

function Words({ node, given }: { node: Node; given: object }) {
  const kind = nodeText(node).text
  if (kind === 'zone')
    return (
      <Select
        {...given}
        showSearch
        options={Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }))}
      />
    )
  if (kind === 'password') return <Input.Password {...given} autoComplete="new-password" />
  if (kind === 'long') return <Input.TextArea {...given} autoSize={{ minRows: 3, maxRows: 12 }} />
  return <Input {...given} autoComplete="off" {...(node.maxLength ? { maxLength: node.maxLength } : {})} />
}
