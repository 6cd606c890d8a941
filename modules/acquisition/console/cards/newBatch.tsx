import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Drawer, Form, Input, Radio, Select } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { liveApi } from '../live/api.tsx'
import { cardsApi, type Design } from './api.tsx'
import { Checked } from './checked.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

interface Draft {
  design: string
  name: string
  warehouse?: string
  count: string
  cardCost?: string
  leadDays?: string
  way: 'live' | 'staff'
  live?: string
  account?: string
  staff?: string[]
  accepted?: boolean
}

/** The form of a new batch; what the marketplace says against it is read before it is made. */
export function NewBatch({ design, close }: { design?: string; close(): void }) {
  const t = useText(cardWords)
  const designs = useQuery(query.designs.queryOptions({ input: { limit: 200 } }))
  const items = designs.data?.items ?? []
  return (
    <Drawer title={t.newBatch} open onClose={close} destroyOnHidden size="large">
      {designs.data && items.length === 0 && (
        <Alert
          type="info"
          showIcon
          title={t.firstDesign}
          action={
            <Link to="/parcel-cards" search={{ of: 'designs' }} onClick={close}>
              {t.newDesign}
            </Link>
          }
        />
      )}
      {items.length > 0 && <Fields designs={items} first={design ?? items[0]?.id ?? ''} close={close} />}
    </Drawer>
  )
}

const whole = /^[1-9]\d{0,6}$/

function Fields({ designs, first, close }: { designs: Design[]; first: string; close(): void }) {
  const t = useText(cardWords)
  const [form] = Form.useForm<Draft>()
  const chosen = Form.useWatch('design', form) ?? first
  const way = Form.useWatch('way', form) ?? 'live'
  const design = designs.find(({ id }) => id === chosen)
  const { save, error, isPending } = useMaking(close)
  const needed = [{ required: true, message: t.required }]
  const isRisky = (design?.risks.length ?? 0) > 0
  const cannot = (design?.issues.length ?? 0) > 0 || design?.risks.some(({ level }) => level === 'never')
  const initial = { design: first, way: 'live', cardCost: '0.12', leadDays: '14', count: '1000' }
  return (
    <Form form={form} layout="vertical" disabled={isPending} initialValues={initial} onFinish={save} scrollToFirstError>
      <Form.Item name="design" label={t.design} extra={t.designHelp} rules={needed}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={designs.map(({ id, name, form: shape }) => ({ value: id, label: `${name} · ${t.forms[shape]}` }))}
        />
      </Form.Item>
      {design && <Checked of={design} marketplace={t.marketplaces[design.marketplace]} />}
      <Form.Item name="name" label={t.name} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <div className="row top">
        <Form.Item
          name="count"
          label={t.count}
          extra={t.countHelp}
          className="grow"
          rules={[{ required: true, pattern: whole, message: t.countHelp }]}
        >
          <Input inputMode="numeric" maxLength={7} />
        </Form.Item>
        <Form.Item name="cardCost" label={t.cardCost} rules={[{ pattern: /^\d{1,4}(\.\d{1,2})?$/ }]}>
          <Input inputMode="decimal" maxLength={7} style={{ width: 140 }} />
        </Form.Item>
      </div>
      <div className="row top">
        <Form.Item name="warehouse" label={t.warehouse} className="grow">
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="leadDays" label={t.leadDays} rules={[{ pattern: /^\d{1,3}$/ }]}>
          <Input inputMode="numeric" maxLength={3} style={{ width: 140 }} />
        </Form.Item>
      </div>
      <Form.Item name="way" label={t.who}>
        <Radio.Group
          options={[
            { value: 'live', label: t.byLive },
            { value: 'staff', label: t.byStaff },
          ]}
        />
      </Form.Item>
      {way === 'live' ? <LiveField /> : <StaffFields />}
      {isRisky && !cannot && (
        <Form.Item
          name="accepted"
          valuePropName="checked"
          rules={[{ validator: (_, value) => (value ? Promise.resolve() : Promise.reject(new Error(t.acceptFirst))) }]}
        >
          <Checkbox>{t.accept}</Checkbox>
        </Form.Item>
      )}
      {error !== null && <Alert type="error" showIcon title={problemOf(error).title} style={{ marginBottom: 16 }} />}
      {cannot && <Alert type="warning" showIcon title={t.notPrintable} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={isPending} disabled={cannot === true}>
        {t.make}
      </Button>
    </Form>
  )
}

function LiveField() {
  const t = useText(cardWords)
  const codes = useQuery(liveApi.query.list.queryOptions({ input: { limit: 200 } }))
  const items = (codes.data?.items ?? []).filter(({ setup, on }) => setup.kind === 'staff' && on)
  return (
    <Form.Item
      name="live"
      label={t.live}
      rules={[{ required: true, message: t.required }]}
      extra={codes.data && items.length === 0 ? <Link to="/live-codes">{t.noLive}</Link> : undefined}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={items.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form.Item>
  )
}

function StaffFields() {
  const t = useText(cardWords)
  const form = Form.useFormInstance<Draft>()
  const quotas = useQuery(liveApi.query.quotas.queryOptions())
  const accounts = quotas.data?.items ?? []
  const account = Form.useWatch('account', form) ?? accounts[0]?.account
  const staff = useQuery(
    liveApi.query.staff.queryOptions({ input: { account: account ?? '0' }, enabled: account !== undefined }),
  )
  const members = (staff.data?.members ?? []).filter(({ fit }) => fit)
  const needed = [{ required: true, message: t.required }]
  return (
    <>
      {accounts.length > 0 && (
        // The only one goes without saying.
        <Form.Item
          name="account"
          label={t.account}
          initialValue={accounts[0]?.account}
          hidden={accounts.length === 1}
          rules={needed}
        >
          <Select options={accounts.map(({ account: value, name }) => ({ value, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="staff" label={t.staff} rules={needed}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={members.map(({ member, name }) => ({ value: member, label: `${name} (${member})` }))}
        />
      </Form.Item>
    </>
  )
}

function useMaking(close: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const make = useMutation(
    query.makeBatch.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onSuccess: ({ id }) => {
        close()
        return navigate({ to: '/parcel-cards/$id', params: { id } })
      },
    }),
  )
  const save = ({ design, name, warehouse, count, cardCost, leadDays, way, live, account, staff, accepted }: Draft) =>
    make.mutate({
      ...{ design, name, warehouse: warehouse ?? '', count: Number(count), accepted: accepted === true },
      ...{ cardCost: Math.round(100 * Number(cardCost || 0)), leadDays: Number(leadDays || 14) },
      ...(way === 'live' && live ? { live } : { ...(account === undefined ? {} : { account }), staff: staff ?? [] }),
    })
  return { save, error: make.error, isPending: make.isPending }
}
