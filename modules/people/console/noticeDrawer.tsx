import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form } from 'antd'
import { type ComponentType, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { Load, Notice as Nothing } from '#ui/states'
import { Time } from '#ui/time'
import { consents } from '../contract.ts'
import { missingIn, type Notice, noticeName, noticeSchema } from '../core/notice.ts'
import { NoticeText, noticeLabel } from './noticeText.tsx'
import type { PurposeRow } from './purposes.tsx'
import { purposesWords } from './purposesWords.tsx'

const { query, client } = apiOf(consents)
type Published = Awaited<ReturnType<typeof client.notices>>['items'][number]

interface Props {
  of: PurposeRow | null
  close: () => void
  Actor: ComponentType<{ by: string }>
}

/** What people are told about a purpose: the notice in force, the next one, and all there were. */
export function NoticeDrawer({ of, close, Actor }: Props) {
  const t = useText(purposesWords)
  const { language } = usePreferences()
  return (
    <Drawer title={of ? t.noticeOf(of[language]) : ''} open={of !== null} onClose={close} size={620} destroyOnHidden>
      {of && <Notices purpose={of.key} Actor={Actor} />}
    </Drawer>
  )
}

function Notices({ purpose, Actor }: { purpose: string; Actor: Props['Actor'] }) {
  const t = useText(purposesWords)
  const may = useMay()('settings:write')
  const notices = useQuery(query.notices.queryOptions({ input: { purpose } }))
  return (
    <Load of={notices} rows={8}>
      {({ items }) => (
        <div className="stack">
          {may && <Next key={items[0]?.version ?? 0} purpose={purpose} last={items[0]} />}
          {items.length === 0 && !may && <Nothing title={t.noNotice} />}
          {items.length > 0 && <h3>{t.versions}</h3>}
          {items.map((one, i) => (
            <Version key={one.version} one={one} isOpen={!may && i === 0} Actor={Actor} />
          ))}
        </div>
      )}
    </Load>
  )
}

/** The form of the next version, which begins as the last one. */
function Next({ purpose, last }: { purpose: string; last: Published | undefined }) {
  const t = useText(purposesWords)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm()
  const [missing, setMissing] = useState<(keyof Notice)[]>([])
  const publish = useMutation(
    query.publishNotice.mutationOptions({
      onSuccess: async ({ version }) => {
        void message.success(t.published(noticeName(version)))
        await queries.invalidateQueries({ queryKey: query.key() })
      },
    }),
  )
  const send = (notice: Notice) => {
    const lacking = missingIn(purpose, notice)
    setMissing(lacking)
    if (lacking.length === 0) publish.mutate({ purpose, notice })
  }
  return (
    <section className="part" aria-label={t.next}>
      <p className="muted">{t.noticeHelp}</p>
      <SchemaForm
        schema={noticeSchema}
        initial={last?.notice ?? {}}
        form={form}
        pending={publish.isPending}
        error={null}
        submit={t.publish(noticeName((last?.version ?? 0) + 1))}
        onSubmit={send}
      />
      {missing.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t.missing}
          description={missing.map((name) => noticeLabel(name, language)).join('、')}
        />
      )}
      {publish.error && <Alert type="error" showIcon title={problemOf(publish.error).title} />}
    </section>
  )
}

function Version({ one, isOpen, Actor }: { one: Published; isOpen: boolean; Actor: Props['Actor'] }) {
  const t = useText(purposesWords)
  const [open, setOpen] = useState(isOpen)
  const name = noticeName(one.version)
  return (
    <section className="part" aria-label={name}>
      <div className="row">
        <strong>{name}</strong>
        <span className="small muted">
          <Actor by={one.by} /> · <Time at={one.at} />
        </span>
        <span className="grow" />
        <Button
          size="small"
          aria-expanded={open}
          aria-label={open ? t.hideText(name) : t.showText(name)}
          onClick={() => setOpen(!open)}
        >
          {open ? t.hide : t.show}
        </Button>
      </div>
      {open && <NoticeText notice={one.notice} />}
    </section>
  )
}
