export type { Gate } from './core/gate.ts'
export {
  type CodeAdded,
  codeAdded,
  type Department,
  type GivenCode,
  type GivenCodes,
  type GivenRefusal,
  type Holder,
  type LiveCode,
  leftWithin,
  type Manner,
  type MemberState,
  type PersonalCode,
} from './core/givenCodes.ts'
export { type Welcome, welcomeSchema } from './core/welcome.ts'
