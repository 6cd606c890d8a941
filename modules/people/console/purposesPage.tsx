import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Tag } from 'antd'
import { type ComponentType, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { consents } from '../contract.ts'
import { isBuiltIn, purposeTexts } from '../core/consents.ts'
import { noticeName } from '../core/notice.ts'
import { NoticeDrawer } from './noticeDrawer.tsx'
import { PurposeForm } from './purposeForm.tsx'
import type { PurposeRow } from './purposes.tsx'
import { purposesWords } from './purposesWords.tsx'

const { query } = apiOf(consents)

/** What people are asked about: purposes with their basis and channels, and what they are told before. */
export function PurposesPage({ Actor }: { Actor: ComponentType<{ by: string }> }) {
  const t = useText(purposesWords)
  useTitle(t.title)
  const may = useMay()('settings:write')
  const purposes = useQuery(query.purposes.queryOptions())
  const [editing, setEditing] = useState<string | null>(null)
  const [reading, setReading] = useState<string | null>(null)
  const close = () => setEditing(null)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        {may && (
          <Button type="primary" onClick={() => setEditing('')}>
            {t.add}
          </Button>
        )}
      </div>
      <p className="muted">{may ? t.help : `${t.help} ${t.readOnly}`}</p>
      <Load of={purposes} rows={8}>
        {(now) => (
          <>
            {now.purposes.map((one) => (
              <Card
                key={one.key}
                one={one}
                all={now.purposes}
                edit={() => setEditing(one.key)}
                read={() => setReading(one.key)}
              />
            ))}
            <PurposeForm all={now.purposes} of={editing} close={close} />
            <NoticeDrawer
              of={now.purposes.find(({ key }) => key === reading) ?? null}
              close={() => setReading(null)}
              Actor={Actor}
            />
          </>
        )}
      </Load>
    </div>
  )
}

interface CardProps {
  one: PurposeRow
  all: readonly PurposeRow[]
  edit: () => void
  read: () => void
}

function Card({ one, all, edit, read }: CardProps) {
  const t = useText(purposesWords)
  const { language } = usePreferences()
  const may = useMay()('settings:write')
  const name = one[language]
  return (
    <section className="card" aria-label={name}>
      <div className="row">
        <strong>{name}</strong>
        <code className="small muted">{one.key}</code>
        <span className="grow" />
        <Button size="small" aria-label={t.noticeOf(name)} onClick={read}>
          {t.notice}
        </Button>
        {may && (
          <Button size="small" aria-label={t.editOf(name)} onClick={edit}>
            {t.edit}
          </Button>
        )}
        {may && !isBuiltIn(one.key) && <Remove one={one} all={all} />}
      </div>
      <dl className="facts" style={{ marginTop: 8 }}>
        <dt>{t.basis}</dt>
        <dd>{purposeTexts.bases[one.basis][language]}</dd>
        <dt>{t.channels}</dt>
        <dd>
          {one.channels.length === 0
            ? t.noChannels
            : one.channels.map((channel) => <Tag key={channel}>{purposeTexts.channels[channel][language]}</Tag>)}
        </dd>
        <dt>{t.retention}</dt>
        <dd>{one.retentionDays === null ? t.relation : t.days(one.retentionDays)}</dd>
        <dt>{t.notice}</dt>
        <dd>
          {one.notice === null ? (
            <Tag color="warning">{t.noNotice}</Tag>
          ) : (
            <Tag color="success">{noticeName(one.notice)}</Tag>
          )}
        </dd>
      </dl>
    </section>
  )
}

/** Takes a purpose of the company's own away; what people said to it stays. */
function Remove({ one, all }: { one: PurposeRow; all: readonly PurposeRow[] }) {
  const t = useText(purposesWords)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation(
    query.changePurposes.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <Popconfirm
      title={t.removeHelp}
      okText={t.remove}
      okButtonProps={{ danger: true }}
      onConfirm={() => save.mutateAsync({ purposes: all.filter(({ key }) => key !== one.key) })}
    >
      <Button size="small" danger aria-label={t.removeOf(one[language])} loading={save.isPending}>
        {t.remove}
      </Button>
    </Popconfirm>
  )
}
