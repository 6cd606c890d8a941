export type { Right, Role } from './core/rights.ts'
export { rights } from './core/rights.ts'
export { type Workspace, workspaceSchema } from './core/workspace.ts'
