import { insight } from '#contracts/insight'
import { intake } from '#contracts/intake'
import { people } from '#contracts/people'
import { staff } from '#contracts/staff'

/** The whole API: the server must implement it, the clients and OpenAPI are made from it. */
export const contract = { staff, ...intake, people, insight }
