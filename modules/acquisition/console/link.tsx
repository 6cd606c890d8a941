import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, Table } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { useZone } from '#ui/zone'
import { linksApi, type ShortLink } from './api.tsx'
import { codeImage } from './codeImage.ts'
import { LinkState, promoteOf, Short } from './links.tsx'
import { PromoteButton } from './promoteButton.tsx'
import { words } from './words.tsx'

const { query, client } = linksApi
const LinkEditing = later(() => import('./linkEditing.tsx').then((module) => module.LinkEditing))
const PersonalLinks = later(() => import('./personal/people.tsx').then((module) => module.PersonalLinks))
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

type Counted = Awaited<ReturnType<typeof client.clicks>>

/** One link: its code, who came by it, when, from where and on what. */
export function LinkPage() {
  const t = useText(words)
  const { id } = useParams({ from: '/frame/links/$id' })
  const link = useQuery(query.get.queryOptions({ input: { id } }))
  useTitle(link.data ? `${t.title} ${link.data.name}` : t.title)
  return (
    <Load of={link} rows={8}>
      {(data) => (
        <div className="stack">
          <Head link={data} />
          <Facts link={data} />
          <Clicked link={data} />
          <Suspense>
            <PersonalLinks id={data.id} />
          </Suspense>
        </div>
      )}
    </Load>
  )
}

function Head({ link }: { link: ShortLink }) {
  const t = useText(words)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <div className="page-head">
      <h1>{link.name}</h1>
      <LinkState row={link} />
      <span className="grow" />
      <PromoteButton of={promoteOf(link)} />
      {may('people:write') && (
        <>
          <Button loading={change.isPending} onClick={() => change.mutate({ id: link.id, on: !link.on })}>
            {link.on ? t.switchOff : t.switchOn}
          </Button>
          <Button type="primary" onClick={() => setEditing(true)}>
            {t.change}
          </Button>
        </>
      )}
      <Suspense>{editing && <LinkEditing of={link} close={() => setEditing(false)} />}</Suspense>
    </div>
  )
}

function Facts({ link }: { link: ShortLink }) {
  const t = useText(words)
  return (
    <section className="card row top">
      <img src={codeImage(link.shortUrl)} alt={`${t.qr} ${link.shortUrl}`} width={128} height={128} />
      <div className="stack grow">
        <Short row={link} />
        <span className="break">
          <span className="muted">{t.url} </span>
          {link.url}
        </span>
        {link.targets.map(({ place, url }) => (
          <span key={place} className="break">
            <span className="muted">{t.place[place]} </span>
            {url}
          </span>
        ))}
        {link.variants.map(({ url, weight }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a variant is its place; it has no other name.
          <span key={i} className="break">
            <span className="muted">
              {t.ways.variant(i + 1)} ({t.weight} {weight}){' '}
            </span>
            {url}
          </span>
        ))}
        {link.note && <span className="muted">{link.note}</span>}
      </div>
    </section>
  )
}

function Clicked({ link }: { link: ShortLink }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  const look = useLook()
  const clicks = useQuery(query.clicks.queryOptions({ input: { id: link.id }, refetchInterval: 15_000 }))
  const day = new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric', timeZone: zone })
  return (
    <Load of={clicks} rows={6}>
      {(data) =>
        data.clicks + data.bots === 0 ? (
          <section className="card">
            <Notice title={t.noClicks}>{t.noClicksHelp}</Notice>
          </section>
        ) : (
          <>
            <Sums counted={data} />
            <Suspense fallback={<Waiting />}>
              <LineFigure
                title={t.byDay}
                labels={data.days.map(({ start }) => day.format(new Date(start)))}
                lines={[
                  { name: t.clicks, color: look.brand, values: data.days.map((one) => one.clicks) },
                  { name: t.visitors, color: look.ink3, values: data.days.map((one) => one.visitors) },
                ]}
                show={(value) => exact(value, language)}
              />
            </Suspense>
            <div className="two">
              {(['app', 'device', 'region', 'referrer', 'way'] as const).map((kind) =>
                kind === 'way' && link.targets.length + link.variants.length === 0 ? null : (
                  <Shares key={kind} kind={kind} link={link} counted={data} />
                ),
              )}
            </div>
          </>
        )
      }
    </Load>
  )
}

function Sums({ counted }: { counted: Counted }) {
  const t = useText(words)
  const { language } = usePreferences()
  const sums = [
    [t.clicks, counted.clicks],
    [t.visitors, counted.visitors],
    [t.bots, counted.bots],
  ] as const
  return (
    <>
      <div className="figures">
        {sums.map(([name, value]) => (
          <div key={name} className="card figure">
            <span className="muted">{name}</span>
            <span className="value">{exact(value, language)}</span>
          </div>
        ))}
      </div>
      <p className="small muted">
        {t.days30} · {t.visitorsHelp}
      </p>
    </>
  )
}

function Shares({ kind, link, counted }: { kind: keyof Counted['by']; link: ShortLink; counted: Counted }) {
  const t = useText(words)
  const { language } = usePreferences()
  const devices: Readonly<Record<string, string>> = t.device
  const label = (value: string) => {
    if (kind === 'device')
      return value.replace(/^(desktop|mobile|tablet)/, (word) => devices[word] ?? word) || t.empty.device
    if (kind !== 'way') return value || t.empty[kind]
    const way = Number(value)
    const place = link.targets[-1 - way]?.place
    return way === 0 ? t.ways.own : way > 0 ? t.ways.variant(way) : place ? t.place[place] : t.ways.target
  }
  return (
    <section className="card">
      <h2>{t.by[kind]}</h2>
      <Table
        size="small"
        rowKey="value"
        dataSource={counted.by[kind].slice(0, 10)}
        pagination={false}
        columns={[
          { title: t.by[kind], render: (_, row) => label(row.value) },
          {
            title: t.clicks,
            align: 'right',
            render: (_, row) => exact(row.clicks, language),
          },
          {
            title: '%',
            width: 120,
            render: (_, row) => <Bar value={row.clicks / counted.clicks} label={label(row.value)} />,
          },
        ]}
      />
    </section>
  )
}
