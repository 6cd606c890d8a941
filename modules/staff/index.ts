export { type Workspace, workspaceSchema } from './core/workspace.ts'
