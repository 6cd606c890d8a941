import { FolderOpenOutlined, SaveOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Drawer, Input, Modal, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import { addDays, type DayRange, daysIn } from '#base/range'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { type SavedReport, saved } from '../../core/savedContract.ts'
import { savedWords } from './savedWords.tsx'
import type { Mode } from './state.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(saved)

/** A range that ends today is kept as so many days back: opened tomorrow it ends tomorrow. */
const keptRange = (range: DayRange, today: string): SavedReport['range'] =>
  range.to === addDays(today, 1) ? { last: daysIn(range) } : range

/** The days of a saved range, seen today. */
export const rangeOf = (range: SavedReport['range'], today: string): DayRange =>
  'last' in range ? { from: addDays(today, 1 - range.last), to: addDays(today, 1) } : range

interface SaveProps {
  mode: Mode
  question: object
  range: DayRange
  today: string
}

/** Keeps the question under a name. */
export function SaveButton({ mode, question, range, today }: SaveProps) {
  const t = useText(savedWords)
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      client.saveReport({
        name,
        mode,
        shared,
        question: question as Record<string, unknown>,
        range: keptRange(range, today),
      }),
    onSuccess: () => {
      setOpen(false)
      void queries.invalidateQueries({ queryKey: query.listReports.key() })
    },
  })
  return (
    <>
      <Button type="text" size="small" icon={<SaveOutlined />} onClick={() => setOpen(true)}>
        {save.isSuccess && !open ? t.saved : t.save}
      </Button>
      <Modal
        open={open}
        title={t.saveTitle}
        okText={t.save}
        cancelText={t.cancel}
        okButtonProps={{ disabled: name.trim() === '', loading: save.isPending }}
        onOk={() => save.mutate()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <Input
            aria-label={t.name}
            placeholder={t.name}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={(event) => {
              if (!event.nativeEvent.isComposing && name.trim()) save.mutate()
            }}
          />
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t.share}
          </Checkbox>
          {save.error && <Alert type="error" title={problemOf(save.error).title} />}
        </div>
      </Modal>
    </>
  )
}

/** The saved reports one sees: open, rename, share, delete. */
export function SavedReports({ today }: { today: string }) {
  const t = useText(savedWords)
  const [open, setOpen] = useState(false)
  const list = useQuery(query.listReports.queryOptions({ enabled: open }))
  return (
    <>
      <Button type="text" icon={<FolderOpenOutlined />} onClick={() => setOpen(true)}>
        {t.list}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={480} title={t.list} destroyOnHidden>
        <Load of={list}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice title={t.none}>{t.noneHelp}</Notice>
            ) : (
              items.map((one) => <Row key={one.id} of={one} today={today} close={() => setOpen(false)} />)
            )
          }
        </Load>
      </Drawer>
    </>
  )
}

/** The address of a saved report. */
export function SavedLink({ of, today, onClick }: { of: SavedReport; today: string; onClick?: () => void }) {
  const { from, to } = rangeOf(of.range, today)
  return (
    <Link to="/analysis" search={{ mode: of.mode, ask: of.question, from, to }} {...(onClick ? { onClick } : {})}>
      {of.name}
    </Link>
  )
}

function Row({ of, today, close }: { of: SavedReport; today: string; close(): void }) {
  const t = useText(savedWords)
  const all = useText(words)
  const queries = useQueryClient()
  const [name, setName] = useState<string | null>(null)
  const onSuccess = () => {
    setName(null)
    void queries.invalidateQueries({ queryKey: query.key() })
  }
  const change = useMutation({
    mutationFn: (patch: { name?: string; shared?: boolean }) => client.changeReport({ id: of.id, ...patch }),
    onSuccess,
  })
  const remove = useMutation({ mutationFn: () => client.deleteReport({ id: of.id }), onSuccess })
  const error = change.error ?? remove.error
  return (
    <div className="list-card">
      {name === null ? (
        <SavedLink of={of} today={today} onClick={close} />
      ) : (
        <Input
          aria-label={t.name}
          value={name}
          autoFocus
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing && name.trim()) change.mutate({ name })
          }}
          onBlur={() => setName(null)}
        />
      )}
      <div className="row">
        <Tag>{all.modes[of.mode]}</Tag>
        <span className="small muted">
          {'last' in of.range ? t.last(of.range.last) : `${of.range.from} – ${of.range.to}`}
        </span>
        {of.shared && <Tag>{t.shared}</Tag>}
        <span className="grow" />
        {of.mine && (
          <>
            <Button size="small" type="link" onClick={() => setName(of.name)}>
              {t.rename}
            </Button>
            <Checkbox checked={of.shared} onChange={(event) => change.mutate({ shared: event.target.checked })}>
              {t.shared}
            </Checkbox>
            <Popconfirm title={t.removeSure} okText={t.ok} cancelText={t.cancel} onConfirm={() => remove.mutate()}>
              <Button size="small" type="link" danger>
                {t.remove}
              </Button>
            </Popconfirm>
          </>
        )}
      </div>
      {error && <Alert type="error" title={problemOf(error).title} />}
    </div>
  )
}
