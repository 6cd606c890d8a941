import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { exact, money } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { CostTable } from '../costTable.tsx'
import { adsApi } from './api.tsx'
import { adWords } from './words.tsx'

const { client, query } = adsApi

/** A table of what platforms took; a line that is there is replaced. */
export function CostImport({ close }: { close(): void }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const n = (count: number) => exact(count, language)
  const keep = async (text: string) => {
    const { created, replaced } = await client.importCosts({ text })
    await queries.invalidateQueries({ queryKey: query.report.key() })
    message.success(t.imported(n(created), n(replaced)))
    close()
  }
  return (
    <CostTable
      title={t.costs}
      help={t.costsHelp}
      whys={t.whys}
      look={(text) => client.importCosts({ text, dryRun: true })}
      keep={keep}
      said={({ rows, replaced, cost }) => ({
        found: t.found(n(rows), money(cost, language)),
        ...{ also: replaced > 0 ? t.replaces(n(replaced)) : null, any: rows > 0 },
      })}
      close={close}
    />
  )
}
