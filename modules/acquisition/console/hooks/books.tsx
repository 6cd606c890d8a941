import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { exact, money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { booksApi, type Hook } from './api.tsx'
import { hookWords } from './words.tsx'

/** What the ledger says of a hook, by account. */
export function Books({ hook }: { hook: Hook }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const may = useMay()
  const isAllowed = may('orders:read')
  const books = useQuery(
    booksApi.query.balances.queryOptions({ input: { campaign: `hook:${hook.id}` }, enabled: isAllowed }),
  )
  const names: Readonly<Record<string, string>> = t.accounts
  if (!isAllowed) return null
  return (
    <section className="card">
      <h2>{t.books}</h2>
      <p className="small muted">{t.booksHelp}</p>
      <Load of={books} rows={3}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Notice title={t.noEntries} />
          ) : (
            <Table
              size="small"
              rowKey="account"
              dataSource={items}
              pagination={false}
              columns={[
                { title: t.account, render: (_, { account }) => names[account.split(':')[0] ?? ''] ?? account },
                { title: t.amount, align: 'right', render: (_, { amount }) => money(amount, language) },
                { title: t.entries, align: 'right', render: (_, { entries }) => exact(entries, language) },
              ]}
              summary={() => (
                <Table.Summary.Row>
                  <Table.Summary.Cell index={0}>{t.total}</Table.Summary.Cell>
                  <Table.Summary.Cell index={1} align="right">
                    {money(total, language)}
                  </Table.Summary.Cell>
                  <Table.Summary.Cell index={2} />
                </Table.Summary.Row>
              )}
            />
          )
        }
      </Load>
    </section>
  )
}
