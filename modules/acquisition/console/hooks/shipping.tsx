import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Input, Table } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { type Hook, hooksApi } from './api.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi
const most = 1000

const itemsIn = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.split(/[,，\t;]/).map((cell) => cell.trim().replaceAll(/^"|"$/g, '')))
    .filter(([claim = '', , tracking = '']) => /^\d+$/.test(claim) && tracking !== '')
    .map(([claim = '', carrier = '', tracking = '']) => ({ claim, carrier, tracking }))

/** Many claims sent at once, with their tracking numbers. */
export function Shipping({ hook, close }: { hook: Hook; close(): void }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const items = itemsIn(text)
  const ship = useMutation(
    query.ship.mutationOptions({
      // The books change with it, which the app shows beside.
      onSettled: () => queries.invalidateQueries(),
    }),
  )
  const n = (value: number) => exact(value, language)
  return (
    <Drawer title={t.ship} open onClose={close} destroyOnHidden size="large">
      <div className="stack">
        <p className="muted">{t.shipHelp}</p>
        <Input.TextArea
          aria-label={t.ship}
          rows={10}
          value={text}
          placeholder="1024,顺丰,SF1234567890"
          onChange={({ target }) => setText(target.value)}
        />
        <div className="row">
          <span className="muted num">{t.lines(n(items.length))}</span>
          <span className="grow" />
          <Button
            type="primary"
            loading={ship.isPending}
            disabled={items.length === 0 || items.length > most}
            onClick={() => ship.mutate({ id: hook.id, items })}
          >
            {t.moves.send}
          </Button>
        </div>
        {ship.error && <Alert type="error" showIcon title={problemOf(ship.error).title} />}
        {ship.data && (
          <section className="stack" aria-live="polite">
            <p>
              {t.shipDone(n(ship.data.sent))}
              {ship.data.refused.length > 0 && ` · ${t.shipRefused(n(ship.data.refused.length))}`}
            </p>
            {ship.data.refused.length > 0 && (
              <Table
                size="small"
                rowKey="claim"
                dataSource={ship.data.refused}
                pagination={false}
                columns={[
                  { title: t.id, dataIndex: 'claim' },
                  { title: t.why, render: (_, row) => row.why[language] },
                ]}
              />
            )}
          </section>
        )}
      </div>
    </Drawer>
  )
}
