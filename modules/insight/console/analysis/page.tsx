import { LinkOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Segmented } from 'antd'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { WithCatalogue } from './catalogue.tsx'
import { CompareChoice, SegmentChoice } from './compare.tsx'
import { DistributionPanel, PathPanel, TrendPanel } from './morePanels.tsx'
import { ActivityPanel, FunnelPanel, type PanelProps, RetentionPanel } from './panels.tsx'
import { type KeepPeople, type Opened, PeopleDrawer } from './people.tsx'
import { SaveButton, SavedReports } from './saved.tsx'
import { savedWords } from './savedWords.tsx'
import { type Catalogue, type Mode, modes, type Question, questionOf, type SegmentName, useAnalysis } from './state.tsx'
import { views } from './views.tsx'
import { words } from './words.tsx'

interface Asking<M extends Mode> {
  Panel(props: PanelProps<Question<M>>): ReactNode
}

const panels: { [M in Mode]: Asking<M> } = {
  trend: { Panel: TrendPanel },
  funnel: { Panel: FunnelPanel },
  retention: { Panel: RetentionPanel },
  path: { Panel: PathPanel },
  distribution: { Panel: DistributionPanel },
  lifecycle: { Panel: ActivityPanel },
  stickiness: { Panel: ActivityPanel },
}

interface PageProps {
  /** What the tracking plan calls events. */
  labels: ReadonlyMap<string, string>
  /** Segments whose people a report can be about. */
  segments?: readonly SegmentName[] | undefined
  Keep?: KeepPeople
}

/** The workbench: a kind of analysis, its question, its answer, and the people behind each number. */
export function AnalysisPage({ labels, segments, Keep }: PageProps) {
  const t = useText(words)
  const more = useText(savedWords)
  useTitle(t.title)
  const { mode, today, set } = useAnalysis()
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">{t.help}</span>
        <span className="grow" />
        <SavedReports today={today} />
        <Link to="/analysis/dashboards">{more.dashboards}</Link>
      </div>
      <div className="ask-modes">
        <Segmented<Mode>
          aria-label={t.mode}
          value={mode}
          onChange={(next) => set({ mode: next, ask: undefined })}
          options={modes.map((value) => ({ value, label: t.modes[value] }))}
        />
      </div>
      <WithCatalogue labels={labels} segments={segments}>
        {(catalogue) => <Workbench key={mode} mode={mode} catalogue={catalogue} {...(Keep ? { Keep } : {})} />}
      </WithCatalogue>
    </div>
  )
}

interface WorkbenchProps<M extends Mode> {
  mode: M
  catalogue: Catalogue
  Keep?: KeepPeople
}

function Workbench<M extends Mode>({ mode, catalogue, Keep }: WorkbenchProps<M>) {
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
  const draw = (next: Question<M>) => setDraft({ of: asked, question: next })
  const run = () => set({ mode, ask: shown as Record<string, unknown> })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) run()
  }
  const { Panel } = panels[mode]
  const { Result } = views[mode]
  return (
    <>
      <section className="card stack" aria-label={t.modes[mode]} onKeyDown={onKey}>
        <span className="small muted">{t.modeHelp[mode]}</span>
        <Panel value={shown} onChange={draw} />
        <Whose mode={mode} value={shown} onChange={draw} />
        <div className="row">
          <DayPicker value={range} today={today} onChange={({ from, to }) => set({ from, to })} />
          <Button type="primary" onClick={run}>
            {t.run}
          </Button>
          <span className="muted small only-wide">{t.keys}</span>
          <span className="grow" />
          <SaveButton mode={mode} question={question} range={range} today={today} />
          <CopyLink />
        </div>
      </section>
      {isWrong && <Alert type="warning" title={t.wrong} />}
      <Result question={question} range={range} open={setOpened} />
      <PeopleDrawer of={opened} close={() => setOpened(null)} {...(Keep ? { Keep } : {})} />
    </>
  )
}

/** Whose report it is and what it stands beside. */
function Whose<M extends Mode>({ mode, value, onChange }: PanelProps<Question<M>> & { mode: M }) {
  const compared = mode === 'trend' || mode === 'funnel' || mode === 'retention'
  const compare = 'compare' in value ? value.compare : undefined
  return (
    <div className="row ask-choices">
      <SegmentChoice value={value.segment} onChange={(segment) => onChange({ ...value, segment })} />
      {compared && <CompareChoice value={compare} onChange={(next) => onChange({ ...value, compare: next })} />}
    </div>
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
