import { PositioningPage } from '../../../modules/plan/console/positioning.tsx'
import { Actor } from '../actors.tsx'

/** With the names of those who changed it. */
export function WholePositioningPage() {
  return <PositioningPage Actor={Actor} />
}
