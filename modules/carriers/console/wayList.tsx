import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Form, Select } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import type { WayKind } from '../core/way.ts'
import { wayNamed } from '../core/ways.ts'
import type { WayDraft } from './sendDraft.tsx'
import { sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'
import { StaffPicker } from './staffPicker.tsx'
import { WayTexts } from './wayTexts.tsx'

interface Props {
  purpose: 'promotion' | 'service'
  ways: readonly WayDraft[]
  onChange(ways: readonly WayDraft[]): void
}

/** The ways in their order of preference, each with its text and the phone beside it. */
export function WayList({ purpose, ways, onChange }: Props) {
  const t = useText(sendWords)
  const there = useQuery(sendsApi.query.ways.queryOptions())
  return (
    <Load of={there} rows={6}>
      {({ items }) => (
        <div className="stack">
          <p className="muted">{t.waysHelp}</p>
          {ways.map((draft, place) => (
            <WayCard
              key={draft.way}
              draft={draft}
              place={place}
              accounts={items.find(({ way }) => way === draft.way)?.accounts ?? []}
              change={(next) => onChange(ways.with(place, next))}
              actions={<Order place={place} ways={ways} onChange={onChange} />}
            />
          ))}
          <AddWay items={items} purpose={purpose} ways={ways} onChange={onChange} />
        </div>
      )}
    </Load>
  )
}

type There = Awaited<ReturnType<typeof sendsApi.client.ways>>['items']

function AddWay({ items, purpose, ways, onChange }: Props & { items: There }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const open = items.filter(
    ({ way, accounts, purposes }) =>
      accounts.length > 0 && purposes.includes(purpose) && !ways.some((one) => one.way === way),
  )
  if (open.length === 0) return ways.length === 0 ? <Notice title={t.noWays} /> : null
  const add = (way: string) => {
    const account = open.find((one) => one.way === way)?.accounts[0]?.id ?? ''
    onChange([...ways, { way, account, content: {}, staff: [], variants: [] }])
  }
  const menu = open.map(({ way, title, help }) => ({
    key: way,
    label: (
      <>
        <div>{title[language]}</div>
        <div className="small muted way-help">{help[language]}</div>
      </>
    ),
  }))
  return (
    <div>
      <Dropdown menu={{ items: menu, onClick: ({ key }) => add(key) }} trigger={['click']}>
        <Button type={ways.length === 0 ? 'primary' : 'dashed'}>{t.addWay}</Button>
      </Dropdown>
    </div>
  )
}

function Order({ place, ways, onChange }: Omit<Props, 'purpose'> & { place: number }) {
  const t = useText(sendWords)
  const swap = (with_: number) => {
    const [one, other] = [ways[place], ways[with_]]
    if (one && other) onChange(ways.with(place, other).with(with_, one))
  }
  return (
    <span className="row">
      <Button
        size="small"
        aria-label={t.up}
        icon={<ArrowUpOutlined />}
        disabled={place === 0}
        onClick={() => swap(place - 1)}
      />
      <Button
        size="small"
        aria-label={t.down}
        icon={<ArrowDownOutlined />}
        disabled={place === ways.length - 1}
        onClick={() => swap(place + 1)}
      />
      <Button
        size="small"
        aria-label={t.remove}
        icon={<DeleteOutlined />}
        onClick={() => onChange(ways.filter((_, i) => i !== place))}
      />
    </span>
  )
}

interface CardProps {
  draft: WayDraft
  place: number
  accounts: readonly { id: string; name: string }[]
  change(draft: WayDraft): void
  actions: React.ReactNode
}

function WayCard({ draft, place, accounts, change, actions }: CardProps) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const kind = wayNamed(draft.way)
  if (!kind) return null
  const title = `${place + 1}. ${kind.title[language]}`
  return (
    <section className="card stack" aria-label={title}>
      <div className="row spread">
        <h2>{title}</h2>
        {actions}
      </div>
      <p className="small muted">{kind.help[language]}</p>
      <Form layout="vertical" component="div">
        {accounts.length > 1 && (
          <Form.Item label={t.account}>
            <Select
              aria-label={t.account}
              value={draft.account}
              options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(account) => change({ ...draft, account, staff: [] })}
            />
          </Form.Item>
        )}
        <WayTexts kind={kind} draft={draft} change={change}>
          {kind.byMembers && <OnlyStaff kind={kind} draft={draft} change={change} />}
        </WayTexts>
      </Form>
    </section>
  )
}

function OnlyStaff({ draft, change }: Pick<CardProps, 'draft' | 'change'> & { kind: WayKind }) {
  const t = useText(sendWords)
  return (
    <Form.Item label={t.onlyStaff} extra={t.onlyStaffHelp} htmlFor="only-staff" style={{ marginTop: 16 }}>
      <StaffPicker
        id="only-staff"
        account={draft.account}
        value={[...draft.staff]}
        onChange={(staff) => change({ ...draft, staff })}
      />
    </Form.Item>
  )
}
