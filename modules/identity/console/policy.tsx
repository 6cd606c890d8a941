import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { SchemaForm } from '#ui/schemaForm'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { identity } from '../contract.ts'
import { type Policy, policySchema } from '../core/policy.ts'
import { policyChanges } from '../core/policyChanges.ts'
import { fromForm, policyForm, toForm } from '../core/policyForm.ts'
import { Changes } from './policyChange.tsx'
import { SavePolicy } from './policySave.tsx'
import { policyWords } from './policyWords.tsx'

const { query } = apiOf(identity)

/** Shows who did something; houses do not know the staff. */
type ActorName = (props: { by: string }) => ReactNode

/** How evidence of identity is weighed, with every version there was. */
export function PolicyPage({ Actor }: { Actor: ActorName }) {
  const t = useText(policyWords)
  useTitle(t.title)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <p className="muted">{t.help}</p>
      <div className="two">
        <Now />
        <Versions Actor={Actor} />
      </div>
    </div>
  )
}

function Now() {
  const t = useText(policyWords)
  const may = useMay()('settings:write')
  const policy = useQuery(query.policy.queryOptions())
  const [next, setNext] = useState<Policy | null>(null)
  return (
    <section className="card" aria-label={t.now}>
      <h2>{t.now}</h2>
      {!may && <p className="muted">{t.readOnly}</p>}
      <Load of={policy} rows={8}>
        {({ version, ...now }) => (
          <>
            <SchemaForm
              key={version}
              schema={policyForm}
              initial={toForm(now)}
              pending={!may}
              error={null}
              submit={may ? t.save : null}
              onSubmit={(values) => setNext(fromForm(values))}
            />
            <SavePolicy now={now} next={next} close={() => setNext(null)} />
          </>
        )}
      </Load>
    </section>
  )
}

function Versions({ Actor }: { Actor: ActorName }) {
  const t = useText(policyWords)
  const versions = useQuery(query.policyVersions.queryOptions())
  return (
    <section className="card" aria-label={t.versions}>
      <h2>{t.versions}</h2>
      <Load of={versions} rows={4}>
        {({ items }) => {
          if (items.length === 0) return <Notice title={t.noVersions} />
          return (
            <ul className="ids">
              {items.map((one, i) => (
                <li key={one.version}>
                  <div className="row">
                    <strong>{t.version(one.version)}</strong>
                    <span className="small muted">
                      <Actor by={one.by} /> · <Time at={one.at} />
                      {one.version === 1 && ` · ${t.first}`}
                    </span>
                  </div>
                  <Since before={items[i + 1]?.policy ?? (one.version === 1 ? builtIn : null)} after={one.policy} />
                </li>
              ))}
            </ul>
          )
        }}
      </Load>
    </section>
  )
}

const builtIn = policySchema.parse({})

/** What this version changed; of the oldest that is shown nobody knows. */
function Since({ before, after }: { before: Policy | null; after: Policy }) {
  const t = useText(policyWords)
  if (before === null) return null
  const changes = policyChanges(before, after)
  return changes.length === 0 ? <span className="small muted">{t.same}</span> : <Changes changes={changes} />
}
