import type { HookDeps } from './deps.ts'
import { hookHandlers } from './handlers.ts'
import { hookPage } from './page.ts'
import { definePaying, hearTransfer } from './paying.ts'

/** Hooks: made before jobs start (it defines one). */
export function openHooks(deps: HookDeps) {
  definePaying(deps)
  return {
    handlers: hookHandlers(deps),
    hearTransfer: (told: { number: string; state: string }) => hearTransfer(deps, told),
    page: (id: string, as: { ticket?: string; card?: string }) => hookPage(deps, id, as),
  }
}
