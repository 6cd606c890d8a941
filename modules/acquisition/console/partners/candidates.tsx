import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Table } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { exact } from '#base/format'
import { later } from '#ui/later'
import { useNarrow, useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { partnersApi } from './partnersApi.tsx'
import { Fen } from './parts.tsx'
import { partnerWords } from './words.tsx'

const Editing = later(() => import('./editing.tsx').then((module) => module.PartnerEditing))
const { query, client } = partnersApi
type Candidate = Awaited<ReturnType<typeof client.candidates>>['items'][number]

/** Own customers whose friends really bought. */
export function Candidates({ tabs }: { tabs: ReactNode }) {
  const t = useText(partnerWords)
  useTitle(t.candidatesTitle)
  const found = useQuery(query.candidates.queryOptions({ input: { least: 1, limit: 100 } }))
  const [seen, setSeen] = useState<Candidate | null>(null)
  const [invited, setInvited] = useState<Candidate | null>(null)
  const narrow = useNarrow()
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.candidatesTitle}</h1>
      </div>
      <div className="row">{tabs}</div>
      <p className="small muted">{t.candidatesHelp}</p>
      <div className="card">
        <Load of={found} rows={5}>
          {({ items }) => {
            if (items.length === 0) return <Notice title={t.noCandidates}>{t.noCandidatesHelp}</Notice>
            if (!narrow) return <Rows items={items} see={setSeen} invite={setInvited} />
            return items.map((row) => (
              <div className="list-card" key={row.person}>
                <Name of={row} />
                <span className="small muted">
                  {t.friends} {row.friends} · {t.buyers} {row.buyers} · {t.repeat} {row.repeat} · <Fen of={row.net} />
                </span>
                <Act of={row} see={setSeen} invite={setInvited} />
              </div>
            ))
          }}
        </Load>
      </div>
      {seen && <Friends of={seen} close={() => setSeen(null)} />}
      <Suspense>
        {invited && (
          <Editing
            of="new"
            start={{ kind: 'koc', name: invited.name ?? '', person: invited.person }}
            close={() => setInvited(null)}
            Find={({ value }) => <span className="muted">#{value}</span>}
          />
        )}
      </Suspense>
    </div>
  )
}

const Name = ({ of }: { of: Pick<Candidate, 'person' | 'name'> }) => (
  <Link to="/people/$id" params={{ id: of.person }}>
    {of.name ?? `#${of.person}`}
  </Link>
)

interface Acting {
  see(of: Candidate): void
  invite(of: Candidate): void
}

function Act({ of, see, invite }: Acting & { of: Candidate }) {
  const t = useText(partnerWords)
  const may = useMay()
  return (
    <span className="row">
      <Button size="small" onClick={() => see(of)}>
        {t.seeFriends}
      </Button>
      {of.partner !== null ? (
        <Link to="/partners/$id" params={{ id: of.partner }}>
          {t.already}
        </Link>
      ) : (
        may('people:write') && (
          <Button size="small" onClick={() => invite(of)}>
            {t.invite}
          </Button>
        )
      )}
    </span>
  )
}

function Rows({ items, see, invite }: Acting & { items: readonly Candidate[] }) {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  const count = (title: string, of: (row: Candidate) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: Candidate) => exact(of(row), language),
  })
  return (
    <Table
      rowKey="person"
      dataSource={[...items]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t.customer, render: (_, row) => <Name of={row} /> },
        { title: t.friendsNet, align: 'right', render: (_, row) => <Fen of={row.net} /> },
        count(t.friends, (row) => row.friends),
        count(t.buyers, (row) => row.buyers),
        count(t.repeat, (row) => row.repeat),
        count(t.orders, (row) => row.orders),
        count(t.linkFriends, (row) => row.linkFriends),
        { title: t.actions, render: (_, row) => <Act of={row} see={see} invite={invite} /> },
      ]}
    />
  )
}

function Friends({ of, close }: { of: Candidate; close(): void }) {
  const t = useText(partnerWords)
  const friends = useQuery(query.friends.queryOptions({ input: { id: of.person } }))
  return (
    <Drawer title={`${t.friends} · ${of.name ?? `#${of.person}`}`} open onClose={close} size="large">
      <Load of={friends} rows={4}>
        {({ items }) => (
          <Table
            rowKey="person"
            size="small"
            dataSource={[...items]}
            pagination={false}
            columns={[
              { title: t.customer, render: (_, row) => <Name of={row} /> },
              { title: t.orders, align: 'right', dataIndex: 'orders' },
              { title: t.net, align: 'right', render: (_, row) => <Fen of={row.net} /> },
              { title: t.firstAt, render: (_, row) => <Time at={row.at} /> },
            ]}
          />
        )}
      </Load>
    </Drawer>
  )
}
