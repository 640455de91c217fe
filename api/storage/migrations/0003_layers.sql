CREATE TABLE `layer_extents` (
	`layer` text NOT NULL,
	`source` text NOT NULL,
	`region_code` text NOT NULL,
	`removed_by` text,
	PRIMARY KEY(`source`, `region_code`)
);
--> statement-breakpoint
CREATE TABLE `place_figures` (
	`place_id` text NOT NULL,
	`set` text NOT NULL,
	`region_code` text NOT NULL,
	`class` text NOT NULL,
	`name` text,
	`name_en` text,
	`longitude` real NOT NULL,
	`latitude` real NOT NULL,
	`demand_m2` real NOT NULL,
	`low_m2` text NOT NULL,
	`likely_m2` text NOT NULL,
	`high_m2` text NOT NULL,
	`seeing` text NOT NULL,
	PRIMARY KEY(`place_id`, `set`)
);
--> statement-breakpoint
CREATE INDEX `place_figures_region` ON `place_figures` (`region_code`,`set`);--> statement-breakpoint
CREATE TABLE `privacy_zones` (
	`id` text PRIMARY KEY NOT NULL,
	`rule` text NOT NULL,
	`name` text,
	`name_en` text,
	`geometry` blob NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`source` text NOT NULL,
	`removed_by` text
);
--> statement-breakpoint
CREATE INDEX `privacy_zones_source` ON `privacy_zones` (`source`);--> statement-breakpoint
CREATE INDEX `privacy_zones_removed` ON `privacy_zones` (`removed_by`);--> statement-breakpoint
DROP INDEX `cameras_zkey`;--> statement-breakpoint
CREATE INDEX `cameras_zkey` ON `cameras` (`zkey`,`id`,`longitude`,`latitude`,`type`,`azimuth_deg`,`hfov_deg`,`range_m`,`near_m`,`stage`,`count`,`region_code`,`height_m`);--> statement-breakpoint
-- nothing ever filled the table of the first version
DROP TABLE `obstacles`;--> statement-breakpoint
CREATE TABLE `obstacles` (
	`id` integer PRIMARY KEY NOT NULL,
	`shape` text NOT NULL,
	`height_m` real,
	`geometry` blob NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`source` text NOT NULL,
	`removed_by` text
);
--> statement-breakpoint
CREATE INDEX `obstacles_boxes` ON `obstacles` (`removed_by`,`id`,`min_lon`,`min_lat`,`max_lon`,`max_lat`);--> statement-breakpoint
CREATE INDEX `obstacles_source` ON `obstacles` (`source`);--> statement-breakpoint
ALTER TABLE `public_space` ADD `shape` text DEFAULT 'area' NOT NULL;--> statement-breakpoint
ALTER TABLE `public_space` ADD `radius_m` real;--> statement-breakpoint
-- figures of before know no classes and no key places; all their leaves were touched by 0001 and are measured again
UPDATE `figures` SET `figure` = json_set(`figure`, '$.classes', json('[]'), '$.keyPlaces',
	json('{"total":0,"covered":0,"coveredLow":0,"coveredHigh":0,"minShare":0.5}'));--> statement-breakpoint
DELETE FROM `detail_figures`;
