import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Table, Tag } from 'antd'
import { exact, money } from '#base/format'
import { KeepPeople } from '#ui/keepPeople'
import { usePreferences, useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { reportApi, type Wanted } from './api.tsx'
import { pathsOf, useNameText, useTree } from './parts.tsx'
import { channelWords } from './words.tsx'

/** Who stands behind a number of the report, the latest first. */
export function CamePeople({ of, close }: { of: Wanted; close(): void }) {
  const { name, ...asked } = of
  const t = useText(channelWords)
  const { language } = usePreferences()
  const nameText = useNameText()
  const paths = pathsOf(useTree().data?.items ?? [])
  const list = useInfiniteQuery(
    reportApi.query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...asked, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <Drawer title={name} open onClose={close} size="large" destroyOnHidden>
      <Load of={list} rows={6}>
        {({ pages }) => (
          <div className="stack">
            {(pages[0]?.items.length ?? 0) > 0 && (
              <KeepPeople
                title={`${t.title} ${name}`}
                keep={(segment) => reportApi.client.keepPeople({ ...asked, name: segment })}
              />
            )}
            <Scroll label={name}>
              <Table
                size="small"
                rowKey="person"
                dataSource={pages.flatMap(({ items }) => items)}
                pagination={false}
                locale={{ emptyText: <Notice title={t.noPeople} /> }}
                columns={[
                  {
                    title: t.person,
                    render: (_, { person, called, left }) => (
                      <span className="row">
                        <Link to="/people/$id" params={{ id: person }}>
                          {called ?? person}
                        </Link>
                        {left && <Tag>{t.leftTag}</Tag>}
                      </span>
                    ),
                  },
                  { title: t.entered, render: (_, { at }) => <Time at={at} /> },
                  { title: t.came, render: (_, row) => nameText(row.name, paths) },
                  { title: t.orders, align: 'right', render: (_, row) => exact(row.orders, language) },
                  { title: t.spent, align: 'right', render: (_, row) => money(row.net, language) },
                ]}
              />
            </Scroll>
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </div>
        )}
      </Load>
    </Drawer>
  )
}
