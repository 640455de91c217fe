CREATE TABLE `quality_issues` (
	`rule` text NOT NULL,
	`subject` text NOT NULL,
	`region_code` text,
	`effect_m2` real NOT NULL,
	`detail` text NOT NULL,
	`revision` integer NOT NULL,
	`first_seen_at` text NOT NULL,
	PRIMARY KEY(`rule`, `subject`)
);
--> statement-breakpoint
CREATE INDEX `quality_issues_subject` ON `quality_issues` (`subject`);--> statement-breakpoint
CREATE INDEX `quality_issues_region` ON `quality_issues` (`region_code`);--> statement-breakpoint
CREATE INDEX `quality_issues_effect` ON `quality_issues` (`rule`,`effect_m2`);--> statement-breakpoint
CREATE TABLE `quality_marks` (
	`rule` text NOT NULL,
	`subject` text NOT NULL,
	`mark` text NOT NULL,
	`text` text NOT NULL,
	`revision` integer NOT NULL,
	`actor` text NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`rule`, `subject`, `mark`)
);
--> statement-breakpoint
CREATE TABLE `quality_runs` (
	`rule` text PRIMARY KEY NOT NULL,
	`data_version` integer NOT NULL,
	`ran_at` text NOT NULL,
	`checked` integer NOT NULL,
	`found` integer NOT NULL,
	`failure` text
);
--> statement-breakpoint
CREATE TABLE `recipes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`columns` text NOT NULL,
	`options` text NOT NULL,
	`actor` text NOT NULL,
	`created_at` text NOT NULL,
	`used_at` text
);
--> statement-breakpoint
CREATE TABLE `region_crosswalk` (
	`id` text PRIMARY KEY NOT NULL,
	`change` text NOT NULL,
	`from_code` text NOT NULL,
	`to_code` text NOT NULL,
	`share` real,
	`valid_from` text NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`import_id` text
);
--> statement-breakpoint
CREATE INDEX `region_crosswalk_from` ON `region_crosswalk` (`from_code`);--> statement-breakpoint
CREATE INDEX `region_crosswalk_to` ON `region_crosswalk` (`to_code`);--> statement-breakpoint
CREATE INDEX `region_crosswalk_import` ON `region_crosswalk` (`import_id`);--> statement-breakpoint
CREATE TABLE `status_reports` (
	`camera_id` text NOT NULL,
	`at` text NOT NULL,
	`source` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`recorded_at` text NOT NULL,
	`import_id` text,
	PRIMARY KEY(`camera_id`, `at`, `source`)
);
--> statement-breakpoint
CREATE INDEX `status_reports_import` ON `status_reports` (`import_id`);--> statement-breakpoint
ALTER TABLE `imports` ADD `findings` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `recipe_id` text;