import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, App, Button } from 'antd'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { Load } from '#ui/states'
import { identity } from '../contract.ts'
import { type Bought, Side, TypeName } from './side.tsx'
import { words } from './words.tsx'

const { query } = apiOf(identity)

interface Props {
  person: string
  /** The id that is about to go. */
  identityId: string
  close: () => void
  Bought: Bought
}

/** Shows what stays and what goes, asks for the reason, and takes an id off a person. */
export function Unbind({ person, identityId, close, Bought }: Props) {
  const t = useText(words)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const which = { id: person, identityId }
  const preview = useQuery(query.previewUnbind.queryOptions({ input: which }))
  const unbind = useMutation(
    query.unbind.mutationOptions({
      onSuccess: async ({ person: made }) => {
        close()
        // No link: messages stand outside the router.
        void message.success({
          duration: 10,
          content: (
            <>
              {t.unbound}{' '}
              <Button
                size="small"
                type="link"
                onClick={() => void navigate({ to: '/people/$id', params: { id: made } })}
              >
                {t.person(made)}
              </Button>
            </>
          ),
        })
        await queries.invalidateQueries()
      },
    }),
  )
  return (
    <ReasonDialog
      title={t.unbind}
      open
      danger
      pending={unbind.isPending}
      error={unbind.error}
      why={t.reason}
      example={t.unbindHint}
      ready={preview.data?.refusal === null}
      agree={(reason) => unbind.mutate({ ...which, reason })}
      close={close}
    >
      <p>{t.unbindHelp}</p>
      <Load of={preview} rows={3}>
        {({ stays, goes, refusal }) =>
          refusal === 'only-id' ? (
            <Alert type="warning" showIcon title={t.onlyId} />
          ) : (
            <div className="two">
              <div>
                <div className="small muted">{t.stays}</div>
                <Side side={stays} Bought={Bought} />
              </div>
              <div>
                <div className="small muted">{t.goes}</div>
                <TypeName type={goes.type} /> <span className="num">{goes.value}</span>
              </div>
            </div>
          )
        }
      </Load>
      <p className="small muted">{t.unbindUndo}</p>
    </ReasonDialog>
  )
}
