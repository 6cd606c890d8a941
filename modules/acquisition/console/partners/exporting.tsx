import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'

const exports = apiOf(exporting)

/** Writes statements to a file for the accountant. */
export const Exporting = ({ filter }: { filter: Record<string, unknown> }) => (
  <ExportButton
    send={(choice) => exports.client.create({ kind: 'partnerPayouts', filter, ...choice })}
    changes={exports.query.list.key()}
  />
)
