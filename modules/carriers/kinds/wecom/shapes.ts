import { z } from 'zod'

/** Shapes of WeCom's answers, as far as we read them; platforms add fields whenever they like. */

const Follow = z.looseObject({
  userid: z.string().min(1),
  remark: z.string().default(''),
  createtime: z.number().int().nonnegative(),
  add_way: z.number().int().optional(),
  state: z.string().optional(),
  remark_mobiles: z.array(z.string()).default([]),
  /** Of `get`: each with its name; of `batch/get_by_user`: ids alone. */
  tags: z
    .array(z.looseObject({ tag_id: z.string().optional(), tag_name: z.string(), type: z.number().int() }))
    .default([]),
  tag_id: z.array(z.string()).default([]),
})
export type Follow = z.output<typeof Follow>

const External = z.looseObject({
  external_userid: z.string().min(1),
  name: z.string().default(''),
  type: z.number().int().default(1),
  gender: z.number().int().default(0),
  unionid: z.string().optional(),
})
export type External = z.output<typeof External>

/** `GET externalcontact/get`; the followers come in pages. */
export const ContactAnswer = z.looseObject({
  external_contact: External,
  follow_user: z.array(Follow).default([]),
  next_cursor: z.string().optional(),
})

/** `POST externalcontact/batch/get_by_user`. */
export const BatchAnswer = z.looseObject({
  external_contact_list: z.array(z.looseObject({ external_contact: External, follow_info: Follow })).default([]),
  next_cursor: z.string().optional(),
})

export const FollowersAnswer = z.looseObject({ follow_user: z.array(z.string()).default([]) })

export const DepartmentsAnswer = z.looseObject({
  department: z
    .array(z.looseObject({ id: z.number().int(), parentid: z.number().int().default(0), name: z.string().default('') }))
    .default([]),
})

export const UsersAnswer = z.looseObject({
  userlist: z
    .array(
      z.looseObject({
        userid: z.string(),
        name: z.string().default(''),
        department: z.array(z.number().int()).default([]),
        /** 1 = activated; absent from simple lists. */
        status: z.number().int().optional(),
      }),
    )
    .default([]),
})

export const Nothing = z.looseObject({})
export const MadeWay = z.looseObject({ config_id: z.string().min(1), qr_code: z.string().default('') })

/** `GET auth/getuserinfo`: of a member their userid, of anybody else another id. */
export const WhoAnswer = z.looseObject({ userid: z.string().min(1).optional() })

/** `GET get_jsapi_ticket`, `GET ticket/get`. */
export const TicketAnswer = z.looseObject({ ticket: z.string().min(1), expires_in: z.number().int().positive() })
