import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Time } from '#ui/time'
import { type Batch, cardsApi } from './api.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

interface Draft {
  delivered?: string
  insertedEstimate?: string
  warehouse?: string
}

/** What the printer and the warehouse tell of a batch. */
export function Told({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const change = useMutation(
    query.changeBatch.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onSuccess: () => void message.success(t.saved),
    }),
  )
  const most = [{ pattern: /^\d{0,7}$/, message: `0–${batch.count}` }]
  const save = ({ delivered, insertedEstimate, warehouse }: Draft) =>
    change.mutate({
      ...{ id: batch.id, delivered: Number(delivered || 0), warehouse: warehouse ?? '' },
      insertedEstimate: insertedEstimate ? Number(insertedEstimate) : null,
    })
  return (
    <section className="card">
      <h2>{t.told}</h2>
      <div className="row" style={{ marginBottom: 12 }}>
        <span>
          {batch.printedAt ? (
            <>
              {t.printedAt} <Time at={batch.printedAt} />
            </>
          ) : (
            t.notPrinted
          )}
        </span>
        {may('people:write') && (
          <Button
            size="small"
            loading={change.isPending}
            onClick={() => change.mutate({ id: batch.id, printed: batch.printedAt === null })}
          >
            {batch.printedAt ? t.unmarkPrinted : t.markPrinted}
          </Button>
        )}
      </div>
      <Form
        // What somebody else has told meanwhile is shown.
        key={`${batch.delivered} ${batch.insertedEstimate} ${batch.warehouse}`}
        layout="vertical"
        disabled={!may('people:write') || change.isPending}
        initialValues={{
          ...{ delivered: String(batch.delivered), warehouse: batch.warehouse },
          insertedEstimate: batch.insertedEstimate === null ? '' : String(batch.insertedEstimate),
        }}
        onFinish={save}
      >
        <Form.Item name="warehouse" label={t.warehouse}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="delivered" label={t.delivered} rules={most}>
          <Input inputMode="numeric" maxLength={7} />
        </Form.Item>
        <Form.Item name="insertedEstimate" label={t.estimate} extra={t.estimateHelp} rules={most}>
          <Input inputMode="numeric" maxLength={7} />
        </Form.Item>
        {change.error && (
          <Alert type="error" showIcon title={problemOf(change.error).title} style={{ marginBottom: 16 }} />
        )}
        <Button htmlType="submit" loading={change.isPending}>
          {t.save}
        </Button>
      </Form>
    </section>
  )
}
