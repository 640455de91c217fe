CREATE TABLE `alert_channels` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`config` text NOT NULL,
	`enabled` integer NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alert_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`alert_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`event` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` text NOT NULL,
	`failure` text,
	`sent_at` text
);
--> statement-breakpoint
CREATE INDEX `alert_deliveries_next` ON `alert_deliveries` (`state`,`next_at`);--> statement-breakpoint
CREATE INDEX `alert_deliveries_alert` ON `alert_deliveries` (`alert_id`);--> statement-breakpoint
CREATE TABLE `alert_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`region_code` text,
	`params` text NOT NULL,
	`channels` text NOT NULL,
	`enabled` integer NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`rule_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`region_code` text,
	`params` text NOT NULL,
	`opened_at` text NOT NULL,
	`reminded_at` text,
	`cleared_at` text,
	`said` text NOT NULL,
	`said_at` text NOT NULL,
	`read_at` text,
	`read_by` text
);
--> statement-breakpoint
CREATE INDEX `alerts_opened` ON `alerts` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `alerts_subject` ON `alerts` (`rule_id`,`subject`,`opened_at`);--> statement-breakpoint
CREATE TABLE `collector_runs` (
	`started_at` text PRIMARY KEY NOT NULL,
	`last_seen_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `data_versions` (
	`version` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `data_versions_at` ON `data_versions` (`at`);--> statement-breakpoint
CREATE TABLE `live_figures` (
	`region_code` text PRIMARY KEY NOT NULL,
	`figure` text,
	`own_seeing` integer NOT NULL,
	`region_m2` real NOT NULL,
	`sees` text NOT NULL,
	`dark` text NOT NULL,
	`online` integer NOT NULL,
	`offline` integer NOT NULL,
	`unknown` integer NOT NULL,
	`measured_version` integer NOT NULL,
	`status_at` text NOT NULL,
	`computed_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outages` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text,
	`cause` text,
	`camera_ids` text NOT NULL,
	`down` integer NOT NULL,
	`region_code` text,
	`lost_m2` real,
	`before_m2` real,
	`demand_m2` real,
	`leaves` text NOT NULL,
	`key_places` text NOT NULL,
	`neighbours` text NOT NULL,
	`owner` text,
	`note` text,
	`due_at` text,
	`muted_until` text,
	`revision` integer NOT NULL,
	`recorded_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outages_ended` ON `outages` (`ended_at`,`started_at`);--> statement-breakpoint
CREATE INDEX `outages_region` ON `outages` (`region_code`);--> statement-breakpoint
CREATE TABLE `point_figures` (
	`point` text NOT NULL,
	`region_code` text NOT NULL,
	`figure` text,
	`own_seeing` integer NOT NULL,
	`region_m2` real NOT NULL,
	`gap_need` real NOT NULL,
	`sees` text NOT NULL,
	`computed_at` text NOT NULL,
	PRIMARY KEY(`point`, `region_code`)
);
--> statement-breakpoint
CREATE TABLE `project_cameras` (
	`camera_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `project_cameras_project` ON `project_cameras` (`project_id`,`camera_id`);--> statement-breakpoint
CREATE TABLE `project_spends` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`kind` text NOT NULL,
	`day` text NOT NULL,
	`amount` real NOT NULL,
	`note` text,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `project_spends_project` ON `project_spends` (`project_id`,`day`);--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`region_code` text,
	`owner` text,
	`budget` real,
	`currency` text NOT NULL,
	`start_on` text,
	`due_on` text,
	`note` text,
	`revision` integer NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `snapshot_trees` (
	`id` text PRIMARY KEY NOT NULL,
	`content` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stage_leaves` (
	`region_code` text PRIMARY KEY NOT NULL,
	`built_version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stage_steps` (
	`region_code` text NOT NULL,
	`stage` text NOT NULL,
	`day` text NOT NULL,
	`cameras` integer NOT NULL,
	`devices` integer NOT NULL,
	PRIMARY KEY(`region_code`, `stage`, `day`)
);
--> statement-breakpoint
CREATE TABLE `status_batches` (
	`no` integer PRIMARY KEY NOT NULL,
	`received_at` text NOT NULL,
	`actor` text NOT NULL,
	`import_id` text,
	`rows` integer NOT NULL,
	`accepted` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `status_batches_received` ON `status_batches` (`received_at`);--> statement-breakpoint
CREATE TABLE `status_days` (
	`region_code` text NOT NULL,
	`day` text NOT NULL,
	`cameras` integer NOT NULL,
	`online_s` real NOT NULL,
	`offline_s` real NOT NULL,
	`unknown_s` real NOT NULL,
	`planned_s` real NOT NULL,
	`own_s` real NOT NULL,
	`computed_at` text NOT NULL,
	PRIMARY KEY(`region_code`, `day`)
);
--> statement-breakpoint
CREATE INDEX `status_days_day` ON `status_days` (`day`);--> statement-breakpoint
CREATE TABLE `status_feeds` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`interval_ms` integer NOT NULL,
	`stale_after_ms` integer,
	`hold_for_ms` integer NOT NULL,
	`last_batch_at` text,
	`last_sequence` integer,
	`recorded_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `status_feeds_id` ON `status_feeds` (`id`);--> statement-breakpoint
CREATE TABLE `status_reasons` (
	`no` integer PRIMARY KEY NOT NULL,
	`text` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `status_reasons_text` ON `status_reasons` (`text`);--> statement-breakpoint
CREATE TABLE `status_subjects` (
	`no` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `status_subjects_id` ON `status_subjects` (`id`);--> statement-breakpoint
CREATE TABLE `status_words` (
	`subject_no` integer NOT NULL,
	`at` integer NOT NULL,
	`feed_no` integer NOT NULL,
	`state` integer NOT NULL,
	`reason_no` integer NOT NULL,
	`until` integer,
	`batch_no` integer NOT NULL,
	`import_id` text,
	PRIMARY KEY(`subject_no`, `at`, `feed_no`, `state`, `reason_no`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `status_words_import` ON `status_words` (`import_id`) WHERE "import_id" is not null;--> statement-breakpoint
CREATE TABLE `status_works` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`from_at` text NOT NULL,
	`to_at` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`recorded_at` text NOT NULL,
	`withdrawn_at` text
);
--> statement-breakpoint
CREATE INDEX `status_works_to` ON `status_works` (`to_at`);--> statement-breakpoint
CREATE TABLE `target_lists` (
	`version` integer PRIMARY KEY NOT NULL,
	`targets` text NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`confirmed_at` text,
	`confirmed_by` text,
	`confirmed_note` text
);
--> statement-breakpoint
INSERT INTO `status_feeds`(`id`, `interval_ms`, `hold_for_ms`, `recorded_at`) SELECT `source`, 86400000, 0, min(`recorded_at`) FROM `status_reports` GROUP BY `source`;--> statement-breakpoint
INSERT INTO `status_subjects`(`id`) SELECT DISTINCT `camera_id` FROM `status_reports` ORDER BY 1;--> statement-breakpoint
INSERT INTO `status_reasons`(`text`) SELECT DISTINCT `reason` FROM `status_reports` WHERE `reason` IS NOT NULL ORDER BY 1;--> statement-breakpoint
INSERT INTO `status_batches`(`received_at`, `actor`, `import_id`, `rows`, `accepted`) SELECT min(`recorded_at`), 'system', `import_id`, count(*), count(*) FROM `status_reports` GROUP BY `import_id`;--> statement-breakpoint
INSERT INTO `status_words`(`subject_no`, `at`, `feed_no`, `state`, `reason_no`, `batch_no`, `import_id`) SELECT s.`no`, CAST(round((julianday(r.`at`) - 2440587.5) * 86400000) AS INTEGER), f.`no`, CASE r.`state` WHEN 'online' THEN 1 WHEN 'offline' THEN 2 ELSE 0 END, coalesce(w.`no`, 0), b.`no`, r.`import_id` FROM `status_reports` r JOIN `status_subjects` s ON s.`id` = r.`camera_id` JOIN `status_feeds` f ON f.`id` = r.`source` JOIN `status_batches` b ON b.`import_id` IS r.`import_id` LEFT JOIN `status_reasons` w ON w.`text` = r.`reason`;--> statement-breakpoint
DROP TABLE `status_reports`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_snapshots` (
	`id` text PRIMARY KEY NOT NULL,
	`data_version` integer NOT NULL,
	`kind` text NOT NULL,
	`month` text,
	`as_of` text NOT NULL,
	`taken_at` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`correction_of` text,
	`tree_id` text,
	`base_id` text,
	`content` blob NOT NULL,
	`regions` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_snapshots`("id", "data_version", "kind", "as_of", "taken_at", "actor", "content", "regions") SELECT 'v' || "data_version", "data_version", 'auto', "taken_at", "taken_at", 'system', "content", "regions" FROM `snapshots`;--> statement-breakpoint
DROP TABLE `snapshots`;--> statement-breakpoint
ALTER TABLE `__new_snapshots` RENAME TO `snapshots`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `snapshots_version` ON `snapshots` (`data_version`);--> statement-breakpoint
CREATE INDEX `snapshots_month` ON `snapshots` (`month`,`taken_at`);--> statement-breakpoint
ALTER TABLE `camera_history` ADD `zkey` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `camera_history` ADD `range_m` real;--> statement-breakpoint
UPDATE `camera_history` SET `zkey` = coalesce(json_extract(`record`, '$.zkey'), 0), `range_m` = json_extract(`record`, '$.rangeM');--> statement-breakpoint
CREATE INDEX `camera_history_zkey` ON `camera_history` (`zkey`,`range_m`,`recorded_at`,`superseded_at`);--> statement-breakpoint
CREATE INDEX `camera_history_range` ON `camera_history` (`range_m`);--> statement-breakpoint
ALTER TABLE `cameras` ADD `parent_id` text;--> statement-breakpoint
CREATE INDEX `cameras_parent` ON `cameras` (`parent_id`);--> statement-breakpoint
CREATE INDEX `sees_camera` ON `sees` (`camera_id`);--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
ALTER TABLE `targets` ADD `measure` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `targets` ADD `ceiling` real;--> statement-breakpoint
ALTER TABLE `targets` ADD `milestones` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `targets` ADD `critical` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `targets` ADD `owner` text;--> statement-breakpoint
INSERT INTO `data_versions`(`version`, `at`) SELECT `data_version`, `taken_at` FROM `snapshots`;
