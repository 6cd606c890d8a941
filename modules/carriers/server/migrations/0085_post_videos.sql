-- A video comes in parts: it is whole once it is as long as was said.
alter table carriers_picture
  add column size int,
  drop constraint carriers_picture_type_check,
  add constraint carriers_picture_type_check check (type in ('image/jpeg', 'image/png', 'video/mp4'));
alter table carriers_post add column video bigint;
