CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `camera_history` (
	`id` text PRIMARY KEY NOT NULL,
	`camera_id` text NOT NULL,
	`record` text NOT NULL,
	`valid_from` text NOT NULL,
	`recorded_at` text NOT NULL,
	`superseded_at` text NOT NULL,
	`change` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`import_id` text
);
--> statement-breakpoint
CREATE INDEX `camera_history_camera` ON `camera_history` (`camera_id`,`id`);--> statement-breakpoint
CREATE INDEX `camera_history_import` ON `camera_history` (`import_id`);--> statement-breakpoint
CREATE TABLE `cameras` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`longitude` real NOT NULL,
	`latitude` real NOT NULL,
	`zkey` integer NOT NULL,
	`type` text,
	`azimuth_deg` real,
	`hfov_deg` real,
	`range_m` real,
	`near_m` real,
	`height_m` real,
	`tilt_deg` real,
	`vfov_deg` real,
	`lens_hfov_deg` real,
	`resolution_h` integer,
	`stage` text NOT NULL,
	`planned_on` text,
	`approved_on` text,
	`procured_on` text,
	`installed_on` text,
	`networked_on` text,
	`accepted_on` text,
	`retired_on` text,
	`owner` text,
	`purpose` text,
	`legal_basis` text,
	`review_on` text,
	`retention_days` integer,
	`filing_no` text,
	`filed_on` text,
	`signage` integer,
	`restricted` integer NOT NULL,
	`count` integer NOT NULL,
	`original_x` real,
	`original_y` real,
	`original_crs` text NOT NULL,
	`region_code` text,
	`source` text,
	`revision` integer NOT NULL,
	`valid_from` text NOT NULL,
	`recorded_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cameras_zkey` ON `cameras` (`zkey`,`id`,`longitude`,`latitude`,`type`,`azimuth_deg`,`hfov_deg`,`range_m`,`near_m`,`stage`,`count`,`region_code`);--> statement-breakpoint
CREATE INDEX `cameras_region` ON `cameras` (`region_code`,`id`);--> statement-breakpoint
CREATE INDEX `cameras_range` ON `cameras` (`range_m`);--> statement-breakpoint
CREATE INDEX `cameras_source` ON `cameras` (`source`);--> statement-breakpoint
CREATE TABLE `figures` (
	`region_code` text NOT NULL,
	`set` text NOT NULL,
	`figure` text NOT NULL,
	`demand_m2` real,
	`likely_m2` real,
	`own_seeing` integer NOT NULL,
	`region_m2` real NOT NULL,
	`gap_need` real NOT NULL,
	`measured_version` integer NOT NULL,
	`computed_at` text NOT NULL,
	PRIMARY KEY(`region_code`, `set`)
);
--> statement-breakpoint
CREATE TABLE `gap_components` (
	`id` text PRIMARY KEY NOT NULL,
	`region_code` text NOT NULL,
	`area_m2` real NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`geometry` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `gap_components_region` ON `gap_components` (`region_code`);--> statement-breakpoint
CREATE INDEX `gap_components_lon` ON `gap_components` (`min_lon`);--> statement-breakpoint
CREATE TABLE `gaps` (
	`id` text PRIMARY KEY NOT NULL,
	`region_code` text NOT NULL,
	`cell` text NOT NULL,
	`class` text NOT NULL,
	`area_m2` real NOT NULL,
	`need` real NOT NULL,
	`component_id` text NOT NULL,
	`label_lon` real NOT NULL,
	`label_lat` real NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`nearest_camera_id` text,
	`nearest_m` real,
	`places` text NOT NULL,
	`places_en` text NOT NULL,
	`geometry` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `gaps_region` ON `gaps` (`region_code`,`need`);--> statement-breakpoint
CREATE INDEX `gaps_need` ON `gaps` (`need`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`actor` text NOT NULL,
	`payload_hash` text NOT NULL,
	`answer` text,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `import_problems` (
	`import_id` text NOT NULL,
	`seq` integer NOT NULL,
	`code` text NOT NULL,
	`severity` text NOT NULL,
	`row` integer,
	`problem` text NOT NULL,
	PRIMARY KEY(`import_id`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `import_problems_row` ON `import_problems` (`import_id`,`row`);--> statement-breakpoint
CREATE TABLE `import_rejected` (
	`import_id` text NOT NULL,
	`seq` integer NOT NULL,
	`row` integer NOT NULL,
	`cells` text NOT NULL,
	PRIMARY KEY(`import_id`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `import_rows` (
	`import_id` text NOT NULL,
	`seq` integer NOT NULL,
	`key` text NOT NULL,
	`action` text NOT NULL,
	`data` text NOT NULL,
	`geometry` blob,
	PRIMARY KEY(`import_id`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file_name` text NOT NULL,
	`file_path` text NOT NULL,
	`state` text NOT NULL,
	`options` text NOT NULL,
	`mapping` text NOT NULL,
	`columns` text NOT NULL,
	`receipt` text,
	`problem_groups` text NOT NULL,
	`job_id` text,
	`measure_job_id` text,
	`reason` text,
	`reason_zh` text,
	`actor` text NOT NULL,
	`created_at` text NOT NULL,
	`committed_at` text,
	`data_version` integer,
	`sample` integer NOT NULL,
	`before` text
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`phase` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer,
	`rate` real,
	`seconds_left` real,
	`input` text NOT NULL,
	`position` text,
	`reason` text,
	`reason_zh` text,
	`result` text,
	`actor` text NOT NULL,
	`created_at` text NOT NULL,
	`started_at` text,
	`ended_at` text
);
--> statement-breakpoint
CREATE INDEX `jobs_state` ON `jobs` (`state`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `obstacles` (
	`id` text PRIMARY KEY NOT NULL,
	`height_m` real,
	`geometry` blob NOT NULL,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`source` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `public_space` (
	`id` text PRIMARY KEY NOT NULL,
	`class` text NOT NULL,
	`weight` real NOT NULL,
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
CREATE INDEX `public_space_source` ON `public_space` (`source`);--> statement-breakpoint
CREATE INDEX `public_space_removed` ON `public_space` (`removed_by`);--> statement-breakpoint
CREATE TABLE `public_space_extents` (
	`source` text NOT NULL,
	`region_code` text NOT NULL,
	`removed_by` text,
	PRIMARY KEY(`source`, `region_code`)
);
--> statement-breakpoint
CREATE TABLE `region_history` (
	`id` text PRIMARY KEY NOT NULL,
	`region_code` text NOT NULL,
	`record` text NOT NULL,
	`geometry` blob,
	`valid_from` text NOT NULL,
	`recorded_at` text NOT NULL,
	`superseded_at` text NOT NULL,
	`change` text NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`import_id` text
);
--> statement-breakpoint
CREATE INDEX `region_history_region` ON `region_history` (`region_code`,`id`);--> statement-breakpoint
CREATE INDEX `region_history_import` ON `region_history` (`import_id`);--> statement-breakpoint
CREATE TABLE `regions` (
	`code` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_en` text,
	`level` text NOT NULL,
	`parent_code` text,
	`path` text NOT NULL,
	`depth` integer NOT NULL,
	`is_leaf` integer NOT NULL,
	`child_count` integer NOT NULL,
	`leaf_count` integer NOT NULL,
	`geometry` blob,
	`min_lon` real NOT NULL,
	`min_lat` real NOT NULL,
	`max_lon` real NOT NULL,
	`max_lat` real NOT NULL,
	`label_lon` real NOT NULL,
	`label_lat` real NOT NULL,
	`area_m2` real NOT NULL,
	`population` real,
	`urban_rural` text,
	`touched_version` integer NOT NULL,
	`source` text,
	`revision` integer NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	`recorded_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `regions_parent` ON `regions` (`parent_code`);--> statement-breakpoint
CREATE UNIQUE INDEX `regions_path` ON `regions` (`path`);--> statement-breakpoint
CREATE INDEX `regions_level` ON `regions` (`level`,`code`);--> statement-breakpoint
CREATE TABLE `sees` (
	`leaf_code` text NOT NULL,
	`set` text NOT NULL,
	`camera_id` text NOT NULL,
	`home_code` text,
	`blind` integer NOT NULL,
	PRIMARY KEY(`leaf_code`, `set`, `camera_id`)
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`data_version` integer PRIMARY KEY NOT NULL,
	`taken_at` text NOT NULL,
	`content` blob NOT NULL,
	`regions` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `targets` (
	`id` text PRIMARY KEY NOT NULL,
	`scope_region` text,
	`scope_level` text,
	`metric` text NOT NULL,
	`minimum` real NOT NULL,
	`start` text NOT NULL,
	`due` text NOT NULL,
	`note` text,
	`recorded_at` text NOT NULL
);
