import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useText } from '#ui/preferences'
import type { Menu } from '../../core/menu.ts'
import { officialWords } from './words.tsx'

/** A button while it is being written: every field of every kind. */
export interface Draft {
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

/** A menu as it is written on. */
export const drafted = (buttons: readonly object[]): Draft[] =>
  buttons.map((one) => ({
    ...blank(),
    ...one,
    ...('buttons' in one ? { buttons: drafted(one.buttons as readonly object[]) } : {}),
  }))

const fields = {
  reply: ['text'],
  view: ['url'],
  miniProgram: ['appid', 'page', 'url'],
  event: ['key'],
  opens: [],
} as const

/** Only what a button of its kind has. */
export function written({ id: _, does, name, buttons, ...values }: Draft): unknown {
  if (does === 'opens') return { does, name, buttons: (buttons ?? []).map(written) }
  return { does, name, ...Object.fromEntries(fields[does].map((field) => [field, values[field] ?? ''])) }
}

interface ButtonsProps {
  buttons: readonly Draft[]
  change(buttons: readonly Draft[]): void
}

/** The buttons of a menu, three at most, with what each does. */
export function Buttons({ buttons, change }: ButtonsProps) {
  const t = useText(officialWords)
  return (
    <>
      {buttons.map((button, place) => (
        <section key={button.id} className="card stack" aria-label={button.name || t.addButton}>
          <ButtonFields
            button={button}
            kinds={['reply', 'view', 'miniProgram', 'event', 'opens']}
            change={(next) => change(buttons.with(place, next))}
            remove={() => change(buttons.filter((_, i) => i !== place))}
          />
        </section>
      ))}
      {buttons.length < 3 && (
        <div>
          <Button icon={<PlusOutlined />} onClick={() => change([...buttons, blank()])}>
            {t.addButton}
          </Button>
        </div>
      )}
    </>
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
export function MenuPhone({ buttons }: { buttons: readonly Draft[] }) {
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
