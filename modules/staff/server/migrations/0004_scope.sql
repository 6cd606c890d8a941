-- Whose customers a colleague may see: all, or those of members of the company's platforms.
alter table staff_member add column scope text not null default 'all'
  check (scope in ('all', 'custom', 'department', 'departmentTree', 'self'));
-- With 'custom': departments, as `account:department`.
alter table staff_member add column scope_departments text[] not null default '{}';
update staff_member set scope = 'self' where role = 'frontline';
