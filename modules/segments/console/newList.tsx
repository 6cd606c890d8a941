import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, App, AutoComplete, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { segments } from '../contract.ts'

const { query, client } = apiOf(segments)

const words = texts({
  zh: {
    title: '上传名单',
    name: '名单名称',
    type: '编号类型',
    paste: '每行一个编号；表格取第一列',
    file: '从文件读取（CSV、TXT）',
    go: '建立名单',
    cancel: '取消',
    all: '名单已建立',
    some: (n: number, lines: string) => `名单已建立；${n} 行没有找到客户（第 ${lines} 行）`,
  },
  en: {
    title: 'Upload a list',
    name: 'Name of the list',
    type: 'Type of the ids',
    paste: 'One id a line; of a table its first column',
    file: 'Read a file (CSV, TXT)',
    go: 'Make the list',
    cancel: 'Cancel',
    all: 'The list is there',
    some: (n: number, lines: string) => `The list is there; nobody was found for ${n} lines (${lines})`,
  },
})

const types = ['phone', 'unionid', 'member_id', 'login_id', 'email']

/** A segment of people named now: pasted or from a file. */
export function NewList({ onClose }: { onClose(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [type, setType] = useState('phone')
  const [csv, setCsv] = useState('')
  const make = useMutation({
    mutationFn: () => client.createList({ name, ids: { type, csv } }),
    onSuccess: async ({ segment, unknown }) => {
      const lines = unknown.lines.slice(0, 10).join(', ')
      void message.success({ content: unknown.count > 0 ? t.some(unknown.count, lines) : t.all, duration: 8 })
      await queries.invalidateQueries({ queryKey: query.key() })
      await navigate({ to: '/segments/$id', params: { id: segment.id } })
    },
  })
  return (
    <Modal
      open
      title={t.title}
      okText={t.go}
      cancelText={t.cancel}
      onCancel={onClose}
      onOk={() => make.mutate()}
      confirmLoading={make.isPending}
      okButtonProps={{ disabled: name.trim() === '' || csv.trim() === '' }}
    >
      <div className="stack">
        {make.error && <Alert type="error" showIcon title={problemOf(make.error).title} />}
        <Input
          aria-label={t.name}
          placeholder={t.name}
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <AutoComplete value={type} options={types.map((value) => ({ value }))} onChange={setType}>
          <Input aria-label={t.type} placeholder={t.type} />
        </AutoComplete>
        <Input.TextArea
          aria-label={t.paste}
          placeholder={t.paste}
          rows={8}
          value={csv}
          onChange={({ target }) => setCsv(target.value)}
        />
        <label className="row">
          <Button size="small" tabIndex={-1} style={{ pointerEvents: 'none' }}>
            {t.file}
          </Button>
          <input
            type="file"
            accept=".csv,.txt,text/plain,text/csv"
            aria-label={t.file}
            onChange={async ({ target }) => setCsv((await target.files?.[0]?.text()) ?? csv)}
          />
        </label>
      </div>
    </Modal>
  )
}
