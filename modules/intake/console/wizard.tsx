import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { Suspense, useState } from 'react'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load, Waiting } from '#ui/states'
import { imports } from '../core/imports/contract.ts'
import { PreviewStep, UploadStep } from './wizardFile.tsx'
import { type Kind, useDraft } from './wizardState.tsx'
import { wizardWords } from './wizardWords.tsx'

const { query } = apiOf(imports)
const route = getRouteApi('/frame/imports/new')
// Nobody is at these steps before a file is there.
const MappingStep = later(() => import('./wizardMapping.tsx').then((module) => module.MappingStep))
const CheckStep = later(() => import('./wizardCheck.tsx').then((module) => module.CheckStep))

/** From a file to its import in five steps. */
export function ImportWizard() {
  const t = useText(wizardWords)
  useTitle(t.title)
  const kinds = useQuery(query.kinds.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Load of={kinds}>{(data) => <Wizard kinds={data.items} />}</Load>
    </div>
  )
}

function Wizard({ kinds }: { kinds: Kind[] }) {
  const t = useText(wizardWords)
  const [step, setStep] = useState(0)
  const [run, setRun] = useState<string | null>(null)
  const { kind: wanted } = route.useSearch()
  const work = useDraft(kinds, wanted)
  const { draft, look, send } = work
  const kind = kinds.find((one) => one.kind === draft.kind)
  const error = look.error ?? send.error
  const looked = draft.looked
  const back = () => {
    send.reset()
    setStep(step - 1)
  }
  const begin = (id: string) => {
    setRun(id)
    setStep(4)
  }
  const again = () => {
    work.change({ looked: null, encoding: null })
    setRun(null)
    setStep(0)
  }
  return (
    <>
      <ol className="steps">
        {t.steps.map((name, i) => (
          <li key={name} aria-current={i === step ? 'step' : undefined} className={i < step ? 'past' : ''}>
            <span className="num">{i + 1}</span>
            <span>{name}</span>
          </li>
        ))}
      </ol>
      <section className="card" aria-label={t.stepOf(step + 1, t.steps[step] ?? '')}>
        {error && <Alert type="error" showIcon title={error.message || t.offline} style={{ marginBottom: 16 }} />}
        {step === 0 && <UploadStep kinds={kinds} work={work} onDone={() => setStep(1)} />}
        {step === 1 && looked && <PreviewStep looked={looked} work={work} />}
        <Suspense fallback={<Waiting />}>
          {step === 2 && looked && kind && <MappingStep kind={kind} looked={looked} work={work} />}
          {step >= 3 && <CheckStep work={work} run={run} onRun={begin} onBack={back} onAgain={again} />}
        </Suspense>
        {(step === 1 || step === 2) && (
          <div className="row" style={{ marginTop: 20 }}>
            <Button onClick={back}>{t.back}</Button>
            <Button type="primary" loading={look.isPending} onClick={() => setStep(step + 1)}>
              {t.next}
            </Button>
          </div>
        )}
      </section>
    </>
  )
}
