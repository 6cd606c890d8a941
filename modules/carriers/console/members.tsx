import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table, Tag } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { accountsApi } from './accountsApi.tsx'
import { accountWords } from './accountWords.tsx'

/** The members of an account with their customers. */
export function Members({ account }: { account: string }) {
  const t = useText(accountWords)
  const { language } = usePreferences()
  const staff = useQuery(accountsApi.query.staff.queryOptions({ input: { id: account }, refetchInterval: 10_000 }))
  return (
    <Load of={staff}>
      {({ items }) =>
        items.length === 0 ? (
          <Notice title={t.noMembers} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
          <section className="scroll-x" tabIndex={0} aria-label={t.members}>
            <Table
              size="small"
              rowKey={(row) => row.userid}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50 } : false}
              columns={[
                {
                  title: t.member,
                  render: (_, row) => (
                    <>
                      {row.name} <code className="small muted">{row.userid}</code>
                    </>
                  ),
                },
                { title: t.department, render: (_, row) => row.departments.join('、') },
                {
                  title: t.state,
                  render: (_, row) => (
                    <Tag color={row.leftAt ? 'default' : row.serves ? 'success' : 'warning'}>
                      {row.leftAt ? t.left : row.serves ? t.serves : t.notServing}
                    </Tag>
                  ),
                },
                { title: t.customers, align: 'right', render: (_, row) => exact(row.customers, language) },
                { title: t.lost, align: 'right', render: (_, row) => exact(row.lost, language) },
                {
                  title: '',
                  render: (_, row) =>
                    row.customers > 0 && (
                      <Link to="/transfers/new" search={{ account, from: row.userid }}>
                        {t.handOver}
                      </Link>
                    ),
                },
              ]}
            />
          </section>
        )
      }
    </Load>
  )
}
