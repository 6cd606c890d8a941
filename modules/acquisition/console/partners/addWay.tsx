import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Segmented, Select } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { liveApi } from '../live/api.tsx'
import { type PartnerWay, useFresh } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { programmesApi } from './programmesApi.tsx'
import { partnerWords } from './words.tsx'

const { client } = partnersApi

interface Values {
  readonly programme: string
  readonly kind: PartnerWay['kind']
  readonly url?: string
  readonly live?: string
  readonly code?: string
}

const wayOf = ({ kind, url = '', live = '', code = '' }: Values) => {
  if (kind === 'link') return { kind, url: url.trim() }
  if (kind === 'live') return { kind, live: live.trim() }
  return code.trim() === '' ? { kind } : { kind, code: code.trim() }
}

/** The form of one more way, by which whoever comes is known to come by this partner. */
export function AddWay({ partner, close }: { partner: string; close(): void }) {
  const t = useText(partnerWords)
  const fresh = useFresh()
  const programmes = useQuery(programmesApi.query.list.queryOptions({ input: { limit: 200 } }))
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? 'link'
  const add = useMutation({
    mutationFn: (values: Values) => client.addWay({ id: partner, programme: values.programme, way: wayOf(values) }),
    onSettled: fresh,
    onSuccess: close,
  })
  const options = (programmes.data?.items ?? [])
    .filter(({ on }) => on)
    .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Drawer title={t.addWay} open onClose={close} destroyOnHidden>
      <Form
        form={form}
        layout="vertical"
        disabled={add.isPending}
        initialValues={{ kind: 'link' }}
        onFinish={(values) => add.mutate(values)}
      >
        {add.error && <Alert type="error" showIcon title={problemOf(add.error).title} style={{ marginBottom: 16 }} />}
        {programmes.isSuccess && options.length === 0 && (
          <Alert type="info" showIcon title={t.noProgramme} style={{ marginBottom: 16 }} />
        )}
        <Form.Item name="programme" label={t.programme} rules={[{ required: true }]}>
          <Select options={options} loading={programmes.isPending} />
        </Form.Item>
        <Form.Item name="kind" label={t.kind} extra={t.wayHelp[kind]}>
          <Segmented
            options={(['link', 'code', 'live'] as const).map((value) => ({ value, label: t.wayKinds[value] }))}
          />
        </Form.Item>
        {kind === 'link' && (
          <Form.Item name="url" label={t.url} rules={[{ required: true, type: 'url' }]}>
            <Input placeholder="https://" maxLength={2000} inputMode="url" />
          </Form.Item>
        )}
        {kind === 'code' && (
          <Form.Item
            name="code"
            label={t.code}
            extra={t.codeHelp}
            rules={[{ pattern: /^[A-Za-z0-9-]{3,20}$/, message: t.codeHelp }]}
          >
            <Input maxLength={20} />
          </Form.Item>
        )}
        {kind === 'live' && (
          <Form.Item name="live" label={t.live} extra={t.liveHelp} rules={[{ required: true }]}>
            <LiveChoice />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}

/** Chooses one of the live codes by name; those that are off lead nowhere and are not offered. */
function LiveChoice(props: { value?: string; onChange?(value: string): void; id?: string }) {
  const t = useText(partnerWords)
  const found = useQuery(liveApi.query.list.queryOptions({ input: { limit: 200 } }))
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      loading={found.isPending}
      notFoundContent={found.isPending ? null : t.noLive}
      options={(found.data?.items ?? []).filter(({ on }) => on).map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
