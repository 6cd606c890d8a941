import { LinkOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Segmented } from 'antd'
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { FirstUse, Load } from '#ui/states'
import { analysis } from '../../core/analysisContract.ts'
import { LifecycleResult, StickinessResult } from './activityResult.tsx'
import { DistributionResult } from './distributionResult.tsx'
import { EventCatalogue } from './fields.tsx'
import { FunnelResult } from './funnelResult.tsx'
import { DistributionPanel, PathPanel, TrendPanel } from './morePanels.tsx'
import { ActivityPanel, FunnelPanel, RetentionPanel } from './panels.tsx'
import { PathResult } from './pathResult.tsx'
import { type Opened, PeopleDrawer } from './people.tsx'
import type { ResultProps } from './results.tsx'
import { RetentionResult } from './retentionResult.tsx'
import { type Catalogue, type Mode, modes, type Question, questionOf, useAnalysis } from './state.tsx'
import { TrendResult } from './trendResult.tsx'
import { words } from './words.tsx'

const { query } = apiOf(analysis)

interface ViewOf<M extends Mode> {
  Panel(props: { value: Question<M>; onChange(next: Question<M>): void }): ReactNode
  Result(props: ResultProps<M>): ReactNode
}

const views: { [M in Mode]: ViewOf<M> } = {
  trend: { Panel: TrendPanel, Result: TrendResult },
  funnel: { Panel: FunnelPanel, Result: FunnelResult },
  retention: { Panel: RetentionPanel, Result: RetentionResult },
  path: { Panel: PathPanel, Result: PathResult },
  distribution: { Panel: DistributionPanel, Result: DistributionResult },
  lifecycle: { Panel: ActivityPanel, Result: LifecycleResult },
  stickiness: { Panel: ActivityPanel, Result: StickinessResult },
}

/** The workbench: a kind of analysis, its question, its answer, and the people behind each number. */
export function AnalysisPage({ labels }: { labels: ReadonlyMap<string, string> }) {
  const t = useText(words)
  useTitle(t.title)
  const { mode, set } = useAnalysis()
  const found = useQuery(query.events.queryOptions({ staleTime: 60_000 }))
  const catalogue = useMemo(() => {
    const items = found.data?.items ?? []
    return {
      events: items.map(({ event, events }) => ({ name: event, label: labels.get(event) ?? '', count: events })),
    }
  }, [found.data, labels])
  return (
    <EventCatalogue value={catalogue}>
      <div className="stack">
        <div className="page-head">
          <h1>{t.title}</h1>
          <span className="muted small">{t.help}</span>
        </div>
        <div className="ask-modes">
          <Segmented<Mode>
            aria-label={t.mode}
            value={mode}
            onChange={(next) => set({ mode: next, ask: undefined })}
            options={modes.map((value) => ({ value, label: t.modes[value] }))}
          />
        </div>
        <Load of={found} rows={10}>
          {({ items }) =>
            items.length === 0 ? <NoEvents /> : <Workbench key={mode} mode={mode} catalogue={catalogue} />
          }
        </Load>
      </div>
    </EventCatalogue>
  )
}

function NoEvents() {
  const t = useText(words)
  return (
    <section className="card">
      <FirstUse
        title={t.firstUse}
        action={
          <Link to="/sources">
            <Button type="primary">{t.sources}</Button>
          </Link>
        }
      >
        {t.firstUseHelp}
      </FirstUse>
    </section>
  )
}

function Workbench<M extends Mode>({ mode, catalogue }: { mode: M; catalogue: Catalogue }) {
  const t = useText(words)
  const { range, today, ask, set } = useAnalysis()
  const { question, isWrong } = questionOf(
    mode,
    ask,
    catalogue.events.map(({ name }) => name),
  )
  const asked = JSON.stringify(question)
  const [draft, setDraft] = useState({ of: asked, question })
  const [opened, setOpened] = useState<Opened | null>(null)
  // A question that came by the address, not from this panel, replaces what the panel shows.
  const shown = draft.of === asked ? draft.question : question
  const run = () => set({ mode, ask: shown as Record<string, unknown> })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) run()
  }
  const { Panel, Result } = views[mode]
  return (
    <>
      <section className="card stack" aria-label={t.modes[mode]} onKeyDown={onKey}>
        <span className="small muted">{t.modeHelp[mode]}</span>
        <Panel value={shown} onChange={(next) => setDraft({ of: asked, question: next })} />
        <div className="row">
          <DayPicker value={range} today={today} onChange={({ from, to }) => set({ from, to })} />
          <Button type="primary" onClick={run}>
            {t.run}
          </Button>
          <span className="muted small only-wide">{t.keys}</span>
          <span className="grow" />
          <CopyLink />
        </div>
      </section>
      {isWrong && <Alert type="warning" title={t.wrong} />}
      <Result question={question} range={range} open={setOpened} />
      <PeopleDrawer of={opened} close={() => setOpened(null)} />
    </>
  )
}

function CopyLink() {
  const t = useText(words)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(location.href)
    setCopied(true)
  }
  return (
    <Button type="text" size="small" icon={<LinkOutlined />} onClick={() => void copy()}>
      {copied ? t.copied : t.link}
    </Button>
  )
}
