import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import type { CreditSetting } from '../../core/credit.ts'
import { credit } from '../../core/creditContract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(credit)

/** By which rule orders are credited, and how to change it. */
export function Rule() {
  const t = useText(words)
  const may = useMay()('settings:write')
  const setting = useQuery(query.setting.queryOptions())
  const [draft, setDraft] = useState<CreditSetting | null>(null)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (next: CreditSetting) => client.changeSetting(next),
    onSuccess: () => {
      setDraft(null)
      void queries.invalidateQueries({ queryKey: query.key() })
    },
  })
  if (!setting.data) return null
  const { protectionDays, servingPercent } = setting.data
  return (
    <div className="row small muted">
      <span>{t.rule(protectionDays, servingPercent)}</span>
      {may && (
        <Button size="small" type="link" onClick={() => setDraft(setting.data)}>
          {t.change}
        </Button>
      )}
      {draft && (
        <Modal
          open
          title={t.change}
          okText={t.save}
          cancelText={t.cancel}
          okButtonProps={{ loading: save.isPending }}
          onOk={() => save.mutate(draft)}
          onCancel={() => setDraft(null)}
        >
          <div className="stack">
            <div className="row">
              <span>{t.days}</span>
              <InputNumber
                aria-label={t.days}
                min={1}
                max={365}
                precision={0}
                value={draft.protectionDays}
                onChange={(days) => setDraft({ ...draft, protectionDays: days ?? 30 })}
              />
            </div>
            <div className="row">
              <span>{t.percent}</span>
              <InputNumber
                aria-label={t.percent}
                min={0}
                max={100}
                precision={0}
                value={draft.servingPercent}
                onChange={(percent) => setDraft({ ...draft, servingPercent: percent ?? 100 })}
              />
            </div>
            {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
          </div>
        </Modal>
      )}
    </div>
  )
}
