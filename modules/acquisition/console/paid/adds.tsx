import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Table, Tag } from 'antd'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type PaidLink, paidApi } from './api.tsx'
import { paidWords } from './words.tsx'

/** Who was added by a link, newest first. */
export function PaidAdds({ of, close }: { of: PaidLink; close(): void }) {
  const t = useText(paidWords)
  const list = useInfiniteQuery(
    paidApi.query.adds.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: of.id, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <Drawer title={`${t.who} · ${of.name}`} open onClose={close} destroyOnHidden>
      <Load of={list} rows={4}>
        {({ pages }) => (
          <>
            <Table
              size="small"
              rowKey="id"
              dataSource={pages.flatMap(({ items }) => items)}
              pagination={false}
              locale={{ emptyText: <Notice title={t.nobody} /> }}
              columns={[
                {
                  title: t.person,
                  render: (_, row) =>
                    row.person === null ? (
                      <span className="muted">{t.unknown}</span>
                    ) : (
                      <Link to="/people/$id" params={{ id: row.person }}>
                        {row.person}
                      </Link>
                    ),
                },
                { title: t.at, render: (_, row) => <Time at={row.at} /> },
                {
                  title: t.state,
                  render: (_, row) => (
                    <>
                      {row.known && <Tag>{t.known}</Tag>}
                      {row.leftAt && <Tag color="warning">{t.gone}</Tag>}
                    </>
                  ),
                },
              ]}
            />
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </>
        )}
      </Load>
    </Drawer>
  )
}
