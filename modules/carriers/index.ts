export type { Trouble, TroubleMeaning } from './core/trouble.ts'
