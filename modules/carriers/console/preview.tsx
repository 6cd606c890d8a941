import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Modal, Segmented, Table } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { wayNamed } from '../core/ways.ts'
import { Counts, TriedWays } from './counts.tsx'
import type { Found, WayDraft } from './sendDraft.tsx'
import { sendsApi } from './sendsApi.tsx'
import { sendWords } from './sendWords.tsx'

interface Props {
  of: Found
  ways: readonly WayDraft[]
  purpose: 'promotion' | 'service'
}

/** Who would get it by which way; who would not, by reason; person by person. */
export function Preview({ of, ways, purpose }: Props) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <>
      <div className="two" role="status" aria-label={t.look}>
        <section className="card stack">
          <h2>{t.will(n(of.allowed))}</h2>
          {!of.isWhole && <p className="small muted">{t.partly(n(of.people))}</p>}
          <Counts
            title={t.byWay}
            rows={of.ways.map(({ way, people, left }) => [
              way,
              `${wayNamed(way)?.title[language] ?? way}${left === null ? '' : ` · ${t.leftToday(n(left))}`}`,
              n(people),
            ])}
          />
          {of.byStaff.length > 0 && (
            <Counts title={t.byStaff} rows={of.byStaff.map(({ userid, name, people }) => [userid, name, n(people)])} />
          )}
          {of.left.length > 0 && (
            <Counts
              title={t.left}
              rows={of.left.map(({ left, people }) => [String(left), t.leftOf(n(left)), n(people)])}
            />
          )}
        </section>
        <section className="card stack">
          <h2>{t.willNot(n(of.people - of.allowed))}</h2>
          <Counts
            rows={[
              ...(of.nobody > 0 ? [['nobody', t.nobody, n(of.nobody)] as const] : []),
              ...of.reasons.map(({ reason, people }) => [reason, t.reasons[reason], n(people)] as const),
            ]}
          />
          {of.ways
            .filter(({ reasons }) => reasons.length > 0)
            .map(({ way, reasons }) => (
              <Counts
                key={way}
                title={`${t.stands} · ${wayNamed(way)?.title[language] ?? way}`}
                rows={reasons.map(({ reason, people }) => [reason, t.reasons[reason], n(people)])}
              />
            ))}
        </section>
      </div>
      <Persons of={of} ways={ways} purpose={purpose} />
    </>
  )
}

const filters = ['all', 'will', 'not'] as const

function Persons({ of, ways, purpose }: Props) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const [filter, setFilter] = useState<(typeof filters)[number]>('all')
  const [seen, setSeen] = useState<{ person: string; way: string } | null>(null)
  const rows = of.items.filter(({ way }) => filter === 'all' || (way !== null) === (filter === 'will'))
  const draft = ways.find(({ way }) => way === seen?.way)
  return (
    <section className="card stack" aria-label={t.persons}>
      <div className="row spread">
        <h2>
          {t.persons} {of.people > of.items.length && <span className="small muted">{t.firstOnes}</span>}
        </h2>
        <Segmented
          value={filter}
          onChange={(value) => setFilter(filters.find((one) => one === value) ?? 'all')}
          options={filters.map((value) => ({ value, label: t.filters[value] }))}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label={t.persons}>
        <Table
          size="small"
          rowKey={(row) => row.person}
          dataSource={rows}
          pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          locale={{ emptyText: <Notice title={t.none} /> }}
          columns={[
            {
              title: t.person,
              render: (_, row) => (
                <Link to="/people/$id" params={{ id: row.person }}>
                  {row.person}
                </Link>
              ),
            },
            {
              title: t.way,
              render: (_, { way }) => (way === null ? t.personStates.refused : (wayNamed(way)?.title[language] ?? way)),
            },
            { title: t.tried, render: (_, { tried }) => <TriedWays tried={tried} /> },
            {
              title: '',
              render: (_, { person, way }) =>
                way !== null && (
                  <Button size="small" onClick={() => setSeen({ person, way })}>
                    {t.seeTheirs}
                  </Button>
                ),
            },
          ]}
        />
      </section>
      {seen && draft && <Theirs person={seen.person} draft={draft} purpose={purpose} close={() => setSeen(null)} />}
    </section>
  )
}

interface TheirsProps {
  person: string
  draft: WayDraft
  purpose: 'promotion' | 'service'
  close(): void
}

/** The message as one person reads it. */
function Theirs({ person, draft: { way, account, content }, purpose, close }: TheirsProps) {
  const t = useText(sendWords)
  const input = { way, account, content: { ...content }, person, purpose }
  const written = useQuery(sendsApi.query.write.queryOptions({ input }))
  return (
    <Modal open title={t.theirs(person)} onCancel={close} footer={null} width={380}>
      <Load of={written} rows={3}>
        {({ text, pieces, refused }) => (
          <figure className="phone" aria-label={t.phone}>
            {refused ? t.reasons[refused] : <div className="bubble">{text}</div>}
            {pieces !== null && <figcaption className="small muted">{t.pieces(pieces)}</figcaption>}
          </figure>
        )}
      </Load>
    </Modal>
  )
}
