import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Select } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { within } from '../../core/channels/tree.ts'
import { type Channel, channelsApi } from './api.tsx'
import { ChannelSelect, useTree, useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

interface Values {
  name: string
  parent?: string
  names: string[]
  utm: { source?: string; medium?: string; campaign?: string }[]
}

const { query, client } = channelsApi

/** The form of a channel. @param of a channel, or where a new one stands */
export function ChannelEditing({ of, close }: { of: Channel | { parent: string | null }; close(): void }) {
  const t = useText(channelWords)
  const before = 'id' in of ? of : null
  const tree = useTree().data?.items ?? []
  const { save, error, isPending } = useSave(before, close)
  const problem = error ? problemOf(error) : null
  return (
    <Drawer title={before ? before.name : t.add} open onClose={close} destroyOnHidden size="large">
      <Form<Values>
        layout="vertical"
        disabled={isPending}
        onFinish={save}
        initialValues={{
          ...{ name: before?.name, names: before?.names ?? [], utm: before?.utm ?? [] },
          ...(of.parent === null ? {} : { parent: of.parent }),
        }}
      >
        {problem && (
          <Alert
            type="error"
            showIcon
            title={problem.title}
            description={problem.detail}
            style={{ marginBottom: 16 }}
          />
        )}
        <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, max: 40 }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="parent" label={t.parent}>
          <ChannelSelect placeholder={t.top} clear {...(before ? { without: within(tree, before.id) } : {})} />
        </Form.Item>
        <Form.Item name="names" label={t.names} extra={t.namesHelp}>
          <Select mode="tags" tokenSeparators={[',', '，', '\n']} maxCount={200} suffixIcon={null} open={false} />
        </Form.Item>
        <Rules />
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}

function useSave(before: Channel | null, close: () => void) {
  const t = useText(channelWords)
  const queries = useQueryClient()
  const offer = useUndo()
  const onSuccess = async ({ change }: { change: string }) => {
    const fresh = () => queries.invalidateQueries()
    await fresh()
    close()
    offer(t.done, () => client.undo({ id: change }).then(fresh))
  }
  const create = useMutation(query.create.mutationOptions({ onSuccess }))
  const change = useMutation(query.change.mutationOptions({ onSuccess }))
  const save = ({ name, parent = null, names, utm }: Omit<Values, 'parent'> & { parent?: string | null }) => {
    const rules = utm.map(({ source = '', medium = '', campaign = '' }) => ({ source, medium, campaign }))
    const given = { name, parent, names, utm: rules.filter((rule) => Object.values(rule).some((text) => text !== '')) }
    if (before) change.mutate({ id: before.id, ...given })
    else create.mutate(given)
  }
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending }
}

/** Marks of addresses, one rule a line. */
function Rules() {
  const t = useText(channelWords)
  return (
    <Form.List name="utm">
      {(fields, { add, remove }) => (
        <fieldset className="stack" style={{ marginBottom: 24 }}>
          <legend>{t.utm}</legend>
          <p className="small muted">{t.utmHelp}</p>
          {fields.map(({ key, name }) => (
            <div key={key} className="row top">
              {(['source', 'medium', 'campaign'] as const).map((part) => (
                <Form.Item
                  key={part}
                  name={[name, part]}
                  label={t[part]}
                  style={{ flex: '1 1 130px', marginBottom: 0 }}
                >
                  <Input maxLength={60} placeholder="*" />
                </Form.Item>
              ))}
              <Button onClick={() => remove(name)} aria-label={t.removeRule} style={{ alignSelf: 'end' }}>
                ×
              </Button>
            </div>
          ))}
          <span>
            <Button onClick={() => add({})}>{t.addRule}</Button>
          </span>
        </fieldset>
      )}
    </Form.List>
  )
}
