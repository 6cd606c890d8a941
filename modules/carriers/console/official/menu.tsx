import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { official } from '../../contract.ts'
import { type Menu, menuSchema } from '../../core/menu.ts'
import { officialWords } from './words.tsx'

const { query, client } = apiOf(official)
type State = Awaited<ReturnType<typeof client.menu>>

/** A button while it is being written: every field of every kind. */
interface Draft {
  /** Known by it while it is written. */
  id: string
  does: Menu[number]['does']
  name: string
  text?: string
  url?: string
  appid?: string
  page?: string
  key?: string
  buttons?: Draft[]
}

/** A new button. */
const blank = (): Draft => ({ id: crypto.randomUUID(), does: 'reply', name: '' })

const drafted = (buttons: readonly object[]): Draft[] =>
  buttons.map((one) => ({
    ...blank(),
    ...one,
    ...('buttons' in one ? { buttons: drafted(one.buttons as readonly object[]) } : {}),
  }))

/** The menu, kept as a draft until it is published. */
export function MenuEditor({ account }: { account: string }) {
  const menu = useQuery(query.menu.queryOptions({ input: { id: account }, refetchOnWindowFocus: false }))
  return (
    <Load of={menu} rows={6}>
      {(state) => <Editor account={account} state={state} />}
    </Load>
  )
}

const fields = {
  reply: ['text'],
  view: ['url'],
  miniProgram: ['appid', 'page', 'url'],
  event: ['key'],
  opens: [],
} as const

/** Only what a button of its kind has. */
function written({ id: _, does, name, buttons, ...values }: Draft): unknown {
  if (does === 'opens') return { does, name, buttons: (buttons ?? []).map(written) }
  return { does, name, ...Object.fromEntries(fields[does].map((field) => [field, values[field] ?? ''])) }
}

function Editor({ account, state }: { account: string; state: State }) {
  const t = useText(officialWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [buttons, setButtons] = useState<readonly Draft[]>(() => drafted(state.draft))
  const read = menuSchema.safeParse(buttons.map(written))
  const said = {
    onError: (error: unknown) => void message.error(problemOf(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: query.menu.key() }),
  }
  const keep = useMutation(query.putMenu.mutationOptions({ ...said, onSuccess: () => void message.success(t.kept) }))
  const publish = useMutation(query.publishMenu.mutationOptions(said))
  const sure = () =>
    modal.confirm({
      title: t.publish,
      content: t.sure,
      onOk: async () => {
        await client.putMenu({ id: account, draft: read.data ?? [] })
        await publish.mutateAsync({ id: account })
        void message.success(t.published)
      },
    })
  const put = (place: number, next: Draft) => setButtons(buttons.with(place, next))
  return (
    <div className="two">
      <div className="stack">
        <p className="small muted">
          {state.publishedAt ? (
            <>
              {t.publishedAt} <Time at={state.publishedAt} />
            </>
          ) : (
            t.never
          )}
        </p>
        {state.left > 0 && <Alert type="warning" showIcon title={t.cannotRead(state.left)} />}
        {buttons.length === 0 && <p className="muted">{t.noMenu}</p>}
        {buttons.map((button, place) => (
          <section key={button.id} className="card stack" aria-label={button.name || t.addButton}>
            <ButtonFields
              button={button}
              kinds={['reply', 'view', 'miniProgram', 'event', 'opens']}
              change={(next) => put(place, next)}
              remove={() => setButtons(buttons.filter((_, i) => i !== place))}
            />
          </section>
        ))}
        <div className="row">
          {buttons.length < 3 && (
            <Button icon={<PlusOutlined />} onClick={() => setButtons([...buttons, blank()])}>
              {t.addButton}
            </Button>
          )}
          {may('carriers:write') && (
            <>
              <Button
                disabled={!read.success}
                loading={keep.isPending}
                onClick={() => keep.mutate({ id: account, draft: read.data ?? [] })}
              >
                {t.keep}
              </Button>
              <Button type="primary" disabled={!read.success} onClick={sure}>
                {t.publish}
              </Button>
            </>
          )}
          {!read.success && <span className="small muted">{t.wrong}</span>}
        </div>
      </div>
      <MenuPhone buttons={buttons} />
    </div>
  )
}

interface FieldProps {
  button: Draft
  kinds: readonly Draft['does'][]
  change(button: Draft): void
  remove(): void
}

function ButtonFields({ button, kinds, change, remove }: FieldProps) {
  const t = useText(officialWords)
  const own = button.buttons ?? []
  return (
    <Form layout="vertical" component="div">
      <div className="row">
        <Input
          aria-label={t.name}
          placeholder={t.name}
          value={button.name}
          maxLength={16}
          style={{ width: 150 }}
          onChange={(event) => change({ ...button, name: event.target.value })}
        />
        <Select
          aria-label={t.does}
          value={button.does}
          style={{ minWidth: 150 }}
          onChange={(does) => change({ ...button, does })}
          options={kinds.map((value) => ({ value, label: t.kinds[value] }))}
        />
        <Button aria-label={t.remove} icon={<DeleteOutlined />} onClick={remove} />
      </div>
      {fields[button.does].map((field) => (
        <Form.Item key={field} label={t[field]} style={{ margin: '8px 0 0' }}>
          <Input.TextArea
            aria-label={t[field]}
            autoSize
            value={button[field] ?? ''}
            maxLength={field === 'text' ? 600 : 1024}
            onChange={(event) => change({ ...button, [field]: event.target.value })}
          />
        </Form.Item>
      ))}
      {button.does === 'opens' && (
        <div className="stack" style={{ marginTop: 12, paddingLeft: 16 }}>
          {own.map((one, place) => (
            <ButtonFields
              key={one.id}
              button={one}
              kinds={['reply', 'view', 'miniProgram', 'event']}
              change={(next) => change({ ...button, buttons: own.with(place, next) })}
              remove={() => change({ ...button, buttons: own.filter((_, i) => i !== place) })}
            />
          ))}
          {own.length < 5 && (
            <div>
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => change({ ...button, buttons: [...own, blank()] })}
              >
                {t.addSub}
              </Button>
            </div>
          )}
        </div>
      )}
    </Form>
  )
}

/** The menu at the foot of the chat; buttons that open show what they open above them. */
function MenuPhone({ buttons }: { buttons: readonly Draft[] }) {
  const t = useText(officialWords)
  return (
    <figure className="phone menu-phone" aria-label={t.phone}>
      <div className="menu-bar">
        {buttons.map(({ id, name, does, buttons: own }) => (
          <div key={id} className="menu-column">
            {does === 'opens' && own?.map((one) => <div key={one.id}>{one.name || '—'}</div>)}
            <strong>{name || '—'}</strong>
          </div>
        ))}
      </div>
    </figure>
  )
}
