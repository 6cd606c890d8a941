import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Drawer } from 'antd'
import { type ComponentType, useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { hooksApi } from './api.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi

export type FindPerson = ComponentType<{ value: string | null; onChange(person: string | null): void }>

/** Gives one person an address of their own: whoever opens it claims as they. */
export function GiveOne({ hook, Find, close }: { hook: string; Find: FindPerson; close(): void }) {
  const t = useText(hookWords)
  const [person, setPerson] = useState<string | null>(null)
  return (
    <Drawer title={t.give} open onClose={close} destroyOnHidden>
      <div className="stack">
        <p className="small muted">{t.giveHelp}</p>
        <Find value={person} onChange={setPerson} />
        {person !== null && <OwnAddress key={person} hook={hook} person={person} />}
      </div>
    </Drawer>
  )
}

/** Makes the address, shows it and copies it. */
export function OwnAddress({ hook, person }: { hook: string; person: string }) {
  const t = useText(hookWords)
  const { message } = App.useApp()
  const make = useMutation(query.ticket.mutationOptions({}))
  const copy = async (url: string) => {
    await navigator.clipboard.writeText(url)
    void message.success(t.copied)
  }
  const give = async () => {
    const made = await make.mutateAsync({ id: hook, person }).catch(() => null)
    if (made) await copy(made.url).catch(() => undefined)
  }
  return (
    <div className="stack">
      {make.error && <Alert type="error" showIcon title={problemOf(make.error).title} />}
      {make.data ? (
        <>
          <code className="break">{make.data.url}</code>
          <span className="row">
            <Button type="primary" onClick={() => void copy(make.data.url)}>
              {t.copy}
            </Button>
            <span className="small muted">{t.givenKept}</span>
          </span>
        </>
      ) : (
        <Button type="primary" loading={make.isPending} onClick={() => void give()}>
          {t.giveMake}
        </Button>
      )}
    </div>
  )
}
