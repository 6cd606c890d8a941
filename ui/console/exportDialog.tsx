import { useMutation } from '@tanstack/react-query'
import { Alert, Form, Input, Modal, Radio, Space, Switch } from 'antd'
import { useState } from 'react'
import { problemOf } from './api.tsx'
import { texts, useText } from './preferences.tsx'

const formats = ['csv', 'csv-gb18030', 'xlsx', 'parquet'] as const

export interface ExportChoice {
  format: (typeof formats)[number]
  masked: boolean
  reason?: string
}

const words = texts({
  zh: {
    title: '导出',
    helps: {
      list: '按当前筛选导出全部结果。文件在任务中心下载，保留 7 天。',
      picked: '导出所选的行。文件在任务中心下载，保留 7 天。',
    },
    format: '格式',
    formats: {
      csv: 'CSV（UTF-8，推荐）',
      'csv-gb18030': 'CSV（GB18030，旧版 Excel）',
      xlsx: 'Excel（.xlsx，超过一页自动续页）',
      parquet: 'Parquet（给数据工具）',
    },
    masked: '姓名、手机、备注等打码',
    reason: '不打码的原因（记入审计日志）',
    begin: '开始导出',
    lacks: (right: string) => `没有权限 ${right}，请联系管理员开通`,
    offline: '连接不上服务器',
  },
  en: {
    title: 'Export',
    helps: {
      list: 'Everything the current filters show. Fetch the file in the task centre; it is kept for 7 days.',
      picked: 'The selected rows. Fetch the file in the task centre; it is kept for 7 days.',
    },
    format: 'Format',
    formats: {
      csv: 'CSV (UTF-8, recommended)',
      'csv-gb18030': 'CSV (GB18030, old Excel)',
      xlsx: 'Excel (.xlsx, goes on in further sheets)',
      parquet: 'Parquet (for data tools)',
    },
    masked: 'Mask names, phones, notes and the like',
    reason: 'Why unmasked (kept in the audit log)',
    begin: 'Begin',
    lacks: (right: string) => `This needs the right ${right}. Ask an admin for it.`,
    offline: 'The server cannot be reached',
  },
})

interface Props {
  of: 'list' | 'picked'
  send(choice: ExportChoice): Promise<unknown>
  onClose(): void
}

/** Format, masked or not, and why not. */
export function ExportDialog({ of, send, onClose }: Props) {
  const t = useText(words)
  const [choice, setChoice] = useState<ExportChoice>({ format: 'csv', masked: true })
  const [reason, setReason] = useState('')
  const begin = useMutation({ mutationFn: () => send({ ...choice, ...(choice.masked ? {} : { reason }) }) })
  const problem = begin.error && problemOf(begin.error)
  const said = problem?.status === 403 ? t.lacks(problem.detail ?? '') : problem?.title || t.offline
  return (
    <Modal
      open
      title={t.title}
      width={460}
      onCancel={onClose}
      okText={t.begin}
      okButtonProps={{ disabled: !choice.masked && reason.trim().length < 2, loading: begin.isPending }}
      onOk={() => begin.mutate()}
    >
      {problem && <Alert type="error" showIcon title={said} style={{ marginBottom: 12 }} />}
      <p className="muted">{t.helps[of]}</p>
      <Form layout="vertical" component={false}>
        <Form.Item label={t.format}>
          <Radio.Group
            aria-label={t.format}
            value={choice.format}
            onChange={(event) => setChoice({ ...choice, format: event.target.value })}
          >
            <Space orientation="vertical">
              {formats.map((format) => (
                <Radio key={format} value={format}>
                  {t.formats[format]}
                </Radio>
              ))}
            </Space>
          </Radio.Group>
        </Form.Item>
        <Form.Item>
          <span className="row">
            <Switch
              aria-label={t.masked}
              checked={choice.masked}
              onChange={(masked) => setChoice({ ...choice, masked })}
            />
            {t.masked}
          </span>
        </Form.Item>
        {!choice.masked && (
          <Form.Item label={t.reason} required>
            <Input
              aria-label={t.reason}
              value={reason}
              maxLength={200}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
