BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','m001_create_tables','2026-11-29 08:44:46.045499+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'ledger','m002_create_events','2026-11-29 08:44:46.055600+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'ledger','m003_create_outbox','2026-11-29 08:44:46.066647+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'ledger','m004_add_said','2026-11-29 08:44:46.073509+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'ledger','m010_phrasings_by_task','2026-11-29 08:44:46.089341+00:00');
CREATE TABLE asked (id INTEGER PRIMARY KEY, at TEXT NOT NULL, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, problem INTEGER, refused INTEGER NOT NULL, milliseconds INTEGER NOT NULL, thumb INTEGER NOT NULL DEFAULT 0, chosen INTEGER, reviewed INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "asked" VALUES(1,'2026-11-29T08:44:47.533+00:00',-1001,21,'谁负责焦化超低排放','responsible',23,0,12,-1,23,0,1);
CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user_id INTEGER, chat_id INTEGER, action TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
INSERT INTO "audit" VALUES(1,'2026-11-29T08:44:47.185+00:00',11,-1001,'bind','海南区委、海南区政府');
INSERT INTO "audit" VALUES(2,'2026-11-29T08:44:47.198+00:00',11,-1006,'bind','市水务局');
INSERT INTO "audit" VALUES(3,'2026-11-29T08:44:47.525+00:00',99,-5,'refused','/close 3');
CREATE TABLE bindings (chat_id INTEGER PRIMARY KEY, thread_id INTEGER, title TEXT NOT NULL, units TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, bound_by INTEGER NOT NULL, bound_at TEXT NOT NULL) STRICT;
INSERT INTO "bindings" VALUES(-1006,7,'水务局群','市水务局',1,11,'2026-11-29T08:44:47.198+00:00');
INSERT INTO "bindings" VALUES(-1001,NULL,'海南区整改群','海南区委
海南区政府',1,11,'2026-11-29T08:44:47.184+00:00');
CREATE TABLE dated (id INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, task TEXT NOT NULL, day TEXT, user_id INTEGER) STRICT;
INSERT INTO "dated" VALUES(1,'2026-11-29T08:44:47+00:00','矿区总规批复','','2025-03-01',11);
INSERT INTO "dated" VALUES(2,'2026-11-29T08:44:47+00:00','批复','1-3','2025-04-01',11);
CREATE TABLE events (id INTEGER PRIMARY KEY, at TEXT NOT NULL, item TEXT NOT NULL, action TEXT NOT NULL, who TEXT NOT NULL, units TEXT NOT NULL, user_id INTEGER, chat_id INTEGER, before TEXT NOT NULL, after TEXT NOT NULL, day TEXT, note TEXT NOT NULL, evidence TEXT NOT NULL, done_on TEXT) STRICT;
INSERT INTO "events" VALUES(1,'2024-05-07T09:07:00+08:00','1-7','acknowledge','海南区联络员','海南区委
海南区政府',21,-1001,'open','open',NULL,'','[]',NULL);
INSERT INTO "events" VALUES(2,'2024-05-08T09:14:00+08:00','1-7','report','海南区联络员','海南区委
海南区政府',21,-1001,'open','reported',NULL,'海南区已全部办结','[{"kind": "photo", "file_id": "AgACx1", "name": ""}, {"kind": "document", "file_id": "BQx2", "name": "验收表.pdf"}]',NULL);
INSERT INTO "events" VALUES(3,'2024-05-09T09:21:00+08:00','1-7','supplement','乌达区联络员','乌达区委',22,-1002,'reported','reported',NULL,'乌达区补一张图','[{"kind": "photo", "file_id": "AgACx3", "name": ""}]',NULL);
INSERT INTO "events" VALUES(4,'2024-05-10T09:28:00+08:00','1-7-1-1','report','孙工','市自然资源局',25,-1005,'open','reported',NULL,'学习完成','[]',NULL);
INSERT INTO "events" VALUES(5,'2024-05-11T09:35:00+08:00','1-7-1-1','accept','孙工','市自然资源局',25,-1005,'reported','accepted',NULL,'','[]',NULL);
INSERT INTO "events" VALUES(6,'2024-05-12T09:42:00+08:00','1-11-3-1','report','海南区联络员','海南区委
海南区政府',21,-1001,'open','reported',NULL,'设施已拆','[]',NULL);
INSERT INTO "events" VALUES(7,'2024-05-13T09:49:00+08:00','1-11-3-1','return','林草','',1,NULL,'reported','open',NULL,'缺照片','[]',NULL);
INSERT INTO "events" VALUES(8,'2024-05-14T09:56:00+08:00','1-23','report','赵工','市生态环境局',24,-1004,'open','reported',NULL,'已完成','[]',NULL);
INSERT INTO "events" VALUES(9,'2024-05-15T10:03:00+08:00','1-23','accept','赵工','市生态环境局',24,-1004,'reported','accepted',NULL,'','[]',NULL);
INSERT INTO "events" VALUES(10,'2024-05-16T10:10:00+08:00','1-23','close','李主任','',11,NULL,'accepted','closed',NULL,'','[]',NULL);
INSERT INTO "events" VALUES(11,'2024-05-17T10:17:00+08:00','1-17','report','水工','市水务局',26,-1006,'open','reported',NULL,'完成','[]',NULL);
INSERT INTO "events" VALUES(12,'2024-05-18T10:24:00+08:00','1-17','return','水工','市水务局',26,-1006,'reported','open',NULL,'现场不符','[]',NULL);
INSERT INTO "events" VALUES(13,'2024-05-19T10:31:00+08:00','1-17-2-1','ask extension','水工','市水务局',26,-1006,'open','open','2026-03-31','汛期','[]',NULL);
INSERT INTO "events" VALUES(14,'2024-05-20T10:38:00+08:00','1-17-2-1','grant extension','李主任','',11,NULL,'open','open','2026-03-31','','[]',NULL);
INSERT INTO "events" VALUES(15,'2024-05-21T10:45:00+08:00','1-15','ask extension','王工','市能源局',23,-1003,'open','open','2029-01-01','延','[]',NULL);
INSERT INTO "events" VALUES(16,'2024-05-22T10:52:00+08:00','1-5','set','李主任','',11,NULL,'open','closed',NULL,'市里核定完成','[]','2024-04-30');
INSERT INTO "events" VALUES(17,'2024-05-23T10:59:00+08:00','1-6-4-1','set','李主任','',11,NULL,'open','reported',NULL,'渣堆已清','[]',NULL);
INSERT INTO "events" VALUES(18,'2024-05-24T11:06:00+08:00','1-9','set','李主任','',11,NULL,'open','open',NULL,'正在走程序','[]',NULL);
INSERT INTO "events" VALUES(19,'2024-05-25T11:13:00+08:00','1-25','set','李主任','',11,NULL,'open','open','2027-06-30','','[]',NULL);
INSERT INTO "events" VALUES(20,'2024-05-26T11:20:00+08:00','1-29','set','李主任','',11,NULL,'open','accepted',NULL,'验收','[]',NULL);
INSERT INTO "events" VALUES(21,'2024-05-27T11:27:00+08:00','1-29','return','李主任','',11,NULL,'accepted','open',NULL,'回潮','[]',NULL);
CREATE TABLE mornings (day TEXT PRIMARY KEY, made_at TEXT NOT NULL) STRICT;
CREATE TABLE moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL) STRICT;
INSERT INTO "moved" VALUES(-77,-1006);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT NOT NULL, chat_id INTEGER NOT NULL, thread_id INTEGER, day TEXT, payload TEXT NOT NULL, due_at TEXT, expires_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, message_id INTEGER, error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, settled_at TEXT, UNIQUE (key, chat_id)) STRICT;
INSERT INTO "outbox" VALUES(1,'digest:2026-11-20',-1001,NULL,'2026-11-20','{"text": "<b>整改提醒</b>", "buttons": [], "items": ["1-7"]}',NULL,'2026-11-30T08:44:47+00:00','pending',0,NULL,'','2026-11-29T08:44:47+00:00',NULL);
CREATE TABLE "phrasings" (text TEXT PRIMARY KEY, task TEXT NOT NULL, added_by INTEGER NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE prompts (chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, user_id INTEGER NOT NULL, action TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, gathered TEXT NOT NULL DEFAULT '', PRIMARY KEY (chat_id, message_id)) STRICT;
INSERT INTO "prompts" VALUES(-1001,301,21,'report','1-8','2026-11-29T08:44:47.540+00:00','{"note": "已完成一半"}');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX events_of_item ON events(item, id);
CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE INDEX outbox_by_state ON outbox(state, chat_id, id);
COMMIT;
