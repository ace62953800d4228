create table if not exists app_user (
	uid varchar(255) primary key check (uid <> 'system'), -- the sender of messages that the server itself sends
	token_hash char(64) not null, -- SHA-256, in hexadecimal
	device_level varchar(6) not null -- SLAVE, or MASTER: a new login ends older ones of the same kind of device
);

create table if not exists group_member (
	group_id varchar(255) check (group_id <> ''), -- names the group's topic
	uid varchar references app_user,
	primary key (group_id, uid)
);

-- The last number given to a message of each channel.
create table if not exists channel (
	type int,
	name varchar, -- a group's id, or both uids of two persons
	seq bigint not null,
	primary key (type, name)
);

-- Starts at the clock, so that ids don't come again when the database is empty after a restart. They stay below 2^53 for
-- two centuries, so clients that have no other numbers than JavaScript's acknowledge the right ones.
create sequence if not exists message_id start with extract(epoch from current_timestamp) * 1000000;

create table if not exists message (
	id bigint primary key,
	seq bigint not null,
	sent_at int not null, -- seconds since 1970
	from_uid varchar not null,
	channel_type int not null,
	channel_id varchar not null, -- as its sender wrote it
	flags int not null,
	setting int not null,
	expire bigint not null, -- seconds, 0 for never
	client_msg_no varchar, -- null if the sender gave none
	topic varchar not null,
	payload varbinary not null,
	unique (from_uid, client_msg_no)
);

-- Who has not acknowledged which message.
create table if not exists pending (
	uid varchar references app_user,
	message_id bigint references message on delete cascade,
	primary key (uid, message_id)
);
