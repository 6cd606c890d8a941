import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, type InputRef, Radio, Table } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { cardsApi } from './api.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi
const most = 2000

interface Item {
  code: string
  orderNo?: string
  parcel?: string
}

/** Lines of a table: code, order, parcel; a heading is left out. */
function itemsIn(text: string): Item[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/[,，\t;]/).map((cell) => cell.trim().replaceAll(/^"|"$/g, '')))
    .filter(([code = '']) => code !== '' && !/卡号|code|二维码/i.test(code.replace(/^https?:\/\/.*/, '')))
    .map(([code = '', orderNo = '', parcel = '']) => ({
      ...{ code, ...(orderNo ? { orderNo } : {}), ...(parcel ? { parcel } : {}) },
    }))
}

/** Which card went into which parcel, by a scanner or from a table. */
export function InsertPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(cardWords)
  useTitle(t.tabs.insert)
  const queries = useQueryClient()
  const insert = useMutation(
    query.insert.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: query.key() }) }),
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.tabs.insert}</h1>
      </div>
      <div className="row">{tabs}</div>
      <p className="muted">{t.insertHelp}</p>
      <div className="two">
        <Scanning busy={insert.isPending} send={(items) => insert.mutateAsync({ items })} />
        <Pasting busy={insert.isPending} send={(items) => insert.mutateAsync({ items })} />
      </div>
      {insert.error && <Alert type="error" showIcon title={problemOf(insert.error).title} />}
      {insert.data && <Told of={insert.data} />}
    </div>
  )
}

interface Sends {
  busy: boolean
  send(items: Item[]): Promise<unknown>
}

/** A scanner types and presses Enter: the card first, then the parcel, then the next card. */
function Scanning({ busy, send }: Sends) {
  const t = useText(cardWords)
  const [code, setCode] = useState('')
  const [parcel, setParcel] = useState('')
  const [kind, setKind] = useState<'parcel' | 'order'>('parcel')
  const [first, second] = [useRef<InputRef>(null), useRef<InputRef>(null)]
  const note = async () => {
    if (code.trim() === '') return first.current?.focus()
    const to = parcel.trim() === '' ? {} : kind === 'parcel' ? { parcel } : { orderNo: parcel }
    await send([{ code, ...to }]).catch(() => undefined)
    setCode('')
    setParcel('')
    first.current?.focus()
  }
  return (
    <section className="card">
      <h2>{t.scanCard}</h2>
      <Form layout="vertical" onFinish={() => void note()}>
        <Form.Item label={t.code} htmlFor="scan-card">
          <Input
            id="scan-card"
            ref={first}
            value={code}
            autoComplete="off"
            maxLength={200}
            onChange={(event) => setCode(event.target.value)}
            onPressEnter={(event) => {
              event.preventDefault()
              second.current?.focus()
            }}
          />
        </Form.Item>
        <Form.Item label={t.scanParcel} htmlFor="scan-parcel">
          <Input
            id="scan-parcel"
            ref={second}
            value={parcel}
            autoComplete="off"
            maxLength={64}
            onChange={(event) => setParcel(event.target.value)}
          />
        </Form.Item>
        <div className="row">
          <Radio.Group
            value={kind}
            onChange={({ target }) => setKind(target.value as typeof kind)}
            options={(['parcel', 'order'] as const).map((value) => ({ value, label: t.isParcel[value] }))}
          />
          <span className="grow" />
          <Button type="primary" htmlType="submit" loading={busy}>
            {t.note}
          </Button>
        </div>
      </Form>
    </section>
  )
}

function Pasting({ busy, send }: Sends) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const items = itemsIn(text)
  return (
    <section className="card stack">
      <h2>{t.paste}</h2>
      <Input.TextArea
        aria-label={t.paste}
        value={text}
        rows={5}
        placeholder="7k2m9abcde,T20260601,SF1234567890"
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <Button onClick={() => file.current?.click()}>{t.chooseFile}</Button>
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label={t.chooseFile}
          style={{ display: 'none' }}
          onChange={async ({ target }) => {
            setText((await target.files?.[0]?.text()) ?? text)
            target.value = ''
          }}
        />
        <span className="muted num">{items.length > most ? t.tooMany : t.lines(exact(items.length, language))}</span>
        <span className="grow" />
        <Button
          type="primary"
          loading={busy}
          disabled={items.length === 0 || items.length > most}
          onClick={() => void send(items).catch(() => undefined)}
        >
          {t.note}
        </Button>
      </div>
    </section>
  )
}

type Done = Awaited<ReturnType<typeof cardsApi.client.insert>>

function Told({ of: { inserted, again, refused } }: { of: Done }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const n = (value: number) => exact(value, language)
  return (
    <section className="card stack" aria-live="polite">
      <p>
        {t.done(n(inserted))}
        {again > 0 && ` · ${t.again(n(again))}`}
        {refused.length > 0 && ` · ${t.refused(n(refused.length))}`}
      </p>
      {refused.length > 0 && (
        <Table
          size="small"
          rowKey={(row) => `${row.line} ${row.code}`}
          dataSource={refused}
          pagination={refused.length > 20 ? { pageSize: 20 } : false}
          columns={[
            { title: t.line, dataIndex: 'line', width: 80 },
            { title: t.code, dataIndex: 'code' },
            { title: t.why, render: (_, row) => row.why[language] },
          ]}
        />
      )}
    </section>
  )
}
