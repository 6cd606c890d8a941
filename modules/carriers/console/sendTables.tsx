// One part for all that stands in tables: it is loaded once, and cut into fewer pieces.
export { Preview } from './preview.tsx'
export { SendMembers, SendPeople } from './sendPeople.tsx'
