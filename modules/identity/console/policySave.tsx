import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Modal } from 'antd'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { identity } from '../contract.ts'
import type { Policy } from '../core/policy.ts'
import { policyChanges } from '../core/policyChanges.ts'
import { Changes } from './policyChange.tsx'
import { policyWords } from './policyWords.tsx'
import { TypeName } from './side.tsx'

const { query } = apiOf(identity)

interface Props {
  now: Policy
  /** What somebody wants to save. */
  next: Policy | null
  close: () => void
}

/** Shows what would change and whom it would block, then saves the next version. */
export function SavePolicy({ now, next, close }: Props) {
  const t = useText(policyWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const save = useMutation(
    query.changePolicy.mutationOptions({
      onSuccess: async () => {
        leave()
        void message.success(t.saved)
        await queries.invalidateQueries({ queryKey: query.key() })
      },
    }),
  )
  const leave = () => {
    save.reset()
    close()
  }
  const changes = next ? policyChanges(now, next) : []
  return (
    <Modal
      title={t.preview}
      open={next !== null}
      onCancel={leave}
      okText={t.preview}
      okButtonProps={{ disabled: changes.length === 0, loading: save.isPending }}
      onOk={() => next && save.mutate(next)}
      destroyOnHidden
    >
      {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
      {changes.length === 0 ? (
        <p>{t.nothing}</p>
      ) : (
        <div className="stack">
          <Changes changes={changes} />
          {next && <Blocked next={next} />}
        </div>
      )}
    </Modal>
  )
}

/** How many ids that are known stand for nobody from then on. */
function Blocked({ next }: { next: Policy }) {
  const t = useText(policyWords)
  const { language } = usePreferences()
  const asked = query.previewPolicy.queryOptions({ input: next })
  const preview = useQuery({ ...asked, staleTime: 0, gcTime: 0 })
  return (
    <Load of={preview} rows={1}>
      {({ ids, types, exact: isExact }) => (
        <Alert
          type={ids > 0 ? 'warning' : 'info'}
          showIcon
          title={ids > 0 ? t.blocks(exact(ids, language)) : t.blocksNone}
          description={
            <>
              {types.map((one) => (
                <div key={one.type} className="small">
                  <TypeName type={one.type} /> {exact(one.ids, language)}
                </div>
              ))}
              {!isExact && <div className="small">{t.newest}</div>}
            </>
          }
        />
      )}
    </Load>
  )
}
