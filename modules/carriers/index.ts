export { type AcquisitionLinkPort, linkQuotaTold } from './core/acquisitionLinks.ts'
export type { Gate } from './core/gate.ts'
export {
  type CodeAdded,
  codeAdded,
  type Department,
  type GivenCode,
  type GivenCodes,
  type GivenRefusal,
  type MemberState,
} from './core/givenCodes.ts'
export type { Readers } from './core/readers.ts'
export type { WaysIn } from './core/waysIn.ts'
export { type Welcome, welcomeSchema } from './core/welcome.ts'
