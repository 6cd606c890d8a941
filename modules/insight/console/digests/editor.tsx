import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Drawer, Input, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { type DigestReply, digestContents, digests, digestTargets } from '../../core/digestContract.ts'
import { saved } from '../../core/savedContract.ts'
import { Preview } from './preview.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(digests)
const boardsOf = apiOf(saved).query

interface Draft extends Pick<DigestReply, 'name' | 'content' | 'dashboard' | 'at' | 'days' | 'target' | 'picture'> {
  language: DigestReply['language']
  responsible: string
  url: string
}

/** What is sent, when, where to, and what it would look like now. */
export function Editor({ of, close }: { of: DigestReply | 'new'; close(): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const begun: Draft =
    of === 'new'
      ? {
          ...{ name: t.title, content: 'daily', dashboard: null, at: '08:30', days: [1, 2, 3, 4, 5, 6, 7] },
          ...{ target: 'wecom', picture: true, language, responsible: '', url: '' },
        }
      : { ...of, url: '' }
  const [draft, setDraft] = useState(begun)
  const put = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch })
  const site = location.origin
  const save = useMutation({
    mutationFn: () => {
      const { url, content, target, ...rest } = pick(draft)
      return of === 'new'
        ? client.create({ ...rest, content, target, url, site })
        : client.change({ id: of.id, ...rest, ...(url ? { url } : {}) })
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: query.key() })
      close()
    },
  })
  const { name, content, dashboard, at, responsible } = draft
  const isReady =
    name.trim() !== '' &&
    draft.days.length > 0 &&
    (of !== 'new' || draft.url.trim() !== '') &&
    (content === 'daily' || dashboard !== null)
  return (
    <Drawer open onClose={close} size={560} title={of === 'new' ? t.add : t.edit}>
      <div className="stack">
        <What draft={draft} put={put} isNew={of === 'new'} />
        <When draft={draft} put={put} />
        <Where draft={draft} put={put} of={of} />
        {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
        <div className="row">
          <Button type="primary" disabled={!isReady} loading={save.isPending} onClick={() => save.mutate()}>
            {t.save}
          </Button>
          <Button onClick={close}>{t.cancel}</Button>
        </div>
        <Preview
          of={{ name: name.trim() || t.title, content, dashboard, at, language: draft.language, responsible, site }}
        />
      </div>
    </Drawer>
  )
}

/** What is written, without what else a digest carries. */
const pick = ({ name, content, dashboard, at, days, target, picture, language, responsible, url }: Draft) => ({
  ...{ name, content, at, days, target, picture, language, responsible, url: url.trim() },
  dashboard: content === 'dashboard' ? dashboard : null,
})

interface PartProps {
  draft: Draft
  put(patch: Partial<Draft>): void
}

function Labelled({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="ask-field">
      <span className="small muted">{label}</span>
      {children}
      {help && <span className="small muted">{help}</span>}
    </div>
  )
}

function What({ draft, put, isNew }: PartProps & { isNew: boolean }) {
  const t = useText(words)
  const boards = useQuery(boardsOf.listDashboards.queryOptions())
  return (
    <>
      <Labelled label={t.name}>
        <Input aria-label={t.name} value={draft.name} maxLength={60} onChange={(e) => put({ name: e.target.value })} />
      </Labelled>
      <Labelled label={t.content} help={t.contentHelp[draft.content]}>
        <Segmented
          aria-label={t.content}
          value={draft.content}
          disabled={!isNew}
          onChange={(content) => put({ content })}
          options={digestContents.map((value) => ({ value, label: t.contents[value] }))}
        />
      </Labelled>
      {draft.content === 'dashboard' && (
        <Labelled label={t.dashboard}>
          <Select
            aria-label={t.dashboard}
            value={draft.dashboard}
            onChange={(dashboard) => put({ dashboard })}
            options={(boards.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Labelled>
      )}
      <div className="row">
        <Labelled label={t.language}>
          <Segmented
            aria-label={t.language}
            value={draft.language}
            onChange={(language) => put({ language })}
            options={(['zh', 'en'] as const).map((value) => ({ value, label: t.languages[value] }))}
          />
        </Labelled>
        <Checkbox checked={draft.picture} onChange={(e) => put({ picture: e.target.checked })}>
          {t.picture}
        </Checkbox>
      </div>
      <Labelled label={t.responsible} help={t.responsibleHelp}>
        <Input
          aria-label={t.responsible}
          value={draft.responsible}
          maxLength={40}
          onChange={(e) => put({ responsible: e.target.value })}
        />
      </Labelled>
    </>
  )
}

function When({ draft, put }: PartProps) {
  const t = useText(words)
  const chosen = (day: number) => draft.days.includes(day)
  const toggle = (day: number) =>
    put({ days: chosen(day) ? draft.days.filter((one) => one !== day) : [...draft.days, day].toSorted() })
  return (
    <>
      <Labelled label={t.at}>
        <div className="row">
          <Input
            aria-label={t.at}
            type="time"
            value={draft.at}
            onChange={(e) => e.target.value && put({ at: e.target.value })}
            style={{ width: 130 }}
          />
          <Button size="small" type="text" onClick={() => put({ at: '08:30' })}>
            {t.morning}
          </Button>
          <Button size="small" type="text" onClick={() => put({ at: '21:30' })}>
            {t.evening}
          </Button>
        </div>
      </Labelled>
      <Labelled label={t.days}>
        <fieldset className="row plain-set" aria-label={t.days}>
          {t.dayNames.map((name, i) => (
            <Checkbox key={name} checked={chosen(i + 1)} onChange={() => toggle(i + 1)}>
              {name}
            </Checkbox>
          ))}
        </fieldset>
      </Labelled>
    </>
  )
}

function Where({ draft, put, of }: PartProps & { of: DigestReply | 'new' }) {
  const t = useText(words)
  return (
    <>
      <Labelled label={t.target}>
        <Segmented
          aria-label={t.target}
          value={draft.target}
          disabled={of !== 'new'}
          onChange={(target) => put({ target })}
          options={digestTargets.map((value) => ({ value, label: t.targets[value] }))}
        />
      </Labelled>
      <Labelled label={t.url} help={t.urlHelp[draft.target]}>
        <Input
          aria-label={t.url}
          value={draft.url}
          placeholder={of === 'new' ? 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…' : t.urlKept(of.host)}
          onChange={(e) => put({ url: e.target.value })}
          autoComplete="off"
        />
      </Labelled>
    </>
  )
}
