DROP TABLE `gap_components`;--> statement-breakpoint
DROP TABLE `gaps`;--> statement-breakpoint
CREATE TABLE `gap_cells` (
	`region_code` text NOT NULL,
	`cell` text NOT NULL,
	`max_need` real NOT NULL,
	`min_need` real NOT NULL,
	`count` integer NOT NULL,
	`pieces` blob NOT NULL,
	PRIMARY KEY(`region_code`, `cell`)
);
--> statement-breakpoint
CREATE INDEX `gap_cells_need` ON `gap_cells` (`max_need`,`min_need`);--> statement-breakpoint
CREATE TABLE `gap_leaves` (
	`region_code` text PRIMARY KEY NOT NULL,
	`components` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `gap_links` (
	`old_id` text NOT NULL,
	`new_id` text NOT NULL,
	`region_code` text NOT NULL,
	`share` real NOT NULL,
	`data_version` integer NOT NULL,
	PRIMARY KEY(`old_id`, `new_id`)
);
--> statement-breakpoint
CREATE INDEX `gap_links_version` ON `gap_links` (`data_version`);--> statement-breakpoint
-- gaps are derived: every leaf counts as touched, the next start measures it again
UPDATE `meta` SET `value` = CAST(CAST(`value` AS INTEGER) + 1 AS TEXT) WHERE `key` = 'dataVersion';--> statement-breakpoint
UPDATE `regions` SET `touched_version` = (SELECT CAST(`value` AS INTEGER) FROM `meta` WHERE `key` = 'dataVersion')
	WHERE `is_leaf` = 1 AND EXISTS (SELECT 1 FROM `meta` WHERE `key` = 'dataVersion');--> statement-breakpoint
-- a measuring that was cut off starts from its first leaf
UPDATE `jobs` SET `position` = NULL WHERE `kind` = 'measure' AND `state` IN ('queued', 'running');
