import type { FastifyInstance } from 'fastify'
import type { Authenticate } from '#platform/http/server'
import type { StartTask } from '#platform/tasks/kind'
import { cardsSeen, hearAdds } from './adding.ts'
import type { CardDeps } from './deps.ts'
import { printRoute } from './files.ts'
import { cardHandlers } from './handlers.ts'
import { cardsTask } from './making.ts'
import { printTask } from './printing.ts'
import { type Opening, scanCard } from './scan.ts'

/** Parcel cards; whoever adds by one is heard of by `hearing`. */
export function openCards(deps: CardDeps) {
  return {
    handlers: (startTask: StartTask) => cardHandlers({ ...deps, startTask }),
    tasks: [cardsTask(deps), printTask(deps)],
    hearing: hearAdds(),
    seen: cardsSeen(deps),
    scan: (code: string, by: Opening) => scanCard(deps, code, by),
    routes: (app: FastifyInstance, authenticate: Authenticate) => printRoute(app, deps.folder, authenticate),
  }
}
