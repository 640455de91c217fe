CREATE TABLE `detail_figures` (
	`region_code` text NOT NULL,
	`set` text NOT NULL,
	`detail` text NOT NULL,
	`profile` text NOT NULL,
	`figure` text NOT NULL,
	`own_seeing` integer NOT NULL,
	`region_m2` real NOT NULL,
	`gap_need` real NOT NULL,
	`sees` text NOT NULL,
	`measured_version` integer NOT NULL,
	`computed_at` text NOT NULL,
	PRIMARY KEY(`profile`, `detail`, `set`, `region_code`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text NOT NULL,
	`version` integer NOT NULL,
	`value` text NOT NULL,
	`recorded_at` text NOT NULL,
	`actor` text NOT NULL,
	PRIMARY KEY(`key`, `version`)
);
