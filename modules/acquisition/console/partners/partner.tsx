import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { App, Button, Tag } from 'antd'
import { Fragment, Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Waiting } from '#ui/states'
import { type Lent, type Partner, useFresh } from './api.tsx'
import { OwnPage } from './ownPage.tsx'
import { partnersApi } from './partnersApi.tsx'
import { Fen, PartnerState } from './parts.tsx'
import { Reveal } from './reveal.tsx'
import { partnerWords } from './words.tsx'

const Sections = later(() => import('./sections.tsx').then((module) => module.Sections))
const Editing = later(() => import('./editing.tsx').then((module) => module.PartnerEditing))
const { query, client } = partnersApi

/** One partner: what came of them, links and codes, each sale with why it is theirs, statements, samples, files. */
export function PartnerPage({ Find }: Pick<Lent, 'Find'>) {
  const t = useText(partnerWords)
  const { id } = useParams({ from: '/frame/partners/$id' })
  const partner = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  useTitle(partner.data ? `${t.title} ${partner.data.name}` : t.title)
  return (
    <Load of={partner} rows={8}>
      {(data) => (
        <div className="stack">
          <Head of={data} Find={Find} />
          <Sums of={data} />
          <About of={data} />
          <Suspense fallback={<Waiting />}>
            <Sections of={data} />
          </Suspense>
        </div>
      )}
    </Load>
  )
}

function Head({ of, Find }: Pick<Lent, 'Find'> & { of: Partner }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const fresh = useFresh()
  const [open, setOpen] = useState(false)
  const change = useMutation({
    mutationFn: () => client.change({ id: of.id, on: !of.on, set: {} }),
    onSettled: fresh,
    onError: (error) => void message.error(problemOf(error).title),
  })
  const flip = () => change.mutateAsync().catch(() => undefined)
  const ask = () => modal.confirm({ title: t.stop, content: t.sureStop, onOk: flip })
  return (
    <div className="page-head">
      <h1>{of.name}</h1>
      <Tag>{t.kinds[of.kind]}</Tag>
      <Tag>{t.level(of.level)}</Tag>
      <PartnerState of={of} />
      <span className="grow" />
      {may('people:write') && (
        <>
          <OwnPage partner={of.id} />
          <Button loading={change.isPending} onClick={() => (of.on ? ask() : void flip())}>
            {of.on ? t.stop : t.resume}
          </Button>
          <Button type="primary" onClick={() => setOpen(true)}>
            {t.edit}
          </Button>
        </>
      )}
      <Suspense>{open && <Editing of={of} close={() => setOpen(false)} Find={Find} />}</Suspense>
    </div>
  )
}

function Sums({ of: { figures } }: { of: Partner }) {
  const t = useText(partnerWords)
  const { language } = usePreferences()
  const n = (value: number) => exact(value, language)
  const sum = (name: 'clawedBack' | 'due' | 'paying') => (
    <>
      {t[name]} <Fen of={figures[name]} />
    </>
  )
  const shown = [
    ['net', `${t.orders} ${n(figures.orders)} · ${t.refunded} ${n(figures.refunded)}`],
    ['earned', sum('clawedBack')],
    ['held', sum('due')],
    ['payable', sum('paying')],
    ['paid', `${t.activations} ${n(figures.activations)}`],
  ] as const
  return (
    <section className="figures">
      {shown.map(([name, more]) => (
        <div key={name} className="card figure">
          <span className="muted">{t[name]}</span>
          <span className="value">
            <Fen of={figures[name]} />
          </span>
          <span className="small muted">{more}</span>
        </div>
      ))}
      <div className="card figure">
        <span className="muted">{t.samplesCost}</span>
        <span className="value">
          <Fen of={figures.samples} />
        </span>
      </div>
    </section>
  )
}

type Revealed = Pick<Partner, 'realName' | 'idNumber' | 'phone' | 'contact'>

function About({ of }: { of: Partner }) {
  const t = useText(partnerWords)
  const may = useMay()
  const [revealed, setRevealed] = useState<Revealed | null>(null)
  const shown = revealed ?? of
  const none = <span className="muted">—</span>
  const items = [
    { key: 'person', label: t.person, children: of.person ? <Person of={of} /> : none },
    { key: 'upline', label: t.upline, children: of.upline ? <Upline of={of} /> : t.nobody },
    { key: 'realName', label: t.realName, children: shown.realName ?? none },
    { key: 'idNumber', label: t.idNumber, children: shown.idNumber ?? none },
    { key: 'phone', label: t.phone, children: shown.phone ?? none },
    { key: 'contact', label: t.contact, children: shown.contact ?? none },
    { key: 'tax', label: t.tax, children: t.taxes[of.tax] },
    {
      ...{ key: 'platforms', label: t.platforms },
      children: of.platforms.map((one) => `${t.platform[one.platform]} ${one.account}`).join(' · ') || none,
    },
    {
      ...{ key: 'contract', label: t.contract },
      children: of.contractFrom ? `${of.contractFrom} – ${of.contractTo ?? t.open}` : t.noContract,
    },
    { key: 'contractNote', label: t.contractNote, children: of.contractNote || none },
    { key: 'note', label: t.note, children: of.note || none },
  ]
  return (
    <section className="card">
      <div className="two">
        {[items.slice(0, 6), items.slice(6)].map((half) => (
          <dl key={half[0]?.key} className="facts">
            {half.map(({ key, label, children }) => (
              <Fragment key={key}>
                <dt>{label}</dt>
                <dd>{children}</dd>
              </Fragment>
            ))}
          </dl>
        ))}
      </div>
      {may('people:reveal') && revealed === null && <Reveal partner={of.id} shown={setRevealed} />}
    </section>
  )
}

const Person = ({ of }: { of: Partner }) => (
  <Link to="/people/$id" params={{ id: of.person ?? '' }}>
    {of.personName ?? `#${of.person}`}
  </Link>
)

const Upline = ({ of }: { of: Partner }) => (
  <Link to="/partners/$id" params={{ id: of.upline ?? '' }}>
    {of.uplineName}
  </Link>
)
