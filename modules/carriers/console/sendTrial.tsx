import { useQuery } from '@tanstack/react-query'
import { Alert, Table, Tag } from 'antd'
import { exact, percent } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { ExportButton } from '#ui/exportButton'
import { usePreferences, useText } from '#ui/preferences'
import { Scroll } from '#ui/scroll'
import { Load } from '#ui/states'
import { SendRest } from './sendRest.tsx'
import { type Send, sendsApi } from './sendsApi.tsx'
import { textWords } from './textWords.tsx'

const { query, client } = sendsApi
const exports = apiOf(exporting)
const often = 5000

type Results = Awaited<ReturnType<typeof client.texts>>

/** Texts that shared the readers, each with its rates and their intervals, and whether one of them is better beyond chance. */
export function SendTexts({ send }: { send: Send }) {
  const t = useText(textWords)
  const found = useQuery(query.texts.queryOptions({ input: { id: send.id }, refetchInterval: often }))
  return (
    <section className="card stack" aria-label={t.title}>
      <div className="row spread">
        <h2>{t.title}</h2>
        <ExportButton
          send={(choice) => exports.client.create({ kind: 'sendTexts', filter: { send: send.id }, ...choice })}
          changes={exports.query.list.key()}
        />
      </div>
      <Load of={found} rows={3}>
        {(data) => (
          <>
            {data.winner ? (
              <Alert type="success" showIcon title={`${t.winner[data.winner.by]}: ${t.text(data.winner.text)}`} />
            ) : (
              // A test that is held says itself how it stands.
              send.trial === null && <Alert type="info" showIcon title={t.noWinner} />
            )}
            <SendRest send={send} texts={data.items.length} />
            <Texts of={data} />
          </>
        )}
      </Load>
      <p className="small muted">{t.help}</p>
    </section>
  )
}

function Texts({ of }: { of: Results }) {
  const t = useText(textWords)
  const { language } = usePreferences()
  const rate = ({ done, rate: share, from, to }: Results['items'][number]['clicked']) => (
    <>
      <div>
        {exact(done, language)} · {percent(share)}
      </div>
      <div className="small muted">{t.between(percent(from), percent(to))}</div>
    </>
  )
  return (
    <Scroll label={t.title}>
      <Table
        size="small"
        rowKey={(row) => of.items.indexOf(row)}
        dataSource={of.items}
        pagination={false}
        columns={[
          {
            title: t.title,
            render: (_, row, i) => (
              <>
                <div className="row">
                  {t.text(i)}
                  {of.winner?.text === i && <Tag color="success">{t.winner[of.winner.by]}</Tag>}
                </div>
                <div className="small muted way-help">{saidIn(row.content)}</div>
              </>
            ),
          },
          { title: t.people, align: 'right', render: (_, row) => exact(row.people, language) },
          { title: t.clicked, align: 'right', render: (_, row) => rate(row.clicked) },
          { title: t.added, align: 'right', render: (_, row) => rate(row.added) },
        ]}
      />
    </Scroll>
  )
}

/** What tells one text from another, in short. */
const saidIn = (content: Readonly<Record<string, unknown>>): string => {
  const { text, values, data, template } = content
  if (typeof text === 'string') return text
  const filled = Object.values({ ...(values as object), ...(data as object) }).filter(
    (one) => !String(one).includes('{{'),
  )
  return [template, ...filled].join(' · ')
}

/** From the message to the member: a bar as long as who is left, and what was lost. */
export function SendPath({ send }: { send: Send }) {
  const t = useText(textWords)
  const { language } = usePreferences()
  const path = useQuery(query.path.queryOptions({ input: { id: send.id }, refetchInterval: often }))
  const { stops, complaints } = send.answers
  return (
    <section className="card stack" aria-label={t.path}>
      <h2>{t.path}</h2>
      <p className="small muted">{t.pathHelp}</p>
      <Load of={path} rows={4}>
        {({ steps, weakest }) => (
          <Scroll label={t.title}>
            <Table
              size="small"
              rowKey="step"
              dataSource={steps}
              pagination={false}
              columns={[
                {
                  title: t.step,
                  render: (_, { step }) => (
                    <>
                      {t.steps[step] ?? step} {weakest === step && <Tag color="warning">{t.weakest}</Tag>}
                    </>
                  ),
                },
                {
                  title: '',
                  width: 140,
                  render: (_, { step, people }) =>
                    people !== null && (
                      <Bar value={people / Math.max(1, steps[0]?.people ?? 0)} label={t.steps[step] ?? step} />
                    ),
                },
                {
                  title: t.count,
                  align: 'right',
                  render: (_, { people }) =>
                    people === null ? <span className="muted">{t.unseen}</span> : exact(people, language),
                },
                { title: t.rate, align: 'right', render: (_, { rate }) => percent(rate) },
                {
                  title: t.lost,
                  align: 'right',
                  render: (_, { lost }) => (lost === null ? '—' : exact(lost, language)),
                },
                {
                  title: t.usual,
                  align: 'right',
                  render: (_, { usual }) => <span className="muted">{percent(usual)}</span>,
                },
              ]}
            />
          </Scroll>
        )}
      </Load>
      {stops + complaints > 0 && (
        <p className="small">{t.answers(exact(stops, language), exact(complaints, language))}</p>
      )}
    </section>
  )
}
