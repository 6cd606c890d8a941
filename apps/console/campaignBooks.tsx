import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { exact, money } from '#base/format'
import { ledger } from '#contracts/ledger'
import { apiOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'

const { query } = apiOf(ledger)

const words = texts({
  zh: {
    books: '账本',
    booksHelp: '这个钩子花的每一分；各账户相加为零',
    account: '账户',
    amount: '金额',
    entries: '笔数',
    accounts: { subsidy: '补贴', owed: '待兑付', goods: '货品', cash: '现金', granted: '已让利' },
    noEntries: '还没有记账',
    total: '合计',
  },
  en: {
    books: 'Ledger',
    booksHelp: 'Every cent of this hook; the accounts sum to zero',
    account: 'Account',
    amount: 'Amount',
    entries: 'Entries',
    accounts: { subsidy: 'Subsidy', owed: 'Owed', goods: 'Goods', cash: 'Cash', granted: 'Granted' },
    noEntries: 'Nothing is booked yet',
    total: 'Sum',
  },
})

/** What the ledger says of a campaign, by account. */
export function CampaignBooks({ campaign }: { campaign: string }) {
  const t = useText(words)
  const { language } = usePreferences()
  const may = useMay()
  const isAllowed = may('orders:read')
  const books = useQuery(
    query.balances.queryOptions({ input: { campaign }, enabled: isAllowed, refetchInterval: 15_000 }),
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
