merge into app_user (uid, token_hash, device_level) values
	('alice', rawtohex(hash('SHA-256', 'alice-token')), 'SLAVE'),
	('bob', rawtohex(hash('SHA-256', 'bob-token')), 'SLAVE'),
	('carol', rawtohex(hash('SHA-256', 'carol-token')), 'MASTER'),
	('dave', rawtohex(hash('SHA-256', 'dave-token')), 'SLAVE');

merge into group_member (group_id, uid) values
	('lobby', 'alice'),
	('lobby', 'bob'),
	('lobby', 'carol'),
	('lobby', 'dave');
