import { InboxOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Upload as Picker, Radio, Segmented, Space } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf, siyuFetch } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { imports } from '../core/imports/contract.ts'
import { guess, type Kind, MappingTable } from './mapping.tsx'
import { type Preview, previewOf } from './preview.tsx'
import { words } from './words.tsx'

const { query } = apiOf(imports)

interface Sent {
  dryRun: boolean
}

/** From file to running import: what it is, what its columns mean, check or run. */
export function Upload({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(words)
  const kinds = useQuery(query.kinds.queryOptions({ enabled: open }))
  return (
    <Drawer title={t.start} open={open} onClose={onClose} size={720} destroyOnHidden>
      <Load of={kinds}>{(data) => <UploadForm kinds={data.items} />}</Load>
    </Drawer>
  )
}

function UploadForm({ kinds }: { kinds: Kind[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const [name, setName] = useState(kinds[0]?.kind ?? '')
  const [file, setFile] = useState<File | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [mapping, setMapping] = useState<Record<string, string>>({})
  const [where, setWhere] = useState('private')
  const kind = kinds.find((one) => one.kind === name)
  const send = useSend({ kind: name, file, mapping, where })
  const take = async (chosen: File) => {
    const seen = await previewOf(chosen)
    setFile(chosen)
    setPreview(seen)
    if (kind) setMapping(guess(kind, seen.columns))
  }
  const choose = (next: string) => {
    setName(next)
    const other = kinds.find((one) => one.kind === next)
    if (other && preview) setMapping(guess(other, preview.columns))
  }
  return (
    <Form layout="vertical">
      <Form.Item>
        <Segmented
          value={name}
          onChange={choose}
          options={kinds.map((one) => ({ value: one.kind, label: one.title[language] }))}
        />
      </Form.Item>
      <Picker.Dragger
        accept=".csv,.txt,.tsv,.gz"
        maxCount={1}
        beforeUpload={(chosen) => {
          void take(chosen)
          return false
        }}
        onRemove={() => {
          setFile(null)
          setPreview(null)
        }}
      >
        <p>
          <InboxOutlined style={{ fontSize: 28 }} />
        </p>
        <p>{t.choose}</p>
        <p className="small muted">{t.chooseHelp}</p>
      </Picker.Dragger>
      {kind && preview && (
        <>
          <h2 style={{ margin: '24px 0 12px' }}>
            {t.mapping} <span className="muted small">{preview.encoding}</span>
          </h2>
          <MappingTable kind={kind} preview={preview} value={mapping} onChange={setMapping} />
          {name === 'orders' && <Where value={where} onChange={setWhere} />}
          {send.error && (
            <Alert type="error" showIcon title={send.error.message || t.offline} style={{ marginBlock: 12 }} />
          )}
          <Space style={{ marginTop: 16 }}>
            <Button onClick={() => send.mutate({ dryRun: true })} loading={send.isPending}>
              {t.dryRun}
            </Button>
            <Button type="primary" onClick={() => send.mutate({ dryRun: false })} loading={send.isPending}>
              {t.run}
            </Button>
          </Space>
        </>
      )}
    </Form>
  )
}

/** The trade's question in words: it decides whether an order is private (OP14). */
function Where({ value, onChange }: { value: string; onChange(where: string): void }) {
  const t = useText(words)
  return (
    <Form.Item label={t.where} style={{ marginTop: 20 }}>
      <Radio.Group value={value} onChange={(event) => onChange(event.target.value)}>
        <Space orientation="vertical">
          {(['private', 'store', 'platform'] as const).map((value) => (
            <Radio key={value} value={value}>
              {t.wheres[value]}
            </Radio>
          ))}
        </Space>
      </Radio.Group>
    </Form.Item>
  )
}

function useSend(form: { kind: string; file: File | null; mapping: Record<string, string>; where: string }) {
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async ({ dryRun }: Sent) => {
      const body = new FormData()
      body.set('kind', form.kind)
      body.set('mapping', JSON.stringify(form.mapping))
      if (form.kind === 'orders') body.set('sourceKind', form.where)
      body.set('dryRun', String(dryRun))
      if (form.file) body.set('file', form.file)
      const answer = await siyuFetch('/api/v1/imports', { method: 'POST', body })
      const json: unknown = await answer.json()
      if (!answer.ok) throw new Error((json as { title?: string }).title ?? problemOf(null).title)
      return json as { id: string }
    },
    onSuccess: ({ id }) => void navigate({ to: '/imports/$id', params: { id } }),
  })
}
