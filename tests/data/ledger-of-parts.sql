BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','m001_create_tables','2026-11-29 15:27:08.626947+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'ledger','m002_create_events','2026-11-29 15:27:08.632129+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'ledger','m003_create_outbox','2026-11-29 15:27:08.633672+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'ledger','m004_add_said','2026-11-29 15:27:08.636202+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'ledger','m010_phrasings_by_task','2026-11-29 15:27:08.637698+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'ledger','m011_keys_of_any_channel','2026-11-29 15:27:08.664646+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'ledger','m020_parts','2026-11-29 15:27:08.666207+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'ledger','m030_told_and_bounds','2026-11-29 15:27:08.667078+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'ledger','m040_topics','2026-11-29 15:27:08.668419+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'ledger','m050_forms','2026-11-29 15:27:08.676384+00:00');
CREATE TABLE "asked" (id INTEGER PRIMARY KEY, at TEXT NOT NULL, chat_id ANY NOT NULL, user_id ANY NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, problem INTEGER, refused INTEGER NOT NULL, milliseconds INTEGER NOT NULL, thumb INTEGER NOT NULL DEFAULT 0, chosen INTEGER, reviewed INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "asked" VALUES(1,'2026-11-20T08:44:47.533+00:00',-3,21,'谁负责焦化超低排放','responsible',23,0,12,-1,23,0,1);
CREATE TABLE "audit" (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user_id ANY, chat_id ANY, action TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
INSERT INTO "audit" VALUES(1,'2026-11-29T15:27:08.677+00:00',7,-1,'bind','市自然资源局');
INSERT INTO "audit" VALUES(2,'2026-11-29T15:27:08.677+00:00',7,-2,'bind','市能源局');
INSERT INTO "audit" VALUES(3,'2026-11-29T15:27:08.677+00:00',7,-3,'bind','海南区委、海南区政府');
INSERT INTO "audit" VALUES(4,'2026-11-29T15:27:08.678+00:00',7,-4,'bind','市水务局');
INSERT INTO "audit" VALUES(5,'2026-11-29T15:27:08.678+00:00',7,-4,'bind','市工业和信息化局');
INSERT INTO "audit" VALUES(6,'2026-11-29T15:27:08.679+00:00',NULL,-2,'suspend','');
INSERT INTO "audit" VALUES(7,'2026-11-29T15:27:08.680+00:00',7,-3,'liaison','21 某联络员');
INSERT INTO "audit" VALUES(8,'2026-11-29T15:27:11.810+00:00',NULL,NULL,'event','矿区总规批复 2026-10-01 ');
INSERT INTO "audit" VALUES(9,'2026-11-29T15:27:11.843+00:00',99,-5,'refused','/close 3');
CREATE TABLE "bindings" (chat_id ANY NOT NULL, thread_id ANY NOT NULL DEFAULT '', title TEXT NOT NULL, units TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, bound_by ANY NOT NULL, bound_at TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id)) STRICT;
INSERT INTO "bindings" VALUES(-1,'','自然资源局','市自然资源局',1,7,'2026-11-29T15:27:08.677+00:00');
INSERT INTO "bindings" VALUES(-2,'','能源局','市能源局',0,7,'2026-11-29T15:27:08.677+00:00');
INSERT INTO "bindings" VALUES(-3,'','海南区整改群','海南区委
海南区政府',1,7,'2026-11-29T15:27:08.677+00:00');
INSERT INTO "bindings" VALUES(-4,11,'水务局话题','市水务局',1,7,'2026-11-29T15:27:08.678+00:00');
INSERT INTO "bindings" VALUES(-4,12,'工信局话题','市工业和信息化局',1,7,'2026-11-29T15:27:08.678+00:00');
CREATE TABLE "dated" (id INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, task TEXT NOT NULL, day TEXT, user_id ANY) STRICT;
INSERT INTO "dated" VALUES(1,'2026-11-29T15:27:11+00:00','矿区总规批复','','2026-10-01',NULL);
CREATE TABLE "events" (id INTEGER PRIMARY KEY, at TEXT NOT NULL, item TEXT NOT NULL, action TEXT NOT NULL, who TEXT NOT NULL, units TEXT NOT NULL, user_id ANY, chat_id ANY, before TEXT NOT NULL, after TEXT NOT NULL, day TEXT, note TEXT NOT NULL, evidence TEXT NOT NULL, done_on TEXT, parts TEXT NOT NULL DEFAULT '', part TEXT, undoes INTEGER NOT NULL DEFAULT 0, batch TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "events" VALUES(1,'2026-11-02T16:00:00+08:00','1-17','report','某联络员','海南区委',21,-1,'open','open',NULL,'拆除11处','[{"kind": "photo", "file_id": "F1", "name": ""}, {"kind": "document", "file_id": "F2", "name": "图斑.pdf"}]','2026-10-20','海南区','reported',0,'','');
INSERT INTO "events" VALUES(2,'2026-11-02T23:00:00+08:00','1-17','progress','某联络员','市水务局',21,-1,'open','open',NULL,'摸底完成','[]','2026-11-01','市水务局',NULL,0,'','');
INSERT INTO "events" VALUES(3,'2026-11-03T06:00:00+08:00','1-17','report','某联络员','市水务局',21,-1,'open','open',NULL,'清理完毕','[]',NULL,'市水务局','reported',0,'','');
INSERT INTO "events" VALUES(4,'2026-11-03T13:00:00+08:00','1-17','withdraw','某联络员','市水务局',21,-1,'open','open',NULL,'报错了','[]',NULL,'市水务局','open',0,'','');
INSERT INTO "events" VALUES(5,'2026-11-03T20:00:00+08:00','1-16','report','某联络员','市水务局
海勃湾区委
海勃湾区政府
海南区委
海南区政府
乌达区委
乌达区政府',21,-1,'open','reported',NULL,'完成','[]',NULL,'市水务局
海勃湾区
海南区
乌达区','reported',0,'','');
INSERT INTO "events" VALUES(6,'2026-11-04T03:00:00+08:00','1-16','accept','孙工','市水务局',31,-1,'reported','accepted',NULL,'','[]',NULL,'',NULL,0,'','');
INSERT INTO "events" VALUES(7,'2026-11-04T10:00:00+08:00','1-16','close','李主任','',NULL,NULL,'accepted','closed',NULL,'','[]',NULL,'',NULL,0,'','');
INSERT INTO "events" VALUES(8,'2026-11-04T17:00:00+08:00','1-9','report','某联络员','海南区委',21,-1,'open','open',NULL,'已完成','[]',NULL,'海南区','reported',0,'','');
INSERT INTO "events" VALUES(9,'2026-11-05T00:00:00+08:00','1-9','return','孙工','市水务局',31,-1,'open','open',NULL,'照片不清','[]',NULL,'海南区','open',0,'','');
INSERT INTO "events" VALUES(10,'2026-11-05T07:00:00+08:00','1-7','acknowledge','某联络员','海南区政府',21,-1,'open','open',NULL,'','[]',NULL,'海南区',NULL,0,'','');
INSERT INTO "events" VALUES(11,'2026-11-05T14:00:00+08:00','1-27','ask extension','某联络员','市能源局',21,-1,'open','open','2027-03-31','设备未到','[]',NULL,'市能源局',NULL,0,'','');
INSERT INTO "events" VALUES(12,'2026-11-05T21:00:00+08:00','1-27','grant extension','李主任','',NULL,NULL,'open','open','2027-02-28','','[]',NULL,'',NULL,0,'','');
INSERT INTO "events" VALUES(13,'2026-11-06T04:00:00+08:00','1-25','ask extension','某联络员','市交通运输局',21,-1,'open','open','2027-06-30','资金未到','[]',NULL,'市交通运输局',NULL,0,'','');
INSERT INTO "events" VALUES(14,'2026-11-06T11:00:00+08:00','1-29','set','李主任','',NULL,NULL,'open','closed',NULL,'已取缔','[]','2024-04-20','市商务局
市公安局
市市场监督管理局
市生态环境局
海勃湾区
海南区
乌达区','reported',0,'','');
INSERT INTO "events" VALUES(15,'2026-11-06T18:00:00+08:00','1-21','set','李主任','海南区委
海南区政府',NULL,NULL,'open','open',NULL,'硬化完成','[]',NULL,'海南区','reported',0,'','');
INSERT INTO "events" VALUES(16,'2026-11-07T01:00:00+08:00','1-5','set','李主任','',NULL,NULL,'open','reported',NULL,'登错了','[]',NULL,'市水务局
海南区','reported',0,'','');
INSERT INTO "events" VALUES(17,'2026-11-07T08:00:00+08:00','1-5','undo','李主任','',NULL,NULL,'reported','open',NULL,'登记有误','[]',NULL,'',NULL,16,'','');
INSERT INTO "events" VALUES(18,'2026-11-07T15:00:00+08:00','1-3','set','李主任','',NULL,NULL,'open','accepted',NULL,'','[]',NULL,'市工业和信息化局
海勃湾区
海南区
乌达区','reported',0,'20261107150000000000','');
INSERT INTO "events" VALUES(19,'2026-11-07T15:00:00+08:00','1-10','set','李主任','',NULL,NULL,'open','open',NULL,'正在推进','[]',NULL,'',NULL,0,'20261107150000000000','');
CREATE TABLE forms (chat_id ANY NOT NULL, user_id ANY NOT NULL, action TEXT NOT NULL, items TEXT NOT NULL, gathered TEXT NOT NULL, shown ANY, at TEXT NOT NULL, PRIMARY KEY (chat_id, user_id, action, items)) STRICT;
INSERT INTO "forms" VALUES(-3,21,'report','1-20','{"note": "已完成一半"}',502,'2026-11-20T08:44:47.533+00:00');
CREATE TABLE liaisons (chat_id ANY NOT NULL, thread_id ANY NOT NULL DEFAULT '', user_id ANY NOT NULL, name TEXT NOT NULL, named_by ANY NOT NULL, at TEXT NOT NULL, PRIMARY KEY (chat_id, thread_id, user_id)) STRICT;
INSERT INTO "liaisons" VALUES(-3,'',21,'某联络员',7,'2026-11-29T15:27:08.680+00:00');
CREATE TABLE mornings (day TEXT PRIMARY KEY, made_at TEXT NOT NULL) STRICT;
INSERT INTO "mornings" VALUES('2026-11-07','2026-11-29T15:27:11+00:00');
CREATE TABLE "moved" (old ANY PRIMARY KEY NOT NULL, new ANY NOT NULL) STRICT;
INSERT INTO "moved" VALUES(-99,-4);
CREATE TABLE "outbox" (id INTEGER PRIMARY KEY, key TEXT NOT NULL, chat_id ANY NOT NULL, thread_id ANY, day TEXT, payload TEXT NOT NULL, due_at TEXT, expires_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, message_id ANY, error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, settled_at TEXT, UNIQUE (key, chat_id)) STRICT;
INSERT INTO "outbox" VALUES(1,'event:1@11',-4,11,'2026-11-02','{"paragraphs":[["heading","海南区委已报问题（十七）完成，还在等市水务局、市自然资源局。",""],["plain","河道“四乱”问题整治不彻底",""],["plain","拆除11处",""],["plain","照片1张、文件1个（图斑.pdf）",""],["plain","某联络员 2026-11-02 16:00",""]],"buttons":[[["问题（十七）","v1:l:i:1-17:0"]]],"items":[],"bound":["市水务局"]}',NULL,'2026-11-09T08:00:00+00:00','sent',1,601,'','2026-11-29T15:27:09+00:00','2026-11-29T15:27:11+00:00');
INSERT INTO "outbox" VALUES(2,'event:3@11',-4,11,'2026-11-03','{"paragraphs": [["heading", "市水务局已报问题（十七）完成，还在等市自然资源局。", ""], ["plain", "河道“四乱”问题整治不彻底", ""], ["plain", "清理完毕", ""], ["plain", "某联络员 2026-11-03 06:00", ""]], "buttons": [[["问题（十七）", "v1:l:i:1-17:0"]]], "items": [], "bound": ["市水务局"]}',NULL,'2026-11-09T22:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(3,'event:5@11',-4,11,'2026-11-03','{"paragraphs": [["heading", "市水务局、海勃湾区委、海勃湾区政府、海南区委、海南区政府、乌达区委、乌达区政府报问题（十六）已完成，请验收。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "完成", ""], ["plain", "某联络员 2026-11-03 20:00", ""]], "buttons": [[["验收通过", "v1:l:a:1-16:5"], ["退回", "v1:l:n:1-16:5"]], [["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": ["市水务局"]}',NULL,'2026-11-10T12:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(4,'event:6',7,NULL,'2026-11-04','{"paragraphs": [["heading", "问题（十六）已通过市水务局验收，公示后请销号。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "孙工 2026-11-04 03:00", ""]], "buttons": [[["销号", "v1:l:c:1-16:6"]], [["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": []}',NULL,'2026-11-10T19:00:00+00:00','sending',1,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(5,'event:6@11',-4,11,'2026-11-04','{"paragraphs": [["heading", "问题（十六）已通过市水务局验收。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "孙工 2026-11-04 03:00", ""]], "buttons": [[["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": ["市水务局"]}',NULL,'2026-11-10T19:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(6,'event:6',-3,NULL,'2026-11-04','{"paragraphs": [["heading", "问题（十六）已通过市水务局验收。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "孙工 2026-11-04 03:00", ""]], "buttons": [[["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-10T19:00:00+00:00','failed',0,NULL,'Forbidden','2026-11-29T15:27:09+00:00','2026-11-29T15:27:11+00:00');
INSERT INTO "outbox" VALUES(7,'event:7@11',-4,11,'2026-11-04','{"paragraphs": [["heading", "问题（十六）已销号。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "李主任 2026-11-04 10:00", ""]], "buttons": [[["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": ["市水务局"]}',NULL,'2026-11-11T02:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(8,'event:7',-3,NULL,'2026-11-04','{"paragraphs": [["heading", "问题（十六）已销号。", ""], ["plain", "河道水域岸线管理不够有力", ""], ["plain", "李主任 2026-11-04 10:00", ""]], "buttons": [[["问题（十六）", "v1:l:i:1-16:0"]]], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-11T02:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:09+00:00',NULL);
INSERT INTO "outbox" VALUES(9,'event:9',-3,NULL,'2026-11-05','{"paragraphs": [["heading", "问题（九）（海南区）被市水务局退回，请继续整改。", ""], ["plain", "存在违规取用黄河水现象", ""], ["plain", "照片不清", ""], ["plain", "孙工 2026-11-05 00:00", ""]], "buttons": [[["报完成", "v1:l:r:1-9:0"]], [["问题（九）", "v1:l:i:1-9:0"]]], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-11T16:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(10,'event:11',7,NULL,'2026-11-05','{"paragraphs": [["heading", "市能源局申请把问题（二十七）的时限由2026年12月31日延期至2027年3月31日。", ""], ["plain", "煤炭洗选行业提升改造缓慢", ""], ["plain", "设备未到", ""], ["plain", "某联络员 2026-11-05 14:00", ""]], "buttons": [[["批准延期", "v1:l:g:1-27:11"], ["另定时限", "v1:l:t:1-27:11"], ["不批准", "v1:l:d:1-27:11"]], [["问题（二十七）", "v1:l:i:1-27:0"]]], "items": [], "bound": []}',NULL,'2026-11-12T06:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(11,'event:12',-3,NULL,'2026-11-05','{"paragraphs": [["heading", "问题（二十七）的时限已批准延期至2027年2月28日。", ""], ["plain", "煤炭洗选行业提升改造缓慢", ""], ["plain", "李主任 2026-11-05 21:00", ""]], "buttons": [[["问题（二十七）", "v1:l:i:1-27:0"]]], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-12T13:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(12,'event:13',7,NULL,'2026-11-06','{"paragraphs": [["heading", "市交通运输局申请把问题（二十五）的时限由2026年12月31日延期至2027年6月30日。", ""], ["plain", "新能源车辆推广进展缓慢", ""], ["plain", "资金未到", ""], ["plain", "某联络员 2026-11-06 04:00", ""]], "buttons": [[["批准延期", "v1:l:g:1-25:13"], ["另定时限", "v1:l:t:1-25:13"], ["不批准", "v1:l:d:1-25:13"]], [["问题（二十五）", "v1:l:i:1-25:0"]]], "items": [], "bound": []}',NULL,'2026-11-12T20:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(13,'event:17@11',-4,11,'2026-11-07','{"paragraphs": [["heading", "问题（五）：督办办公室撤销了第16条登记（李主任：登记，整改中→已报完成。登错了）", ""], ["plain", "存在违规违法取用水行为", ""], ["plain", "登记有误", ""], ["plain", "李主任 2026-11-07 08:00", ""]], "buttons": [[["问题（五）", "v1:l:i:1-5:0"]]], "items": [], "bound": ["市水务局"]}',NULL,'2026-11-14T00:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(14,'event:17',-3,NULL,'2026-11-07','{"paragraphs": [["heading", "问题（五）：督办办公室撤销了第16条登记（李主任：登记，整改中→已报完成。登错了）", ""], ["plain", "存在违规违法取用水行为", ""], ["plain", "登记有误", ""], ["plain", "李主任 2026-11-07 08:00", ""]], "buttons": [[["问题（五）", "v1:l:i:1-5:0"]]], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-14T00:00:00+00:00','pending',0,NULL,'','2026-11-29T15:27:10+00:00',NULL);
INSERT INTO "outbox" VALUES(15,'dated:矿区总规批复:2026-11-07T22:00:00+08:00',-3,NULL,'2026-11-07','{"paragraphs": [["heading", "督办办公室登记：矿区总规批复，2026年10月1日。本群单位以下事项的时限随之确定：", ""], ["plain", "· 问题（二）：矿权整合重组工作滞后——2027年10月1日", ""], ["plain", "· 问题（二）· 整改措施3：《矿区总规》批复后12个月内，完成露天煤矿和井工煤矿整合区的整合工作，逐步实现…——2027年10月1日", ""], ["plain", "李主任 2026-11-07 22:00", ""]], "buttons": [], "items": [], "bound": ["海南区委", "海南区政府"]}',NULL,'2026-11-30T15:27:11+00:00','pending',0,NULL,'','2026-11-29T15:27:11+00:00',NULL);
INSERT INTO "outbox" VALUES(16,'dated:矿区总规批复:2026-11-07T22:00:00+08:00',-1,NULL,'2026-11-07','{"paragraphs": [["heading", "督办办公室登记：矿区总规批复，2026年10月1日。本群单位以下事项的时限随之确定：", ""], ["plain", "· 问题（二）：矿权整合重组工作滞后——2027年10月1日", ""], ["plain", "· 问题（二）· 整改措施1：市自然资源局在《矿区总规》批复后5个月内，印发《乌海市煤炭矿权整合方案》——2027年3月1日", ""], ["plain", "· 问题（二）· 整改措施3：《矿区总规》批复后12个月内，完成露天煤矿和井工煤矿整合区的整合工作，逐步实现…——2027年10月1日", ""], ["plain", "李主任 2026-11-07 22:00", ""]], "buttons": [], "items": [], "bound": ["市自然资源局"]}',NULL,'2026-11-30T15:27:11+00:00','pending',0,NULL,'','2026-11-29T15:27:11+00:00',NULL);
CREATE TABLE "phrasings" (text TEXT PRIMARY KEY, task TEXT NOT NULL, added_by ANY NOT NULL, at TEXT NOT NULL) STRICT;
INSERT INTO "phrasings" VALUES('黑水沟谁管','1-17',7,'2026-11-20T08:44:47.533+00:00');
CREATE TABLE "prompts" (chat_id ANY NOT NULL, message_id ANY NOT NULL, user_id ANY NOT NULL, action TEXT NOT NULL, item TEXT NOT NULL, at TEXT NOT NULL, gathered TEXT NOT NULL DEFAULT '', PRIMARY KEY (chat_id, message_id)) STRICT;
INSERT INTO "prompts" VALUES(-3,501,21,'report','1-20','2026-11-29T15:27:11.841153+00:00','{"note": "已完成一半"}');
CREATE TABLE told (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL) STRICT;
INSERT INTO "told" VALUES(1,1);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX events_of_item ON events(item, id);
CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE INDEX outbox_by_state ON outbox(state, chat_id, id);
CREATE TRIGGER audit_stays BEFORE DELETE ON audit WHEN OLD.action = 'begin ledger' OR OLD.at > strftime('%Y-%m-%d', 'now', '-1096 days') BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX asked_at ON asked(at);
CREATE INDEX audit_of_user ON audit(action, user_id, at);
CREATE INDEX events_of_source ON events(source) WHERE source != '';
COMMIT;
