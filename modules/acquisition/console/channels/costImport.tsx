import { useQueryClient } from '@tanstack/react-query'
import { exact, money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { CostTable } from '../costTable.tsx'
import { reportApi } from './api.tsx'
import { useUndo } from './parts.tsx'
import { channelWords } from './words.tsx'

const { client } = reportApi

/** A table of costs by channel; once it is kept it can be taken back. */
export function CostImport({ close }: { close(): void }) {
  const t = useText(channelWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const offer = useUndo()
  const n = (count: number) => exact(count, language)
  const fresh = () => queries.invalidateQueries()
  const keep = async (text: string) => {
    const { created, import: key } = await client.importCosts({ text })
    await fresh()
    close()
    if (key !== null) offer(t.imported(n(created)), () => client.undoImport({ import: key }).then(fresh))
  }
  return (
    <CostTable
      title={t.importCosts}
      help={t.importHelp}
      whys={t.whys}
      look={(text) => client.importCosts({ text, dryRun: true })}
      keep={keep}
      said={({ created, there, cost }) => ({
        found: t.found(n(created), money(cost, language)),
        ...{ also: there > 0 ? t.there(n(there)) : null, any: created > 0 },
      })}
      close={close}
    />
  )
}
