import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Input, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { texts, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { positioning } from '../contract.ts'
import { hitsIn, positioningSchema } from '../core/positioning.ts'
import type { ActorName } from './actorName.tsx'

const { query, client } = apiOf(positioning)

const words = texts({
  zh: {
    title: '定位',
    help: '写清楚为谁、给什么、凭什么来、留、买、分享。活动、话术和助手都以这一页为准。',
    sheet: '定位画布',
    readOnly: '你可以查看，不能修改。',
    saved: '已保存为新版本',
    forbidden: '禁用词',
    forbiddenHelp: '回车添加；任何话术和活动文案里出现都会被指出',
    test: '检查一段文案',
    testHint: '粘贴话术或文案',
    clean: '没有禁用词',
    found: (n: number) => `有 ${n} 处禁用词`,
    versions: '历史版本',
    version: (n: number) => `第 ${n} 版`,
    none: '还没有保存过',
  },
  en: {
    title: 'Positioning',
    help: 'For whom, with what, and why they come, stay, buy and share. Campaigns, scripts and the assistant go by this page.',
    sheet: 'The sheet',
    readOnly: 'You can read it but not change it.',
    saved: 'Saved as a new version',
    forbidden: 'Forbidden words',
    forbiddenHelp: 'Enter adds one; scripts and texts are told where they use it',
    test: 'Check a text',
    testHint: 'Paste a script or a text',
    clean: 'No forbidden words',
    found: (n: number) => `${n} forbidden words`,
    versions: 'Versions',
    version: (n: number) => `Version ${n}`,
    none: 'Nothing saved yet',
  },
})

const form = positioningSchema.omit({ forbidden: true })

/** What the private domain is for, with every version. */
export function PositioningPage({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  useTitle(t.title)
  const sheet = useQuery(query.get.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <p className="muted">{t.help}</p>
      <Load of={sheet} rows={10}>
        {(now) => (
          <div className="two">
            <Sheet now={now} />
            <div className="stack">
              <Forbidden words={now.forbidden} />
              <Versions Actor={Actor} />
            </div>
          </div>
        )}
      </Load>
    </div>
  )
}

function useSave() {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (patch: Parameters<typeof client.change>[0]) => client.change(patch),
    onSuccess: async () => {
      void message.success(t.saved)
      await queries.invalidateQueries({ queryKey: query.key() })
    },
  })
}

function Sheet({ now: { version, ...now } }: { now: Awaited<ReturnType<typeof client.get>> }) {
  const t = useText(words)
  const may = useMay()('plan:write')
  const save = useSave()
  return (
    <section className="card" aria-label={t.sheet}>
      <h2>{t.sheet}</h2>
      {!may && <p className="muted">{t.readOnly}</p>}
      <SchemaForm
        key={version}
        schema={form}
        initial={now}
        pending={!may || save.isPending}
        error={save.error}
        {...(may ? {} : { submit: null })}
        onSubmit={(values) => save.mutate(values)}
      />
    </section>
  )
}

function Forbidden({ words: list }: { words: string[] }) {
  const t = useText(words)
  const may = useMay()('plan:write')
  const save = useSave()
  const [text, setText] = useState('')
  const hits = hitsIn(useDeferredValue(text), list)
  return (
    <section className="card stack" aria-label={t.forbidden}>
      <h2>{t.forbidden}</h2>
      <Select
        mode="tags"
        aria-label={t.forbidden}
        value={list}
        disabled={!may}
        loading={save.isPending}
        tokenSeparators={[',', '，', '、', ' ']}
        open={false}
        placeholder={t.forbiddenHelp}
        onChange={(forbidden: string[]) => save.mutate({ forbidden })}
      />
      <Input.TextArea
        aria-label={t.test}
        placeholder={t.testHint}
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {text !== '' && (
        <p role="status" className={hits.length > 0 ? 'behind' : 'muted'}>
          {hits.length === 0 ? t.clean : `${t.found(hits.length)}：${hits.map(({ word }) => word).join('、')}`}
        </p>
      )}
    </section>
  )
}

function Versions({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  const versions = useQuery(query.versions.queryOptions())
  return (
    <section className="card" aria-label={t.versions}>
      <h2>{t.versions}</h2>
      <Load of={versions}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.none} />
          ) : (
            <ul className="ids">
              {items.map(({ version, at, by, value }) => (
                <li key={version}>
                  <div className="row">
                    <strong>{t.version(version)}</strong>
                    <span className="small muted">
                      <Actor by={by} /> · <Time at={at} />
                    </span>
                  </div>
                  <span className="small muted">{value.purpose || value.value || value.persona}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </section>
  )
}
