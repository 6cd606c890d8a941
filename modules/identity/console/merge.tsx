import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, App } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { Load } from '#ui/states'
import { identity } from '../contract.ts'
import { type Bought, Side, TypeName } from './side.tsx'
import { words } from './words.tsx'

const { query } = apiOf(identity)

/** Lets somebody choose a person; houses do not know each other's screens. */
export type Picker = (props: {
  value: string | null
  onChange: (person: string | null) => void
  except: string
}) => ReactNode

interface Props {
  person: string
  open: boolean
  close: () => void
  Find: Picker
  Bought: Bought
}

/** Chooses another person, shows what merging the two would make, asks for the reason, and merges. */
export function MergePeople({ person, open, close, Find, Bought }: Props) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [other, setOther] = useState<string | null>(null)
  const pair = { one: person, other: other ?? '0' }
  const asked = query.previewMerge.queryOptions({ input: pair, enabled: open && other !== null })
  // What is about to be done is looked at as it stands now.
  const preview = useQuery({ ...asked, staleTime: 0, gcTime: 0 })
  const merge = useMutation(
    query.merge.mutationOptions({
      onSuccess: async ({ person: kept }) => {
        leave()
        void message.success(t.done)
        await queries.invalidateQueries()
        await navigate({ to: '/people/$id', params: { id: kept } })
      },
    }),
  )
  const leave = () => {
    merge.reset()
    setOther(null)
    close()
  }
  return (
    <ReasonDialog
      title={t.decisions.merge}
      open={open}
      pending={merge.isPending}
      error={merge.error}
      why={t.reason}
      example={t.reasonHint}
      agree={(reason) => merge.mutate({ ...pair, reason })}
      close={leave}
      ready={other !== null && preview.data?.refusal === null}
    >
      <p>{t.mergeHelp}</p>
      <Find value={other} onChange={setOther} except={person} />
      {other !== null && (
        <Load of={preview} rows={4}>
          {(data) => <Preview data={data} Bought={Bought} />}
        </Load>
      )}
    </ReasonDialog>
  )
}

interface Previewed {
  kept: string
  sides: { person: string; strands: string[]; identities: { id: string; type: string; value: string }[] }[]
  refusal: 'same-person' | 'over-limit' | null
  limit: string | null
}

/** Both sides, and who they would be together or why they cannot. */
function Preview({ data: { kept, sides, refusal, limit }, Bought }: { data: Previewed; Bought: Bought }) {
  const t = useText(words)
  const ids = sides.reduce((sum, side) => sum + side.identities.length, 0)
  return (
    <div className="stack" role="status">
      <div className="two">
        {sides.map((side) => (
          <Side key={side.person} side={side} Bought={Bought} />
        ))}
      </div>
      {refusal === 'same-person' && <Alert type="info" showIcon title={t.samePerson} />}
      {refusal === 'over-limit' && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              {t.overLimit} <TypeName type={limit ?? ''} />
            </>
          }
        />
      )}
      {refusal === null && (
        <p>
          <strong>{t.becomes(kept, ids)}</strong> <Bought strands={sides.flatMap(({ strands }) => strands)} />
        </p>
      )}
    </div>
  )
}
