import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Table } from 'antd'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type Plan, plansApi } from './api.tsx'
import { planWords } from './words.tsx'

/** Who stands behind a step, the latest first. */
export function StepPeople({ plan, id, close }: { plan: Plan; id: string; close(): void }) {
  const t = useText(planWords)
  const step = plan.nodes.find((one) => one.id === id)?.step
  const list = useInfiniteQuery(
    plansApi.query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: plan.id, node: id, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <Drawer title={t.who(step ? (t.steps[step] ?? step) : '')} open onClose={close} destroyOnHidden>
      <Load of={list} rows={4}>
        {({ pages }) => (
          <div className="stack">
            <Table
              size="small"
              rowKey="person"
              dataSource={pages.flatMap(({ items }) => items)}
              pagination={false}
              locale={{ emptyText: <Notice title={t.nobody} /> }}
              columns={[
                {
                  title: t.person,
                  render: (_, { person, called }) => (
                    <Link to="/people/$id" params={{ id: person }}>
                      {called ?? person}
                    </Link>
                  ),
                },
                { title: t.at, render: (_, { at }) => <Time at={at} /> },
              ]}
            />
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
