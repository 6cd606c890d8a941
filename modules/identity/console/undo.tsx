import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { Load } from '#ui/states'
import { identity } from '../contract.ts'
import { type Bought, Side } from './side.tsx'
import { words } from './words.tsx'

const { query } = apiOf(identity)

interface Props {
  person: string
  /** The merge that is about to be undone. */
  merge: string | null
  close: () => void
  Bought: Bought
}

/** Shows who will stand afterwards, asks for the reason, and takes a merge back. */
export function UndoMerge({ person, merge, close, Bought }: Props) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const which = { id: person, mergeId: merge ?? '0' }
  const preview = useQuery(query.previewUndo.queryOptions({ input: which, enabled: merge !== null }))
  const undo = useMutation(
    query.undoMerge.mutationOptions({
      onSuccess: async () => {
        leave()
        void message.success(t.done)
        await queries.invalidateQueries()
      },
    }),
  )
  const leave = () => {
    undo.reset()
    close()
  }
  return (
    <ReasonDialog
      title={t.decisions.undo}
      open={merge !== null}
      pending={undo.isPending}
      error={undo.error}
      why={t.reason}
      example={t.reasonHint}
      agree={(reason) => undo.mutate({ ...which, reason })}
      close={leave}
    >
      <p>{t.undoHelp}</p>
      <Load of={preview} rows={3}>
        {({ sides }) => (
          <div className="two">
            {sides.map((side) => (
              <Side key={side.person} side={side} Bought={Bought} />
            ))}
          </div>
        )}
      </Load>
    </ReasonDialog>
  )
}
