export { contributions } from './core/contributions.ts'
