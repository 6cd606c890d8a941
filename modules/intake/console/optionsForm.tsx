import { Form, Skeleton } from 'antd'
import { Suspense } from 'react'
import { type Node, nodeText } from '#base/schema'
import { later } from '#ui/later'

const Part = later(() => import('#ui/schemaFields').then((module) => module.Part))

const fine = () => ({ validator: async () => undefined })

interface Props {
  title: string
  /** JSON Schema; the fields that have a name are asked for. */
  schema: Node
  value: Record<string, unknown>
  onChange(value: Record<string, unknown>): void
}

/** Some fields of a larger draft, told at every change; the server checks them. */
export function OptionsForm({ title, schema, value, onChange }: Props) {
  const shown = Object.entries(schema.properties ?? {}).filter(
    (entry): entry is [string, Node] => typeof entry[1] === 'object' && nodeText(entry[1]).zh !== undefined,
  )
  if (shown.length === 0) return null
  const defaults = Object.fromEntries(shown.map(([name, node]) => [name, node.default]))
  return (
    <>
      <h2 style={{ margin: '20px 0 12px' }}>{title}</h2>
      <Form
        layout="vertical"
        initialValues={{ ...defaults, ...value }}
        onValuesChange={(_, values: Record<string, unknown>) => onChange({ ...value, ...values })}
      >
        <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 3 }} />}>
          <Part node={{ type: 'object', properties: Object.fromEntries(shown) }} path={[]} check={fine} />
        </Suspense>
      </Form>
    </>
  )
}
