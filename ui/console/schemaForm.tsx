import { Alert, Button, Form, type FormInstance, Skeleton } from 'antd'
import { type ReactNode, Suspense } from 'react'
import { z } from 'zod'
import zhCN from 'zod/v4/locales/zh-CN.js'
import { type Node, nodeText, type Path } from '#base/schema'
import { problemOf } from './api.tsx'
import { later } from './later.tsx'
import { texts, usePreferences, useText } from './preferences.tsx'

const words = texts({
  zh: { save: '保存', offline: '连接不上服务器' },
  en: { save: 'Save', offline: 'The server cannot be reached' },
})

// The controls of every kind of field are as large as a page.
const Part = later(() => import('./schemaFields.tsx').then((module) => module.Part))

const chinese = zhCN().localeError

interface Props<S extends z.ZodObject> {
  /** What may be sent; each field says its name with `field()` of the kit. */
  schema: S
  initial?: Partial<z.input<S>>
  pending: boolean
  /** What the server said to the last try. */
  error: unknown
  onSubmit(values: z.output<S>): void
  /** Text of the button, or null where a dialogue has its own, which submits `form`. */
  submit?: string | null
  form?: FormInstance
}

/**
 * A form made from the schema that the API checks with: a field for each property, in the schema's order, with the
 * schema's limits and messages in the reader's language. Money is typed in yuan, times are days of the workspace.
 */
export function SchemaForm<S extends z.ZodObject>({
  schema,
  initial,
  pending,
  error,
  onSubmit,
  submit,
  form,
}: Props<S>) {
  const t = useText(words)
  const [own] = Form.useForm()
  const used = form ?? own
  const { language } = usePreferences()
  const check = (path: Path, node: Node) => ({
    validator: async () => {
      const said = refusal(schema, used.getFieldsValue(true), path, language)
      const text = nodeText(node)
      if (said !== null) throw new Error(text.wrong?.[language] ?? said)
    },
  })
  const tree: Node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const send = () => {
    const read = schema.safeParse(used.getFieldsValue(true))
    if (read.success) onSubmit(read.data)
  }
  return (
    <Form form={used} layout="vertical" initialValues={initial ?? {}} onFinish={send} disabled={pending}>
      {error !== null && error !== undefined && <Said error={error} offline={t.offline} />}
      <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 4 }} />}>
        <Part node={tree} path={[]} check={check} />
      </Suspense>
      {submit !== null && (
        <Button type="primary" htmlType="submit" loading={pending}>
          {submit ?? t.save}
        </Button>
      )}
    </Form>
  )
}

function Said({ error, offline }: { error: unknown; offline: string }): ReactNode {
  const { title } = problemOf(error)
  return <Alert type="error" showIcon title={title || offline} style={{ marginBottom: 16 }} />
}

/** What the schema has against the value at `path`, in words; null when nothing. */
function refusal(schema: z.ZodObject, values: unknown, path: Path, language: 'zh' | 'en'): string | null {
  const read = schema.safeParse(values, language === 'zh' ? { error: chinese } : {})
  const at = path.join('.')
  return read.error?.issues.find((issue) => issue.path.join('.') === at)?.message ?? null
}
