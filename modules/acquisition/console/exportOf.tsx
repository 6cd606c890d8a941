import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'

const exports = apiOf(exporting)

/** Writes a list of this house to a file, with the filter of its page. */
export const ExportOf = ({ kind, filter }: { kind: string; filter: Record<string, unknown> }) => (
  <ExportButton
    send={(choice) => exports.client.create({ kind, filter, ...choice })}
    changes={exports.query.list.key()}
  />
)
